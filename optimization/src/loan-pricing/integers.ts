/** a / b rounded up, for a >= 0 and b > 0. */
export function ceilDivide(a: bigint, b: bigint): bigint {
    return (a + b - 1n) / b;
}

/** The largest whole number whose square does not exceed n, 0 <= n < 1e300. */
export function floorRoot(n: bigint): bigint {
    if (n === 0n) return 0n;
    // Newton's steps fall strictly from any start at or above the root until they reach it; the double root is right to
    // about 53 bits, so this start is above it and one or two steps suffice.
    const estimate = BigInt(Math.floor(Math.sqrt(Number(n))));
    let root = estimate + (estimate >> 50n) + 1n;
    for (;;) {
        const next = (root + n / root) >> 1n;
        if (next >= root) return root;
        root = next;
    }
}

/** The smallest whole number whose square is at least n, 0 <= n < 1e300. */
export function ceilRoot(n: bigint): bigint {
    const root = floorRoot(n);
    return root * root === n ? root : root + 1n;
}
