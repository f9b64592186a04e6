import fc from 'fast-check';
import { withCode } from '../../test/with-code';
import type { AuctionOrder, AuctionProblem } from './problem';
import { solveExactAuction } from './exact';
import type { ExactAuctionProblem } from './exact-problem';
import { demandAt, referenceAuction, supplyAt, volumeAt } from './reference';
import { solveAuction } from './solve';

const order = (id: string): fc.Arbitrary<AuctionOrder> =>
    fc.record({
        id: fc.constant(id),
        limit: fc.integer({ min: 0, max: 25 }),
        quantity: fc.integer({ min: 1, max: 40 }),
        time: fc.integer({ min: 0, max: 3 }),
    });

const side = (prefix: string): fc.Arbitrary<AuctionOrder[]> =>
    fc
        .uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 9 })
        .chain((names) => fc.tuple(...names.map((name) => order(prefix + name))));

const book: fc.Arbitrary<AuctionProblem> = fc.record({
    buys: side('b'),
    sells: side('s'),
    quote: fc.integer({ min: 0, max: 30 }),
});

const exactOf = ({ buys, sells, quote }: AuctionProblem): ExactAuctionProblem => {
    const convert = (one: AuctionOrder): ExactAuctionProblem['buys'][number] => ({
        id: one.id,
        limit: BigInt(one.limit),
        quantity: BigInt(one.quantity),
        time: BigInt(one.time),
    });
    return { buys: buys.map(convert), sells: sells.map(convert), quote: BigInt(quote) };
};

const always = (check: (problem: AuctionProblem) => void): void => {
    fc.assert(fc.property(book, check), { numRuns: 300, seed: 3 });
};

const filledBy = (result: ReturnType<typeof solveAuction>): Map<string, number> => {
    const filled = new Map<string, number>();
    for (const { buy, sell, quantity } of result.matches) {
        filled.set(buy, (filled.get(buy) ?? 0) + quantity);
        filled.set(sell, (filled.get(sell) ?? 0) + quantity);
    }
    return filled;
};

describe('the call auction', () => {
    it('answers as the naive reference does', () => {
        always((problem) => {
            const exact = exactOf(problem);
            expect(BigInt(solveAuction(problem).price)).toBe(referenceAuction(exact).price);
            expect(solveExactAuction(exact)).toEqual(referenceAuction(exact));
        });
    });

    it('answers as the reference does when no amount fits a double', () => {
        const factor = 10n ** 20n;
        always((problem) => {
            const exact = exactOf(problem);
            const enlarge = (orders: ExactAuctionProblem['buys']): ExactAuctionProblem['buys'] =>
                orders.map((one) => ({ ...one, limit: one.limit * factor, quantity: one.quantity * factor }));
            const large = { buys: enlarge(exact.buys), sells: enlarge(exact.sells), quote: exact.quote * factor };
            expect(solveExactAuction(large)).toEqual(referenceAuction(large));
        });
    });

    it('trades as much as any price allows, and no price allows more', () => {
        always((problem) => {
            const { volume, price } = solveAuction(problem);
            const exact = exactOf(problem);
            const volumes = Array.from({ length: 32 }, (_, at) => volumeAt(exact, BigInt(at)));
            expect(BigInt(volume)).toBe(volumes.reduce((a, b) => (a > b ? a : b)));
            if (volume > 0) expect(volumeAt(exact, BigInt(price))).toBe(BigInt(volume));
        });
    });

    it('takes the integer price nearest to the quote among those of the greatest volume', () => {
        always((problem) => {
            const { volume, price } = solveAuction(problem);
            const exact = exactOf(problem);
            const distance = (at: number): number => Math.abs(at - problem.quote);
            const prices = Array.from({ length: 32 }, (_, at) => at);
            const best = prices.filter((at) => volumeAt(exact, BigInt(at)) === BigInt(volume));
            const nearest = best.reduce((a, b) => (distance(a) <= distance(b) ? a : b));
            expect(price).toBe(volume === 0 ? problem.quote : nearest);
        });
    });

    it('leaves nobody with a price worse than its limit', () => {
        always((problem) => {
            const { matches, price } = solveAuction(problem);
            const limits = new Map([...problem.buys, ...problem.sells].map((one) => [one.id, one.limit]));
            for (const { buy, sell } of matches) {
                expect(limits.get(buy)).toBeGreaterThanOrEqual(price);
                expect(limits.get(sell)).toBeLessThanOrEqual(price);
            }
        });
    });

    it('gives no order more than it asked for, and both sides the same total', () => {
        always((problem) => {
            const result = solveAuction(problem);
            const filled = filledBy(result);
            for (const one of [...problem.buys, ...problem.sells]) {
                expect(filled.get(one.id) ?? 0).toBeLessThanOrEqual(one.quantity);
            }
            const total = (orders: readonly AuctionOrder[]): number =>
                orders.reduce((sum, one) => sum + (filled.get(one.id) ?? 0), 0);
            expect(total(problem.buys)).toBe(result.volume);
            expect(total(problem.sells)).toBe(result.volume);
            expect(result.matches.every((match) => match.quantity > 0)).toBe(true);
        });
    });

    it('fills an order only when every order of higher priority on its side is filled', () => {
        const isBefore = (a: AuctionOrder, b: AuctionOrder, direction: number): boolean =>
            a.limit !== b.limit
                ? direction * a.limit < direction * b.limit
                : a.time !== b.time
                  ? a.time < b.time
                  : a.id < b.id;
        always((problem) => {
            const filled = filledBy(solveAuction(problem));
            for (const [orders, direction] of [[problem.buys, -1] as const, [problem.sells, 1] as const]) {
                for (const late of orders.filter((one) => filled.has(one.id))) {
                    const earlier = orders.filter((one) => isBefore(one, late, direction));
                    expect(earlier.every((one) => filled.get(one.id) === one.quantity)).toBe(true);
                }
            }
        });
    });

    it('does not depend on the order of its input', () => {
        fc.assert(
            fc.property(
                book.chain((problem) =>
                    fc.record({
                        problem: fc.constant(problem),
                        buys: fc.shuffledSubarray([...problem.buys], { minLength: problem.buys.length }),
                        sells: fc.shuffledSubarray([...problem.sells], { minLength: problem.sells.length }),
                    }),
                ),
                ({ problem, buys, sells }) => {
                    expect(solveAuction({ ...problem, buys, sells })).toEqual(solveAuction(problem));
                },
            ),
            { numRuns: 200, seed: 3 },
        );
    });

    it('knows demand and supply at a price that nobody named', () => {
        const exact = exactOf({
            buys: [{ id: 'b', limit: 10, quantity: 4, time: 1 }],
            sells: [{ id: 's', limit: 5, quantity: 3, time: 1 }],
            quote: 7,
        });
        expect([demandAt(exact, 7n), supplyAt(exact, 7n), demandAt(exact, 11n), supplyAt(exact, 4n)]).toEqual([
            4n,
            3n,
            0n,
            0n,
        ]);
    });
});

