import { parseAmount, sum } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { requireWallet } from '../identity/wallets';
import { outputKey, supplyKey } from './keys';
import type { Balance, OutputList, OutputRecord, Supply, SupplyRow } from './records';

/** @returns All outputs of a registered wallet, in key order. @throws EdgeError WALLET_UNKNOWN. */
export async function outputsOf(ctx: EdgeContext, wallet: string): Promise<OutputList> {
    await requireWallet(ctx, wallet);
    const rows = await ctx.store.range<OutputRecord>(outputKey(wallet));
    const outputs = rows.map(({ attributes, value }) => ({ id: attributes.slice(1).join('.'), ...value }));
    return { wallet, outputs };
}

/** @returns What a registered wallet holds. @throws EdgeError WALLET_UNKNOWN. */
export async function balanceOf(ctx: EdgeContext, wallet: string): Promise<Balance> {
    const { outputs } = await outputsOf(ctx, wallet);
    const amounts = (locked: boolean): bigint[] =>
        outputs.filter(({ lock }) => (lock !== undefined) === locked).map((output) => parseAmount(output.amountMicro));
    return {
        wallet,
        confirmedMicro: String(sum(amounts(false))),
        pendingMicro: '0',
        lockedMicro: String(sum(amounts(true))),
        outputs: outputs.length,
    };
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
