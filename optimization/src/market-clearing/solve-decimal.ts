import { fromDecimalUnits, toDecimalUnits } from './decimal';
import { solveExactAuction } from './exact';
import type { ExactOrder } from './exact-problem';
import type { AuctionOrder, AuctionProblem, AuctionResult } from './problem';
import { solveAuction } from './solve';

/** Distinct values in order, and the place of each: an exact stand-in for doubles that are only compared. */
function ranking(values: readonly number[]): { valueAt: (rank: bigint) => number; rankOf: (value: number) => bigint } {
    const distinct = [...new Set(values)].sort((left, right) => left - right);
    const ranks = new Map(distinct.map((value, rank) => [value, BigInt(rank)]));
    return {
        valueAt: (rank) => distinct[Number(rank)] ?? NaN,
        rankOf: (value) => ranks.get(value) ?? -1n,
    };
}

function isIntegral(orders: readonly AuctionOrder[]): boolean {
    const total = orders.reduce((sum, order) => sum + order.quantity, 0);
    return Number.isSafeInteger(total) && orders.every((order) => Number.isSafeInteger(order.quantity));
}

/**
 * `solveAuction` for quantities that are any positive doubles: they are taken as the decimals that JSON shows, so that
 * 0.3 less 0.1 leaves 0.2, and results are rounded once, at the end. Whole quantities take the fast solver.
 *
 * @throws ProblemError AUCTION_DUPLICATE_ORDER
 */
export function solveDecimalAuction(problem: AuctionProblem): AuctionResult {
    if (isIntegral(problem.buys) && isIntegral(problem.sells)) return solveAuction(problem);
    const all = [...problem.buys, ...problem.sells];
    const { units, places } = toDecimalUnits(all.map((order) => order.quantity));
    // The price is a limit or the quote, so limits need no arithmetic: their ranks do.
    const limits = ranking([problem.quote, ...all.map((order) => order.limit)]);
    const times = ranking(all.map((order) => order.time));
    const exact = all.map(
        ({ id, limit, time }, index): ExactOrder => ({
            id,
            limit: limits.rankOf(limit),
            quantity: units[index] ?? 0n,
            time: times.rankOf(time),
        }),
    );
    const result = solveExactAuction({
        buys: exact.slice(0, problem.buys.length),
        sells: exact.slice(problem.buys.length),
        quote: limits.rankOf(problem.quote),
    });
    return {
        price: limits.valueAt(result.price),
        volume: fromDecimalUnits(result.volume, places),
        matches: result.matches.map((match) => ({ ...match, quantity: fromDecimalUnits(match.quantity, places) })),
    };
}
