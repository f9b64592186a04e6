import { parseAmount } from '../common/amount';
import { verifyStatement } from '../common/boneh-boyen';
import type { EdgeContext } from '../common/context';
import { addressOfKey } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { serialKey, walletKey } from './keys';
import type { SerialRecord, WalletCertificate, WalletRecord } from './records';

/** A rule of registration; throws its refusal. */
type Rule = (ctx: EdgeContext, certificate: WalletCertificate) => Promise<void>;

const addressFits: Rule = async (_ctx, { publicKey, statement: { wallet } }) => {
    if (addressOfKey(publicKey) !== wallet) throw new EdgeError('WALLET_MISMATCH', { wallet });
};

const regionKnown: Rule = async (ctx, { statement: { region } }) => {
    await ctx.region(region);
};

const walletNew: Rule = async (ctx, { statement: { wallet } }) => {
    const known = await ctx.store.get<WalletRecord>(walletKey(wallet));
    if (known !== undefined) throw new EdgeError('WALLET_EXISTS', { wallet });
};

const serialNew: Rule = async (ctx, { statement: { serial } }) => {
    const known = await ctx.store.get<SerialRecord>(serialKey(serial));
    if (known !== undefined) throw new EdgeError('SERIAL_USED', { serial });
};

const notExpired: Rule = async (ctx, { statement: { wallet, notAfter } }) => {
    if (parseAmount(notAfter) < ctx.now) throw new EdgeError('WALLET_EXPIRED', { wallet, notAfter });
};

const signedByAuthority: Rule = async (ctx, { statement, signature }) => {
    const { authorityKey } = await ctx.policy();
    if (!verifyStatement(statement, signature, authorityKey)) {
        throw new EdgeError('CERTIFICATE_FORGED', { wallet: statement.wallet, serial: statement.serial });
    }
};

/** In the order of precedence: the pairing, the dearest, comes last. */
const RULES: readonly Rule[] = [addressFits, regionKnown, walletNew, serialNew, notExpired, signedByAuthority];

/**
 * Registers a wallet, attached to its home region.
 * @throws EdgeError ENVELOPE_KEY, WALLET_MISMATCH, REGION_UNKNOWN, WALLET_EXISTS, SERIAL_USED, WALLET_EXPIRED,
 * CERTIFICATE_FORGED; in this order.
 */
export async function registerWallet(ctx: EdgeContext, certificate: WalletCertificate): Promise<WalletRecord> {
    for (const rule of RULES) await rule(ctx, certificate);
    const { statement, publicKey, signature } = certificate;
    const record: WalletRecord = {
        ...statement,
        publicKey,
        certificate: signature,
        status: 'active',
        attached: statement.region,
        nextSeq: 0,
        registeredAt: String(ctx.now),
    };
    const serial: SerialRecord = { wallet: statement.wallet };
    ctx.store.put(walletKey(statement.wallet), record);
    ctx.store.put(serialKey(statement.serial), serial);
    return record;
}
