import { parseAmount, sum } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import { requireUsable } from '../identity/wallets';
import type { Accounts } from './accounts';
import { mintKey, supplyKey } from './keys';
import type { MintReason, MintRecord, SupplyRow } from './records';

/** What is to be made, for whom, and for which reference outside. */
export interface MintRequest {
    readonly reference: string;
    readonly reason: MintReason;
    readonly outputs: readonly { readonly wallet: string; readonly amountMicro: string }[];
}

/** @returns The number of the mint period that the transaction's time falls into. */
async function period(ctx: EdgeContext): Promise<string> {
    const { coin } = await ctx.policy();
    return String(ctx.now / BigInt(coin.mintPeriodMs));
}

/**
 * Makes coins: gives them away in `accounts`, confirmed since nobody paid them, keeps the mint record, the delta row of the supply, and tells the event.
 * The cap is checked over the rows of the period, so two mints of one reason and period conflict: the cap holds.
 * Everything is checked before anything changes. Once a transaction and reason.
 * @throws EdgeError MINT_REFERENCE_USED, MINT_CAP, WALLET_* for a recipient that may not act.
 */
export async function mint(ctx: EdgeContext, accounts: Accounts, request: MintRequest): Promise<MintRecord> {
    const { reference, reason, outputs } = request;
    const used = await ctx.store.get<MintRecord>(mintKey(reference));
    if (used !== undefined) throw new EdgeError('MINT_REFERENCE_USED', { reference });
    for (const { wallet } of outputs) await requireUsable(ctx, wallet);
    const amountMicro = sum(outputs.map((output) => parseAmount(output.amountMicro)));
    await assertCap(ctx, reason, amountMicro);

    for (const output of outputs) accounts.giveBack(output.wallet, parseAmount(output.amountMicro));
    const record: MintRecord = {
        reference,
        reason,
        outputs,
        amountMicro: String(amountMicro),
        mintedAt: String(ctx.now),
        txId: ctx.txId,
    };
    ctx.store.put(mintKey(reference), record);
    ctx.store.put(supplyKey(reason, await period(ctx), ctx.txId), { amountMicro: record.amountMicro });
    ctx.emit({ type: 'coin.minted', outputs: outputs.length, amountMicro: record.amountMicro, reason });
    return record;
}

async function assertCap(ctx: EdgeContext, reason: MintReason, amountMicro: bigint): Promise<void> {
    const { coin } = await ctx.policy();
    const rows = await ctx.store.range<SupplyRow>(supplyKey(reason, await period(ctx)));
    const minted = sum(rows.map(({ value }) => parseAmount(value.amountMicro)));
    const capMicro = coin.mintCapMicro[reason];
    if (minted + amountMicro > parseAmount(capMicro)) {
        throw new EdgeError('MINT_CAP', { reason, capMicro, mintedMicro: String(minted) });
    }
}

/** Keeps the delta row of coins that ceased to exist. Once a transaction. */
export async function recordBurn(ctx: EdgeContext, amountMicro: bigint): Promise<void> {
    ctx.store.put(supplyKey('burn', await period(ctx), ctx.txId), { amountMicro: String(amountMicro) });
}
