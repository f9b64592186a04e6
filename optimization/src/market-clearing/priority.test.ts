import fc from 'fast-check';
import { ascendingPositions, byPriority } from './priority';

const slowPositions = (values: readonly number[]): number[] =>
    values.map((_, position) => position).sort((a, b) => values[a]! - values[b]! || a - b);

describe('sorting by packed keys', () => {
    it.each([
        ['small integers', fc.integer({ min: -9, max: 9 })],
        ['integers over the whole safe range', fc.maxSafeInteger()],
        ['any finite doubles', fc.double({ noNaN: true, noDefaultInfinity: true })],
        ['one value', fc.constant(7)],
    ])('equals a stable sort with a comparator for %s', (_, value) => {
        fc.assert(
            fc.property(fc.array(value, { maxLength: 40 }), (values) => {
                // Differences of huge doubles overflow; comparing by less-than does not.
                const slow = values
                    .map((_item, position) => position)
                    .sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b));
                expect([...ascendingPositions(Float64Array.from(values))]).toEqual(slow);
            }),
            { numRuns: 100, seed: 3 },
        );
    });

    it('keeps positions exact for many values over a wide range', () => {
        const values = Array.from({ length: 70_000 }, (_, index) => ((index * 7919) % 70_001) * 1_000_003);
        expect([...ascendingPositions(Float64Array.from(values))]).toEqual(slowPositions(values));
    });

    it('puts the better limit first, then the earlier time, then the smaller id', () => {
        const orders = [
            { id: 'c', limit: 5, quantity: 1, time: 2 },
            { id: 'b', limit: 5, quantity: 1, time: 1 },
            { id: 'a', limit: 5, quantity: 1, time: 1 },
            { id: 'd', limit: 9, quantity: 1, time: 9 },
        ];
        expect([...byPriority(orders, -1)]).toEqual([3, 2, 1, 0]);
        expect([...byPriority(orders, 1)]).toEqual([2, 1, 0, 3]);
        expect([...byPriority([], 1)]).toEqual([]);
    });
});
