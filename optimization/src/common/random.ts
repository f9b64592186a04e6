/** A stream of reproducible pseudo-random integers. */
export interface Random {
    /** An integer in [0, below). */
    integer(below: number): number;
}

/**
 * mulberry32 (Tommy Ettinger, public domain): 32 bits of state, the same stream on every machine. For test vectors and
 * benchmarks only, never for anything secret.
 */
export function seededRandom(seed: number): Random {
    let state = seed >>> 0;
    return {
        integer(below) {
            state = (state + 0x6d2b79f5) >>> 0;
            let mixed = Math.imul(state ^ (state >>> 15), state | 1);
            mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
            return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
        },
    };
}
