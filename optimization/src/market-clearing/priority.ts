import { ProblemError } from '../common/problem-error';
import type { AuctionOrder } from './problem';

const MANTISSA = 2 ** 53;

/** For each value its 0-based rank among the distinct values: small integers whatever the values were. */
function denseRanks(values: Float64Array): Float64Array {
    const sorted = values.slice().sort();
    return values.map((value) => {
        let low = 0;
        let high = sorted.length;
        while (low < high) {
            const middle = (low + high) >>> 1;
            if ((sorted[middle] as number) < value) low = middle + 1;
            else high = middle;
        }
        return low;
    });
}

/** The values as integers from 0, in the same order, small enough that `level * slots + position` stays exact. */
function levels(values: Float64Array, slots: number): Float64Array {
    let least = Infinity;
    let greatest = -Infinity;
    let areIntegers = true;
    for (const value of values) {
        if (value < least) least = value;
        if (value > greatest) greatest = value;
        areIntegers &&= Number.isSafeInteger(value);
    }
    const span = greatest - least + 1;
    if (!areIntegers || span * slots > MANTISSA) return denseRanks(values);
    return values.map((value) => value - least);
}

/**
 * The positions of the values in ascending order, equal values in the order given. Value and position are packed into
 * one double, because sorting plain doubles is several times faster than sorting with a comparator.
 */
export function ascendingPositions(values: Float64Array): Float64Array {
    // A power of two, so that unpacking divides without rounding.
    const slots = 2 ** Math.ceil(Math.log2(Math.max(values.length, 1)));
    const keys = levels(values, slots);
    for (let position = 0; position < keys.length; position += 1) {
        keys[position] = (keys[position] as number) * slots + position;
    }
    keys.sort();
    for (let place = 0; place < keys.length; place += 1) {
        const key = keys[place] as number;
        keys[place] = key - Math.floor(key / slots) * slots;
    }
    return keys;
}

function compareIds(orders: readonly AuctionOrder[], left: number, right: number): number {
    const leftId = (orders[left] as AuctionOrder).id;
    const rightId = (orders[right] as AuctionOrder).id;
    if (leftId === rightId) {
        throw new ProblemError('AUCTION_DUPLICATE_ORDER', `two orders of one side have the id ${leftId} and one time`);
    }
    return leftId < rightId ? -1 : 1;
}

/** Puts each run of equal times into the order of the ids. */
function breakTiesById(orders: readonly AuctionOrder[], times: Float64Array, positions: Float64Array): void {
    let start = 0;
    for (let end = 1; end <= positions.length; end += 1) {
        const isSameTime =
            end < positions.length && times[positions[end] as number] === times[positions[start] as number];
        if (isSameTime) continue;
        if (end - start > 1) positions.subarray(start, end).sort((left, right) => compareIds(orders, left, right));
        start = end;
    }
}

/**
 * The positions of one side's orders, best first: limit (`direction` 1 for sells, the lower is better; -1 for buys),
 * then time, then id. O(n log n). Throws AUCTION_DUPLICATE_ORDER where two orders share time and id.
 */
export function byPriority(orders: readonly AuctionOrder[], direction: 1 | -1): Float64Array {
    const times = Float64Array.from(orders, (order) => order.time);
    const early = ascendingPositions(times);
    breakTiesById(orders, times, early);
    const limits = early.map((position) => direction * (orders[position] as AuctionOrder).limit);
    return ascendingPositions(limits).map((place) => early[place] as number);
}
