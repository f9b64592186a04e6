import fc from 'fast-check';
import { sortByValue } from './radix';

const identity = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, position) => position);

/** A stable sort with a comparator; comparing by less-than, because differences of huge doubles overflow. */
const slowPositions = (values: readonly number[]): number[] =>
    [...identity(values.length)].sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : 0));

describe('the radix sort', () => {
    it.each([
        ['small integers', fc.integer({ min: -9, max: 9 })],
        ['integers that need several digits', fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })],
        ['integers over the whole safe range', fc.maxSafeInteger()],
        ['any finite doubles', fc.double({ noNaN: true, noDefaultInfinity: true })],
        ['one value', fc.constant(7)],
    ])('equals a stable sort with a comparator for %s', (_, value) => {
        fc.assert(
            fc.property(fc.array(value, { maxLength: 40 }), (values) => {
                const sorted = sortByValue(identity(values.length), Float64Array.from(values));
                expect([...sorted]).toEqual(slowPositions(values));
            }),
            { numRuns: 100, seed: 3 },
        );
    });

    it('sorts many values, and leaves equal ones in the order given', () => {
        const values = Array.from({ length: 70_000 }, (_, index) => (index * 7919) % 30_001);
        const reversed = identity(values.length).reverse();
        const sorted = [...sortByValue(reversed, Float64Array.from(values))];
        expect(sorted.every((b, place) => place === 0 || comesBefore(values, sorted[place - 1]!, b))).toBe(true);
    });
});

const comesBefore = (values: readonly number[], a: number, b: number): boolean =>
    values[a]! < values[b]! || (values[a] === values[b] && a > b);
