import type { ExactAuctionProblem, ExactAuctionResult, ExactOrder } from './exact-problem';

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

/** D(p): what the buyers want at this price. */
export function demandAt(problem: ExactAuctionProblem, price: bigint): bigint {
    return sum(problem.buys.filter((buy) => buy.limit >= price).map((buy) => buy.quantity));
}

/** S(p): what the sellers offer at this price. */
export function supplyAt(problem: ExactAuctionProblem, price: bigint): bigint {
    return sum(problem.sells.filter((sell) => sell.limit <= price).map((sell) => sell.quantity));
}

/** min(D(p), S(p)): what can change hands at this price. */
export function volumeAt(problem: ExactAuctionProblem, price: bigint): bigint {
    const demand = demandAt(problem, price);
    const supply = supplyAt(problem, price);
    return demand < supply ? demand : supply;
}

function isBefore(left: ExactOrder, right: ExactOrder, isBuySide: boolean): boolean {
    if (left.limit !== right.limit) return left.limit > right.limit === isBuySide;
    if (left.time !== right.time) return left.time < right.time;
    return left.id < right.id;
}

/** Deals out `volume` in priority order: [id, quantity] of each order that gets something. */
function fill(orders: readonly ExactOrder[], volume: bigint, isBuySide: boolean): [string, bigint][] {
    const filled: [string, bigint][] = [];
    let rest = volume;
    for (const order of [...orders].sort((left, right) => (isBefore(left, right, isBuySide) ? -1 : 1))) {
        const quantity = order.quantity < rest ? order.quantity : rest;
        if (quantity > 0n) filled.push([order.id, quantity]);
        rest -= quantity;
    }
    return filled;
}

/** Lays the two fills side by side and cuts them wherever one of the orders ends. */
function pair(buys: [string, bigint][], sells: [string, bigint][]): ExactAuctionResult['matches'] {
    const [buy, ...laterBuys] = buys;
    const [sell, ...laterSells] = sells;
    if (buy === undefined || sell === undefined) return [];
    const quantity = buy[1] < sell[1] ? buy[1] : sell[1];
    const match = { buy: buy[0], sell: sell[0], quantity };
    const restOf = ([id, whole]: [string, bigint]): [string, bigint][] =>
        whole > quantity ? [[id, whole - quantity]] : [];
    return [match, ...pair([...restOf(buy), ...laterBuys], [...restOf(sell), ...laterSells])];
}

/**
 * The auction as its definition reads, with no thought for speed: try every limit as the price, keep those of the
 * greatest volume, take the one nearest to the quote, deal out the volume by priority. `solveAuction` is tested
 * against it, and the vectors come from it.
 */
export function referenceAuction(problem: ExactAuctionProblem): ExactAuctionResult {
    // D and S change at limits only, so the greatest volume is reached at one of them.
    const candidates = [...problem.buys, ...problem.sells].map((order) => order.limit);
    const volume = candidates.map((price) => volumeAt(problem, price)).reduce((a, b) => (a > b ? a : b), 0n);
    if (volume === 0n) return { price: problem.quote, volume: 0n, matches: [] };
    const best = candidates.filter((price) => volumeAt(problem, price) === volume);
    const low = best.reduce((a, b) => (a < b ? a : b));
    const high = best.reduce((a, b) => (a > b ? a : b));
    const price = problem.quote < low ? low : problem.quote > high ? high : problem.quote;
    const matches = pair(fill(problem.buys, volume, true), fill(problem.sells, volume, false));
    return { price, volume, matches };
}
