import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { averagePrice, marketQuote, middlePrice } from './quote';

interface QuoteVector {
    name: string;
    input: Record<
        | 'averagePriceMicro'
        | 'feedInMicro'
        | 'retailMicro'
        | 'averageWeightPpm'
        | 'slopeMicro'
        | 'supplyWh'
        | 'demandWh',
        string
    >;
    expected: string;
}

interface AverageVector {
    name: string;
    input: { trades: { priceMicroPerKwh: string; energyWh: string }[]; before: string };
    expected: string;
}

const FILE = join(__dirname, '../../../optimization/src/market-quote/vectors/quote.json');
const vectors = JSON.parse(readFileSync(FILE, 'utf8')) as { quotes: QuoteVector[]; averages: AverageVector[] };

test.each(vectors.quotes)('quotes as the rule says: $name', ({ input, expected }) => {
    const region = {
        feedInMicroPerKwh: input.feedInMicro,
        retailMicroPerKwh: input.retailMicro,
        quote: { aPpm: Number(input.averageWeightPpm), kMicroPerKwhPerKwh: input.slopeMicro },
    };
    const quote = marketQuote(region, BigInt(input.averagePriceMicro), BigInt(input.supplyWh), BigInt(input.demandWh));
    expect(String(quote)).toBe(expected);
});

test.each(vectors.averages)('averages by volume as the rule says: $name', ({ input, expected }) => {
    const trades = input.trades.map((trade) => [BigInt(trade.priceMicroPerKwh), BigInt(trade.energyWh)] as const);
    const money = trades.reduce((sum, [price, energy]) => sum + price * energy, 0n);
    const energy = trades.reduce((sum, [, each]) => sum + each, 0n);
    expect(String(averagePrice(money, energy, BigInt(input.before)))).toBe(expected);
});

test('the middle of the band is rounded down', () => {
    expect(middlePrice({ feedInMicroPerKwh: '80000', retailMicroPerKwh: '300001' })).toBe(190_000n);
});
