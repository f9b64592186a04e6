import { parseAmount } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { debtKey } from './keys';
import type { Debt, DebtRecord } from './records';

/** @returns What each debtor of the region owes its supplier, micro-coins: one range, since debtors are few. */
export async function debtsOf(ctx: EdgeContext, region: string): Promise<Map<string, bigint>> {
    const rows = await ctx.store.range<DebtRecord>(debtKey(region));
    return new Map(rows.map(({ attributes, value }) => [attributes[1] ?? '', parseAmount(value.owedMicro)]));
}

/** Writes what a wallet owes now; nothing is kept for a debt that is paid. */
export function writeDebt(
    ctx: EdgeContext,
    at: { readonly region: string; readonly supplier: string },
    wallet: string,
    { beforeMicro, owedMicro }: { readonly beforeMicro: bigint; readonly owedMicro: bigint },
): void {
    const key = debtKey(at.region, wallet);
    if (owedMicro > 0n) {
        ctx.store.put(key, { owedMicro: String(owedMicro), supplier: at.supplier } satisfies DebtRecord);
    } else if (beforeMicro > 0n) {
        ctx.store.delete(key);
    }
}

/** @returns What a wallet owes in all regions. */
export async function debtOf(ctx: EdgeContext, wallet: string): Promise<Debt> {
    const { regions } = await ctx.policy();
    const debts: Debt['debts'][number][] = [];
    let total = 0n;
    for (const { region } of regions) {
        const debt = await ctx.store.get<DebtRecord>(debtKey(region, wallet));
        if (debt === undefined) continue;
        debts.push({ region, ...debt });
        total += parseAmount(debt.owedMicro);
    }
    return { owedMicro: String(total), debts };
}
