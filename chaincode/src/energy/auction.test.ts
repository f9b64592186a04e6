import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { clearAuction, type AuctionOrder } from './auction';

interface VectorOrder {
    id: string;
    limit: string;
    quantity: string;
    time: string;
}

interface Vector {
    name: string;
    input: { buys: VectorOrder[]; sells: VectorOrder[]; quote: string };
    expected: { price: string; volume: string; matches: { buy: string; sell: string; quantity: string }[] };
}

const FILE = join(__dirname, '../../../optimization/src/market-clearing/vectors/auction.json');
const { cases } = JSON.parse(readFileSync(FILE, 'utf8')) as { cases: Vector[] };

const toOrder = ({ id, limit, quantity, time }: VectorOrder, index: number): AuctionOrder => ({
    index,
    limit: BigInt(limit),
    energyWh: BigInt(quantity),
    timeMs: BigInt(time),
    tie: id,
});

test.each(cases)('clears as the rule says: $name', ({ input, expected }) => {
    const result = clearAuction(input.buys.map(toOrder), input.sells.map(toOrder), BigInt(input.quote));
    expect(String(result.price)).toBe(expected.price);
    expect(String(result.volumeWh)).toBe(expected.volume);
    const matches = result.matches.map(({ buy, sell, energyWh }) => ({
        buy: input.buys[buy]!.id,
        sell: input.sells[sell]!.id,
        quantity: String(energyWh),
    }));
    expect(matches).toEqual(expected.matches);
});

const order = fc.record({
    limit: fc.bigInt(80n, 90n),
    energyWh: fc.bigInt(1n, 50n),
    timeMs: fc.bigInt(0n, 3n),
});
const book = fc
    .array(order, { maxLength: 12 })
    .map((orders) => orders.map((each, index) => ({ ...each, index, tie: `t${index}` })));

test('nobody trades beyond its quantity or at a price worse than its limit', () => {
    fc.assert(
        fc.property(book, book, fc.bigInt(70n, 100n), (buys, sells, quote) => {
            const { price, volumeWh, matches } = clearAuction(buys, sells, quote);
            for (const { buy, sell } of matches) {
                expect(buys[buy]!.limit >= price && sells[sell]!.limit <= price).toBe(true);
            }
            const filled = (side: 'buy' | 'sell', index: number): bigint =>
                matches.filter((match) => match[side] === index).reduce((sum, { energyWh }) => sum + energyWh, 0n);
            for (const { index, energyWh } of buys) expect(filled('buy', index) <= energyWh).toBe(true);
            for (const { index, energyWh } of sells) expect(filled('sell', index) <= energyWh).toBe(true);
            expect(matches.reduce((sum, { energyWh }) => sum + energyWh, 0n)).toBe(volumeWh);
        }),
        { numRuns: 50, seed: 11 },
    );
});

test('the order in which receipts are listed does not matter', () => {
    fc.assert(
        fc.property(book, book, (buys, sells) => {
            const forward = clearAuction(buys, sells, 85n);
            const backward = clearAuction([...buys].reverse(), [...sells].reverse(), 85n);
            expect(backward).toEqual(forward);
        }),
        { numRuns: 30, seed: 12 },
    );
});
