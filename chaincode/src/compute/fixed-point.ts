/** Inputs, prices and amounts of the computing game are integers in units of 10^-12. */
export const E12 = 10n ** 12n;

/** Fractional bits of the binary fixed-point numbers in here. */
const FRACTION_BITS = 160n;

const ONE = 1n << FRACTION_BITS;

/** floor(ln 2 * 2^160); fixed-point.test.ts derives it from ln 2 = 2 artanh(1/3). */
const LN2 = 1013035739299659071135698605846798551586536899366n;

/** From this argument on {@link expE12} does not compute: e^128 is beyond every marginal value of the market. */
export const EXPONENT_MAX = 128n;

/** @returns floor(sqrt(value)) for value >= 0, exact (Newton from above). */
export function floorSqrt(value: bigint): bigint {
    if (value < 2n) return value;
    // Above the root, as the rounded-up half of the bits is: from there Newton falls until it reaches the floor.
    let root = 1n << BigInt((value.toString(16).length * 4 + 1) >> 1);
    for (;;) {
        const next = (root + value / root) >> 1n;
        if (next >= root) return root;
        root = next;
    }
}

/** @returns ceil(sqrt(value)) for value >= 0, exact. */
export function ceilSqrt(value: bigint): bigint {
    const root = floorSqrt(value);
    return root * root === value ? root : root + 1n;
}

/** @returns ceil(a / b) for a >= 0, b > 0. */
export function ceilDiv(a: bigint, b: bigint): bigint {
    return (a + b - 1n) / b;
}

/** e^rest * 2^160 for rest in [0, ln 2) by its Taylor series; ends when a term is below one unit. */
function taylorExp(rest: bigint): bigint {
    let total = ONE;
    let term = ONE;
    for (let n = 1n; term > 0n; n += 1n) {
        term = ((term * rest) >> FRACTION_BITS) / n;
        total += term;
    }
    return total;
}

/**
 * `scale * e^(numerator / denominator)`, rounded down, the same on every machine: e^x = 2^k e^(x - k ln 2) with a
 * Taylor series in integers.
 *
 * Error: the argument is at most 1 + k <= 186 units of 2^-160 too large or too small (its own floor, and k floors of
 * ln 2), and each of the at most 40 terms is less than 2 units too small with what it inherits; so e^x is within a
 * relative 2^-150, and the result within that and one unit.
 * @param numerator - >= 0, below {@link EXPONENT_MAX} times the denominator.
 * @returns The product, or undefined where the exponent is at least {@link EXPONENT_MAX}.
 */
export function scaledExp(scale: bigint, numerator: bigint, denominator: bigint): bigint | undefined {
    if (numerator >= EXPONENT_MAX * denominator) return undefined;
    const x = (numerator << FRACTION_BITS) / denominator;
    const k = x / LN2;
    return (scale * taylorExp(x - k * LN2) * (1n << k)) >> FRACTION_BITS;
}
