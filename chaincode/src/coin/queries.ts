import { parseAmount, sum } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import { requireWallet } from '../identity/wallets';
import { regionTime } from '../energy/region-time';
import { mintKey, outputKey, outputName, supplyKey } from './keys';
import {
    isPending,
    type Balance,
    type MintRecord,
    type OutputList,
    type OutputRecord,
    type Supply,
    type SupplyRow,
} from './records';

/** @returns The outputs of a registered wallet, in key order, at most the first 10 000. @throws EdgeError WALLET_UNKNOWN. */
export async function outputsOf(ctx: EdgeContext, wallet: string): Promise<OutputList> {
    await requireWallet(ctx, wallet);
    const { rows, isWhole } = await ctx.store.beginning<OutputRecord>(outputKey(wallet));
    const outputs = rows.map(({ attributes, value }) => ({ id: outputName(attributes), ...value }));
    return isWhole ? { wallet, outputs } : { wallet, outputs, hasMore: true };
}

function stateOf(output: OutputRecord, now: bigint): 'confirmed' | 'pending' | 'locked' {
    if (output.lock !== undefined) return 'locked';
    return isPending(output, now) ? 'pending' : 'confirmed';
}

/**
 * @returns What a registered wallet holds.
 * @throws EdgeError WALLET_UNKNOWN; COIN_INPUTS_TOO_MANY for more than 10 000 outputs, since a part is no balance.
 */
export async function balanceOf(ctx: EdgeContext, wallet: string): Promise<Balance> {
    const { attached } = await requireWallet(ctx, wallet);
    const { outputs, hasMore } = await outputsOf(ctx, wallet);
    if (hasMore === true) throw new EdgeError('COIN_INPUTS_TOO_MANY', { wallet, readMax: outputs.length });
    const now = await regionTime(ctx, attached);
    const amounts = { confirmed: 0n, pending: 0n, locked: 0n };
    for (const output of outputs) amounts[stateOf(output, now)] += parseAmount(output.amountMicro);
    return {
        wallet,
        confirmedMicro: String(amounts.confirmed),
        pendingMicro: String(amounts.pending),
        lockedMicro: String(amounts.locked),
        outputs: outputs.length,
    };
}

/** @returns The mint of a reference, or null. */
export async function mintOf(ctx: EdgeContext, reference: string): Promise<MintRecord | null> {
    return (await ctx.store.get<MintRecord>(mintKey(reference))) ?? null;
}

/** @returns The coins made, by reason, withdrawn and still in being, folded from the delta rows. */
export async function supply(ctx: EdgeContext): Promise<Supply> {
    const totals: Record<string, bigint> = { external: 0n, flow: 0n, burn: 0n };
    for (const { attributes, value } of await ctx.store.range<SupplyRow>(supplyKey())) {
        const reason = attributes[0] ?? '';
        totals[reason] = (totals[reason] ?? 0n) + parseAmount(value.amountMicro);
    }
    const { burn = 0n, ...minted } = totals;
    return {
        mintedMicro: Object.fromEntries(Object.entries(minted).map(([reason, amount]) => [reason, String(amount)])),
        burnedMicro: String(burn),
        outstandingMicro: String(sum(Object.values(minted)) - burn),
    };
}
