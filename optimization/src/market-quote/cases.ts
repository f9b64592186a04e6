import { type Random, seededRandom } from '../common/random';
import { type EnergyTradePrice, volumeWeightedPrice } from './average-price';
import { marketQuote, type QuoteInputs } from './quote';

/** A computed example: what goes in and what must come out. */
export interface Vector<Input> {
    readonly name: string;
    readonly input: Input;
    readonly expected: bigint;
}

const usual: QuoteInputs = {
    averagePriceMicro: 200_000n,
    feedInMicro: 80_000n,
    retailMicro: 300_000n,
    averageWeightPpm: 500_000n,
    slopeMicro: 4000n,
    supplyWh: 0n,
    demandWh: 0n,
};

const edgeCases: readonly [string, Partial<QuoteInputs>][] = [
    ['balanced: half AP, half the middle', {}],
    ['10 kWh of surplus lower it by 0.04 coin', { supplyWh: 10_000n }],
    ['10 kWh of need raise it by 0.04 coin', { demandWh: 10_000n }],
    ['only the difference counts', { supplyWh: 5_010_000n, demandWh: 5_000_000n }],
    ['held at feed-in', { supplyWh: 1_000_000n }],
    ['held at retail', { demandWh: 1_000_000n }],
    ['exactly feed-in', { supplyWh: 28_750n }],
    ['one Wh before feed-in', { supplyWh: 28_749n }],
    ['weight 1: the metering paper', { averageWeightPpm: 1_000_000n }],
    ['weight 0: the middle', { averageWeightPpm: 0n }],
    ['k zero', { slopeMicro: 0n, supplyWh: 9_999n }],
    ['the half of an odd band is rounded down', { averageWeightPpm: 0n, retailMicro: 300_001n }],
    ['one Wh of surplus rounds down by one', { slopeMicro: 1n, supplyWh: 1n }],
    ['one Wh of need rounds back to the level', { slopeMicro: 1n, demandWh: 1n }],
    ['two fractions are rounded once', { averageWeightPpm: 0n, retailMicro: 300_001n, slopeMicro: 1n, demandWh: 500n }],
    ['weights that leave a fraction', { averageWeightPpm: 333_333n, averagePriceMicro: 123_457n }],
    ['no band', { feedInMicro: 150_000n, retailMicro: 150_000n, demandWh: 77n }],
    ['all zero', { averagePriceMicro: 0n, feedInMicro: 0n, retailMicro: 0n, averageWeightPpm: 0n, slopeMicro: 0n }],
    ['AP outside the band', { averagePriceMicro: 900_000n }],
    [
        'beyond 2^53',
        { averagePriceMicro: 10n ** 20n, retailMicro: 3n * 10n ** 20n, slopeMicro: 10n ** 17n, demandWh: 7n },
    ],
];

function randomInputs(random: Random): QuoteInputs {
    const feedInMicro = BigInt(60_000 + random.integer(40_000));
    return {
        averagePriceMicro: BigInt(80_000 + random.integer(220_000)),
        feedInMicro,
        retailMicro: feedInMicro + BigInt(random.integer(260_000)),
        averageWeightPpm: BigInt(random.integer(1_000_001)),
        slopeMicro: BigInt(random.integer(8_000)),
        supplyWh: BigInt(random.integer(40_000)),
        demandWh: BigInt(random.integer(40_000)),
    };
}

function randomTrades(random: Random): EnergyTradePrice[] {
    return Array.from({ length: random.integer(8) }, () => ({
        priceMicroPerKwh: BigInt(80_000 + random.integer(220_000)),
        energyWh: BigInt(random.integer(3_000)),
    }));
}

/** The contents of `vectors/quote.json`: quotes, and volume-weighted means with the price before any trade. */
export function quoteVectors(): {
    rule: string;
    quotes: Vector<QuoteInputs>[];
    averages: Vector<{ trades: EnergyTradePrice[]; before: bigint }>[];
} {
    const random = seededRandom(20_261_129);
    const named = edgeCases.map(([name, change]): [string, QuoteInputs] => [name, { ...usual, ...change }]);
    const drawn = Array.from({ length: 20 }, (_, index): [string, QuoteInputs] => [
        `random ${String(index + 1)}`,
        randomInputs(random),
    ]);
    const tradeLists = [
        [],
        [{ priceMicroPerKwh: 5n, energyWh: 0n }],
        ...Array.from({ length: 12 }, () => randomTrades(random)),
    ];
    return {
        rule: 'docs/concepts/market-clearing.md',
        quotes: [...named, ...drawn].map(([name, input]) => ({ name, input, expected: marketQuote(input) })),
        averages: tradeLists.map((trades, index) => ({
            name: `trades ${String(index + 1)}`,
            input: { trades, before: 190_000n },
            expected: volumeWeightedPrice(trades, 190_000n),
        })),
    };
}
