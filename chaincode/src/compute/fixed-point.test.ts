import fc from 'fast-check';
import { ceilDiv, ceilSqrt, EXPONENT_MAX, floorSqrt, scaledExp } from './fixed-point';

const BITS = 400n;

/** e^(numerator/denominator) * 2^400 by the plain series at twice the precision, and nothing else. */
function plainExp(numerator: bigint, denominator: bigint): bigint {
    let total = 0n;
    let term = 1n << BITS;
    for (let n = 1n; term > 0n; n += 1n) {
        total += term;
        term = (term * numerator) / (denominator * n);
    }
    return total;
}

describe('the square root of an integer', () => {
    it('is rounded down and up exactly, for every size', () => {
        const value = fc.integer({ min: 1, max: 400 }).chain((bits) => fc.bigInt(0n, (1n << BigInt(bits)) - 1n));
        fc.assert(
            fc.property(value, (n) => {
                const low = floorSqrt(n);
                expect(low * low <= n && (low + 1n) * (low + 1n) > n).toBe(true);
                const high = ceilSqrt(n);
                expect(high * high >= n && (high === 0n || (high - 1n) * (high - 1n) < n)).toBe(true);
            }),
            { numRuns: 3000, seed: 8 },
        );
    });

    it('is exact at and beside every square', () => {
        for (let root = 2n; root < 2000n; root += 1n) {
            expect([floorSqrt(root * root - 1n), floorSqrt(root * root), ceilSqrt(root * root + 1n)]).toEqual([
                root - 1n,
                root,
                root + 1n,
            ]);
        }
    });
});

describe('the exponential', () => {
    const scale = 10n ** 60n;

    it('is within a relative 2^-146 and one unit of the plain series at 400 bits', () => {
        const argument = fc.bigInt(0n, EXPONENT_MAX * 10n ** 24n - 1n);
        fc.assert(
            fc.property(argument, (numerator) => {
                const exact = (scale * plainExp(numerator, 10n ** 24n)) >> BITS;
                const given = scaledExp(scale, numerator, 10n ** 24n) ?? 0n;
                const gap = given > exact ? given - exact : exact - given;
                expect(gap <= (exact >> 146n) + 1n).toBe(true);
            }),
            { numRuns: 500, seed: 8 },
        );
    });

    it('is exact at 0, e at 1 to 40 digits, and absent from 128 on', () => {
        expect(scaledExp(scale, 0n, 1n)).toBe(scale);
        expect(String(scaledExp(10n ** 41n, 1n, 1n)).slice(0, 41)).toBe('27182818284590452353602874713526624977572');
        expect(scaledExp(scale, 128n, 1n)).toBeUndefined();
        expect(scaledExp(scale, 127n, 1n)).toBeDefined();
    });

    it('never falls where the argument rises, also across the multiples of ln 2', () => {
        const ln2 = 693_147_180_559n;
        for (const middle of [ln2, 2n * ln2, 10n * ln2, 100n * ln2]) {
            let last = 0n;
            for (let x = middle - 50n; x < middle + 50n; x += 1n) {
                const value = scaledExp(10n ** 24n, x, 10n ** 12n) ?? 0n;
                expect(value >= last).toBe(true);
                last = value;
            }
        }
    });
});

it('divides rounding up', () => {
    expect([ceilDiv(0n, 3n), ceilDiv(1n, 3n), ceilDiv(3n, 3n), ceilDiv(4n, 3n)]).toEqual([0n, 1n, 1n, 2n]);
});
