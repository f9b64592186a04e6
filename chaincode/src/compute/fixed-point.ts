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

/** How often the argument is halved before the series and the sum squared after it: the series needs a third of the terms. */
const HALVINGS = 8n;

/** e^rest * 2^160 for rest in [0, ln 2): the Taylor series of e^(rest/256), then squared eight times. */
function smallExp(rest: bigint): bigint {
    const part = rest >> HALVINGS;
    let total = ONE;
    let term = ONE;
    for (let n = 1n; term > 0n; n += 1n) {
        term = ((term * part) >> FRACTION_BITS) / n;
        total += term;
    }
    for (let n = 0n; n < HALVINGS; n += 1n) total = (total * total) >> FRACTION_BITS;
    return total;
}

/**
 * `scale * e^(numerator / denominator)`, rounded down, the same on every machine: e^x = 2^k e^(x - k ln 2) with a
 * Taylor series in integers.
 *
 * Error, in units of 2^-160, one-sided by the floors except that of ln 2: the argument is off by at most its own floor
 * and k < 186 times that of ln 2; the halved one by one more. Each of the at most 20 terms of the series is less than 2
 * too small, the sum less than 40 + 2. A squaring at most doubles the relative error and adds one: after eight less
 * than 256 * 43. So e^x is within a relative 2^-146, and the result within that and one unit.
 * @param numerator - >= 0, below {@link EXPONENT_MAX} times the denominator.
 * @returns The product, or undefined where the exponent is at least {@link EXPONENT_MAX}.
 */
export function scaledExp(scale: bigint, numerator: bigint, denominator: bigint): bigint | undefined {
    if (numerator >= EXPONENT_MAX * denominator) return undefined;
    const x = (numerator << FRACTION_BITS) / denominator;
    const k = x / LN2;
    return (scale * smallExp(x - k * LN2) * (1n << k)) >> FRACTION_BITS;
}
