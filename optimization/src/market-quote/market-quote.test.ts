import fc from 'fast-check';
import { withCode } from '../../test/with-code';
import { averagePrice, volumeWeightedPrice } from './average-price';
import { exactMeterPrice, meterPrice } from './meter-price';
import { floorDivide, marketQuote, middlePrice, type QuoteInputs } from './quote';

const usual: QuoteInputs = {
    averagePriceMicro: 200_000n,
    feedInMicro: 80_000n,
    retailMicro: 300_000n,
    averageWeightPpm: 500_000n,
    slopeMicro: 4000n,
    supplyWh: 0n,
    demandWh: 0n,
};

describe('the quote', () => {
    it('lies half way between AP and the middle when supply meets demand', () => {
        expect(marketQuote(usual)).toBe(195_000n);
    });

    it('moves by k per kWh: 10 kWh of surplus lower it by 0.04 coin', () => {
        expect(marketQuote({ ...usual, supplyWh: 10_000n })).toBe(155_000n);
        expect(marketQuote({ ...usual, demandWh: 10_000n })).toBe(235_000n);
    });

    it('is the floor of the exact fraction, held within the band', () => {
        const amount = fc.bigInt({ min: 0n, max: 400_000n });
        fc.assert(
            fc.property(
                amount,
                amount,
                amount,
                fc.bigInt({ min: 0n, max: 1_000_000n }),
                amount,
                amount,
                (ap, low, width, a, u, v) => {
                    const retailMicro = low + width;
                    const q = marketQuote({
                        averagePriceMicro: ap,
                        feedInMicro: low,
                        retailMicro,
                        averageWeightPpm: a,
                        slopeMicro: 77n,
                        supplyWh: u,
                        demandWh: v,
                    });
                    expect(q >= low && q <= retailMicro).toBe(true);
                    // q <= x < q + 1 for the fraction x, in units of 1 / 2e6, unless a bound holds.
                    const exact = 2n * a * ap + (1_000_000n - a) * (low + retailMicro) - 2000n * 77n * (u - v);
                    if (q > low) expect(q * 2_000_000n <= exact).toBe(true);
                    if (q < retailMicro) expect(exact < (q + 1n) * 2_000_000n).toBe(true);
                },
            ),
            { numRuns: 100, seed: 3 },
        );
    });

    it('stays at AP in a balanced region that starts at the middle', () => {
        const averagePriceMicro = middlePrice(usual.feedInMicro, usual.retailMicro);
        expect(marketQuote({ ...usual, averagePriceMicro })).toBe(averagePriceMicro);
    });

    it.each([
        [{ supplyWh: -1n }, 'QUOTE_NEGATIVE'],
        [{ averageWeightPpm: 1_000_001n }, 'QUOTE_WEIGHT'],
        [{ feedInMicro: 300_001n }, 'QUOTE_BAND'],
    ])('refuses %p', (change, code) => {
        expect(() => marketQuote({ ...usual, ...change })).toThrow(withCode(code));
    });

    it('rounds towards minus infinity on both sides of zero', () => {
        expect([floorDivide(7n, 2n), floorDivide(-7n, 2n), floorDivide(-8n, 2n)]).toEqual([3n, -4n, -4n]);
    });
});

describe('the meter price', () => {
    const inputs = { averagePrice: 100, slope: 0.8, generation: 5, consumption: 0, minimum: 10 };

    it('falls with surplus and rises with need', () => {
        expect(meterPrice(inputs)).toEqual({ raw: 96, price: 96 });
        expect(meterPrice({ ...inputs, generation: 0, consumption: 5 })).toEqual({ raw: 104, price: 104 });
    });

    it('never falls below the minimum, and the maximum is applied last', () => {
        expect(meterPrice({ ...inputs, generation: 500 })).toEqual({ raw: -300, price: 10 });
        expect(meterPrice({ ...inputs, maximum: 90 }).price).toBe(90);
        expect(meterPrice({ ...inputs, generation: 500, maximum: 9 }).price).toBe(9);
    });

    it('lets a seller with a steady surplus of 5 push AP from 100 to the floor 1 on day 25', () => {
        let price = 100;
        let days = 0;
        while (price > 1) {
            price = meterPrice({ ...inputs, averagePrice: price, minimum: 1 }).price;
            days += 1;
        }
        expect(days).toBe(25);
    });

    it('rounds half up in integers, then applies the bounds', () => {
        const exact = {
            averagePrice: 100n,
            slopeNumerator: 1n,
            slopeDenominator: 2n,
            generation: 1n,
            consumption: 0n,
            minimum: 1n,
        };
        expect(exactMeterPrice(exact)).toEqual({ raw: 100n, price: 100n });
        expect(exactMeterPrice({ ...exact, slopeDenominator: 3n, slopeNumerator: 2n }).raw).toBe(99n);
        expect(exactMeterPrice({ ...exact, averagePrice: 0n, generation: 3n })).toEqual({ raw: -1n, price: 1n });
        expect(exactMeterPrice({ ...exact, maximum: 60n }).price).toBe(60n);
        expect(() => exactMeterPrice({ ...exact, slopeDenominator: 0n })).toThrow(withCode('METER_PRICE_SLOPE'));
    });
});

describe('the average price', () => {
    const options = { now: 3 * 86_400, genesis: 50, epochSeconds: 86_400, weighted: false };

    it('is the genesis price before any complete day with trades', () => {
        expect(averagePrice([], options)).toBe(50);
        expect(averagePrice([{ t: 3 * 86_400, p: 9, n: 1 }], options)).toBe(50);
    });

    it('looks back to the last complete day that has trades, whose end is open', () => {
        const trades = [
            { t: 10, p: 1, n: 1 },
            { t: 86_400, p: 10, n: 1 },
            { t: 2 * 86_400 - 1, p: 20, n: 3 },
            { t: 3 * 86_400, p: 99, n: 1 },
        ];
        expect(averagePrice(trades, options)).toBe(15);
        expect(averagePrice(trades, { ...options, weighted: true })).toBe(17.5);
        expect(averagePrice(trades, { ...options, now: 2 * 86_400 - 1 })).toBe(1);
    });

    it('does not count trades without weight', () => {
        expect(averagePrice([{ t: 10, p: 7, n: 0 }], { ...options, weighted: true })).toBe(50);
    });

    it('does not lose small prices between large ones', () => {
        const prices = [1e16, 1, -1e16];
        expect(
            averagePrice(
                prices.map((p) => ({ t: 0, p, n: 1 })),
                options,
            ),
        ).toBe(1 / 3);
    });

    it('weighs energy trades by their Wh and rounds down once', () => {
        const trades = [
            { priceMicroPerKwh: 100n, energyWh: 1n },
            { priceMicroPerKwh: 101n, energyWh: 2n },
        ];
        expect(volumeWeightedPrice(trades, 7n)).toBe(100n);
        expect(volumeWeightedPrice([], 7n)).toBe(7n);
    });
});