describe('what the call auction refuses', () => {
    const good: AuctionOrder = { id: 'x', limit: 5, quantity: 1, time: 1 };
    const clearing = (change: Partial<AuctionOrder>) => (): unknown =>
        solveAuction({ buys: [{ ...good, ...change }], sells: [], quote: 1 });

    it.each([0, -1, 1.5, NaN, Infinity, 2 ** 53])('a quantity of %p', (quantity) => {
        expect(clearing({ quantity })).toThrow(withCode('AUCTION_QUANTITY'));
    });

    it.each([NaN, Infinity])('a limit or a time of %p', (value) => {
        expect(clearing({ limit: value })).toThrow(withCode('AUCTION_LIMIT'));
        expect(clearing({ time: value })).toThrow(withCode('AUCTION_TIME'));
        expect(() => solveAuction({ buys: [], sells: [], quote: value })).toThrow(withCode('AUCTION_QUOTE'));
    });

    it('two orders that nothing tells apart', () => {
        const twice = { buys: [good, { ...good, quantity: 9 }], sells: [], quote: 1 };
        const refusal = withCode('AUCTION_DUPLICATE_ORDER');
        expect(() => solveAuction(twice)).toThrow(refusal);
        const exact = exactOf(twice);
        expect(() => solveExactAuction({ ...exact, quote: 10n ** 20n })).toThrow(refusal);
    });

    it('totals that a double cannot hold', () => {
        const large = { ...good, quantity: Number.MAX_SAFE_INTEGER };
        expect(() => solveAuction({ buys: [], sells: [large, { ...good, id: 'y' }], quote: 1 })).toThrow(
            withCode('AUCTION_TOTAL'),
        );
    });

    it('an exact quantity that is not positive', () => {
        expect(() =>
            solveExactAuction({
                buys: [{ ...exactOf({ buys: [good], sells: [], quote: 1 }).buys[0]!, quantity: 0n }],
                sells: [],
                quote: 1n,
            }),
        ).toThrow(withCode('AUCTION_QUANTITY'));
    });
});
