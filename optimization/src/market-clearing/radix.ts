const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/** For each value its 0-based rank among the distinct values: small integers whatever the values were. */
function denseRanks(values: Float64Array): Uint32Array {
    const sorted = values.slice().sort();
    return Uint32Array.from(values, (value) => {
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

/** The values as 32-bit integers from 0 in the same order, equal where they were equal. */
function levels(values: Float64Array): Uint32Array {
    let least = Infinity;
    let greatest = -Infinity;
    let areIntegers = true;
    for (const value of values) {
        if (value < least) least = value;
        if (value > greatest) greatest = value;
        areIntegers &&= Number.isSafeInteger(value);
    }
    if (!areIntegers || greatest - least >= 2 ** 32) return denseRanks(values);
    const shifted = new Uint32Array(values.length);
    for (let at = 0; at < shifted.length; at += 1) shifted[at] = (values[at] as number) - least;
    return shifted;
}

/** Reorders `positions` by one digit of their keys, keeping the order of equal digits: a pass of radix sort. */
function sortByDigit(positions: Uint32Array, keys: Uint32Array, shift: number): Uint32Array {
    const starts = new Uint32Array(DIGITS + 1);
    for (const key of keys) {
        const next = ((key >>> shift) % DIGITS) + 1;
        starts[next] = (starts[next] as number) + 1;
    }
    for (let digit = 1; digit < DIGITS; digit += 1) {
        starts[digit] = (starts[digit] as number) + (starts[digit - 1] as number);
    }
    const sorted = new Uint32Array(positions.length);
    for (const position of positions) {
        const digit = ((keys[position] as number) >>> shift) % DIGITS;
        const place = starts[digit] as number;
        sorted[place] = position;
        starts[digit] = place + 1;
    }
    return sorted;
}

/**
 * `positions` (a permutation of 0 .. values.length - 1) in ascending order of their values; equal values keep the
 * order given. Radix sort: linear in the count, and several times faster than a comparator.
 */
export function sortByValue(positions: Uint32Array, values: Float64Array): Uint32Array {
    const keys = levels(values);
    const greatest = keys.reduce((most, key) => (key > most ? key : most), 0);
    let sorted = positions;
    for (let shift = 0; shift < 32 && greatest >>> shift > 0; shift += DIGIT_BITS) {
        sorted = sortByDigit(sorted, keys, shift);
    }
    return sorted;
}
