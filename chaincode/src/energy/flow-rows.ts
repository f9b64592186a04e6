import { parseAmount } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { deliveredKey, type Round } from './keys';
import type { DeliveredRecord, TradeRecord, TradeSettlement } from './records';

/** @returns The period of the proof-of-flow that an interval belongs to: floor(interval / length). */
export function periodOf(interval: number, periodIntervals: number): number {
    return Number(BigInt(interval) / BigInt(periodIntervals));
}

/** Writes what each seller delivered in the settled trades of a round: one small row, which no other round writes. */
export async function addDelivered(
    ctx: EdgeContext,
    round: Round,
    trades: readonly TradeRecord[],
    settlements: readonly TradeSettlement[],
): Promise<void> {
    const sums = new Map<string, bigint>();
    for (const [index, { seller }] of trades.entries()) {
        const settledWh = parseAmount(settlements[index]?.settledWh ?? '0');
        if (settledWh > 0n) sums.set(seller, (sums.get(seller) ?? 0n) + settledWh);
    }
    const { flow } = await ctx.policy();
    const row: DeliveredRecord = Object.fromEntries([...sums].map(([wallet, energyWh]) => [wallet, String(energyWh)]));
    const key = deliveredKey(round.region, periodOf(round.interval, flow.periodIntervals), round.interval);
    if (sums.size > 0) ctx.store.put(key, row);
}
