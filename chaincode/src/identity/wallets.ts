import { parseAmount } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import { walletKey } from './keys';
import type { WalletRecord } from './records';

/** @returns The wallet's record, whatever its status. @throws EdgeError WALLET_UNKNOWN. */
export async function requireWallet(ctx: EdgeContext, wallet: string): Promise<WalletRecord> {
    return await ctx.store.require<WalletRecord>(walletKey(wallet), () => new EdgeError('WALLET_UNKNOWN', { wallet }));
}

/**
 * Refuses a wallet that may not act. Several reasons at once: revoked before blacklisted before suspended before expired.
 * @param now - Ms since the epoch: the transaction's time, or the market's in an operator-driven region.
 * @throws EdgeError WALLET_REVOKED, WALLET_BLACKLISTED, WALLET_SUSPENDED, WALLET_EXPIRED.
 */
export function assertUsable(record: WalletRecord, now: bigint): void {
    const { wallet, status } = record;
    if (status === 'revoked') throw new EdgeError('WALLET_REVOKED', { wallet });
    if (status === 'blacklisted') throw new EdgeError('WALLET_BLACKLISTED', { wallet });
    if (status === 'suspended') throw new EdgeError('WALLET_SUSPENDED', { wallet });
    if (parseAmount(record.notAfter) < now) {
        throw new EdgeError('WALLET_EXPIRED', { wallet, notAfter: record.notAfter });
    }
}

/** @returns Whether the wallet belongs to an operator, not to a participant: such a one does not set prices. */
export function isOperators({ role }: Pick<WalletRecord, 'role'>): boolean {
    return role === 'supplier' || role === 'bond' || role === 'bank';
}

/** @returns The record of a wallet that may act. @throws EdgeError as {@link requireWallet} and {@link assertUsable}. */
export async function requireUsable(ctx: EdgeContext, wallet: string, now = ctx.now): Promise<WalletRecord> {
    const record = await requireWallet(ctx, wallet);
    assertUsable(record, now);
    return record;
}
