import type { AuctionOrder } from './problem';
import { sortByValue } from './radix';
import { sortByText } from './text-order';

/** One side of the market as columns; `positions` lists its orders best first. */
export interface RankedSide {
    readonly positions: Uint32Array;
    readonly limits: Float64Array;
}

/**
 * Ranks one side's orders: limit (`direction` 1 for sells, the lower is better; -1 for buys), then time, then id.
 * Linear but for the orders that share limit and time.
 *
 * @throws ProblemError AUCTION_DUPLICATE_ORDER where two orders share limit, time and id
 */
export function byPriority(orders: readonly AuctionOrder[], direction: 1 | -1): RankedSide {
    const count = orders.length;
    const [limits, times, keys] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
    const given = new Uint32Array(count);
    let at = 0;
    for (const { limit, time } of orders) {
        limits[at] = limit;
        times[at] = time;
        keys[at] = direction * limit;
        given[at] = at;
        at += 1;
    }
    const positions = sortByValue(sortByValue(given, times), keys);
    let start = 0;
    for (let end = 1; end <= count; end += 1) {
        const first = positions[start] as number;
        const next = positions[end] as number;
        if (end < count && limits[next] === limits[first] && times[next] === times[first]) continue;
        if (end - start > 1) sortByText(positions.subarray(start, end), (position) => orders[position]?.id ?? '');
        start = end;
    }
    return { positions, limits };
}
