/**
 * Mulberry32 (Tommy Ettinger, public domain): small, and the same sequence for one seed everywhere.
 * @returns A function that gives the next number, at least 0 and below 1.
 */
export function seededRandom(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}

/** @returns A whole number from 0 to below `limit`. */
export function pick(random: () => number, limit: number): number {
    return Math.floor(random() * limit);
}
