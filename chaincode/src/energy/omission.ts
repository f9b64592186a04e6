import type { z } from 'zod';
import { parseAmount } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { openEnvelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { checkReceipt, type Receipt } from '../common/receipt';
import { newAccounts } from '../coin/accounts';
import { bondKey } from '../coin/keys';
import type { BondRecord } from '../coin/records';
import { organisationKey } from '../identity/keys';
import type { OrganisationRecord } from '../identity/records';
import { requireWallet } from '../identity/wallets';
import { requireClearing } from './gates';
import { chainKey, omissionKey } from './keys';
import { paymentTime } from './market-time';
import { orderMessage } from './messages';
import type { ChainRecord, energyArguments, OmissionRecord } from './records';

type Claim = z.infer<typeof energyArguments.ClaimOmission>;

/** @returns The link of the receipt. @throws EdgeError RECEIPT_KEY_MISSING, RECEIPT_INVALID. */
async function receiptLinkOf(ctx: EdgeContext, receipt: Receipt): Promise<string> {
    const { organisation } = receipt;
    const missing = (): EdgeError => new EdgeError('RECEIPT_KEY_MISSING', { organisation });
    const { receiptKey } = await ctx.store.require<OrganisationRecord>(organisationKey(organisation), missing);
    return checkReceipt(receipt, receiptKey);
}

/** @returns The signer of the order that the receipt confirms. @throws EdgeError RECEIPT_INVALID, or of the envelope. */
async function confirmedSigner(ctx: EdgeContext, { receipt, order }: Claim): Promise<string> {
    const { network } = await ctx.policy();
    const opened = openEnvelope(order, orderMessage, { network, now: parseAmount(receipt.timeMs) });
    const { region, interval } = opened.payload;
    if (opened.hash !== receipt.order || region !== receipt.region || interval !== receipt.interval) {
        throw new EdgeError('RECEIPT_INVALID', { organisation: receipt.organisation, id: opened.payload.id });
    }
    return opened.signer;
}

/** @throws EdgeError BOND_EXHAUSTED. */
async function payFromBond(
    ctx: EdgeContext,
    organisation: string,
    { wallet, amountMicro, at }: { readonly wallet: string; readonly amountMicro: bigint; readonly at: bigint },
): Promise<void> {
    const bond = await ctx.store.get<BondRecord>(bondKey(organisation));
    const left = parseAmount(bond?.amountMicro ?? '0') - amountMicro;
    if (left < 0n) throw new EdgeError('BOND_EXHAUSTED', { organisation });
    ctx.store.put(bondKey(organisation), { organisation, amountMicro: String(left) } satisfies BondRecord);
    const accounts = await newAccounts(ctx, at);
    accounts.credit(wallet, amountMicro);
    accounts.flush();
}

/**
 * Pays a device whose order was receipted but is not at its place in the cleared chain: left out, or its number given to
 * another order. The organisation that signed the receipt pays from its bond.
 * @returns The wallet that was paid.
 * @throws EdgeError RECEIPT_KEY_MISSING, RECEIPT_INVALID, INTERVAL_NOT_CLEARED, OMISSION_UNPROVEN, OMISSION_CLAIMED,
 * WALLET_UNKNOWN, BOND_EXHAUSTED, or of the order's envelope.
 */
export async function claimOmission(ctx: EdgeContext, claim: Claim): Promise<OmissionRecord> {
    const { organisation, region, interval, seq } = claim.receipt;
    const round = { region, interval };
    const rules = await ctx.region(region);
    const link = await receiptLinkOf(ctx, claim.receipt);
    const wallet = await confirmedSigner(ctx, claim);
    await requireClearing(ctx, round);
    const chain = await ctx.store.get<ChainRecord>(chainKey(round, organisation));
    if (chain?.links[seq - 1] === link) throw new EdgeError('OMISSION_UNPROVEN', { ...round, organisation, seq });
    const key = omissionKey(round, organisation, link);
    if ((await ctx.store.get(key)) !== undefined)
        throw new EdgeError('OMISSION_CLAIMED', { ...round, organisation, seq });
    await requireWallet(ctx, wallet);
    const { omissionMicro } = await ctx.policy();
    const at = paymentTime(rules, interval, ctx.now);
    await payFromBond(ctx, organisation, { wallet, amountMicro: parseAmount(omissionMicro), at });
    const record: OmissionRecord = { wallet, paidMicro: omissionMicro };
    ctx.store.put(key, record);
    return record;
}
