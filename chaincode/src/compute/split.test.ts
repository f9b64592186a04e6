import fc from 'fast-check';
import { splitPieces } from './split';

const copiesOf = (pieces: number, redundancy: number): Map<number, number> =>
    new Map(Array.from({ length: pieces }, (_, piece) => [piece, redundancy]));

const sellersOf = (amounts: readonly number[]): { seller: string; amount: bigint }[] =>
    amounts.map((amount, index) => ({ seller: `s${String(index)}`, amount: BigInt(amount) }));

test('pieces follow the amounts', () => {
    const split = splitPieces(copiesOf(20, 1), sellersOf([800, 150, 50]));
    expect(split.map(({ pieces }) => pieces.length)).toEqual([16, 3, 1]);
});

test('a seller whose share is less than half a piece may get none', () => {
    const split = splitPieces(copiesOf(4, 1), sellersOf([1000, 1]));
    expect(split.map(({ pieces }) => pieces.length)).toEqual([4, 0]);
});

test('no seller holds two copies of a piece, even when it is as large as all others together', () => {
    const split = splitPieces(copiesOf(5, 2), sellersOf([1_000_000, 1, 1]));
    expect(split.map(({ pieces }) => pieces.length)).toEqual([5, 3, 2]);
});

test('every piece gets all its copies, each at another seller, in proportion to within one piece', () => {
    const game = fc.record({
        amounts: fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 12 }),
        pieces: fc.integer({ min: 1, max: 40 }),
        redundancy: fc.integer({ min: 1, max: 5 }),
    });
    const check = ({
        amounts,
        pieces,
        redundancy,
    }: {
        amounts: number[];
        pieces: number;
        redundancy: number;
    }): void => {
        fc.pre(amounts.length >= redundancy);
        const split = splitPieces(copiesOf(pieces, redundancy), sellersOf(amounts));
        const held = new Map<number, number>();
        for (const { pieces: own } of split) {
            expect(new Set(own).size).toBe(own.length);
            for (const piece of own) held.set(piece, (held.get(piece) ?? 0) + 1);
        }
        expect(held).toEqual(copiesOf(pieces, redundancy));
        const total = amounts.reduce((all, each) => all + each, 0);
        const shares = amounts.map((amount) => (amount / total) * pieces * redundancy);
        if (shares.some((share) => share > pieces)) return;
        for (const [index, { pieces: own }] of split.entries()) {
            expect(Math.abs(own.length - shares[index]!)).toBeLessThan(1);
        }
    };
    fc.assert(fc.property(game, check), { numRuns: 300, seed: 8 });
});

test('of uneven needs nothing is given twice, nor to nobody while a seller could take it', () => {
    const needs = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 15 });
    const amounts = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 });
    const check = (needed: number[], given: number[]): void => {
        const split = splitPieces(new Map(needed.entries()), sellersOf(given));
        for (const [piece, count] of needed.entries()) {
            const holders = split.filter(({ pieces }) => pieces.includes(piece)).length;
            expect(holders).toBeLessThanOrEqual(count);
            if (count > 0) expect(holders).toBeGreaterThan(0);
        }
    };
    fc.assert(fc.property(needs, amounts, check), { numRuns: 300, seed: 9 });
});
