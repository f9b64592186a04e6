import { join } from 'node:path';
import type { ClearingRecord } from '@edgebourse/chaincode/energy/records';
import { BillBook, savedMicro, summarizeSavings } from '../src/demo/bill';
import { DAY_INTERVALS, readNeighbourhood, splitRegions, type RegionNodes } from '../src/demo/neighbourhood';
import { CommandSigner } from '../src/device/commands';
import { deriveDeviceKey } from '../src/device/keys';
import { lastIntervalForecast, perfectForecast, type ForecastName } from '../src/household/forecast';
import { HouseholdAgent } from '../src/household/household-agent';
import { registersOf } from '../src/meter/smart-meter';
import { FEED_IN, PureMarket, RETAIL, settlePurely } from './support/pure-market';

const folder = join(__dirname, '../../data/neighbourhood');
const tariff = { feedInMicroPerKwh: Number(FEED_IN), retailMicroPerKwh: Number(RETAIL) };

interface Week {
    readonly clearings: ClearingRecord[];
    readonly bills: BillBook;
    readonly wallets: string[];
}

/** Plays a region's week by the pure rules of the market. */
function playWeek({ region, nodes }: RegionNodes, intervals: number, name: ForecastName, seed = '1'): Week {
    const signer = new CommandSigner();
    const homes = nodes.map(({ node, netWh }) => {
        const at = (interval: number) => registersOf(netWh[interval]!);
        const past = (interval: number) => (interval < 0 ? undefined : at(interval));
        const forecast = name === 'last' ? lastIntervalForecast(past) : perfectForecast(at);
        const key = deriveDeviceKey(seed, node);
        return { at, agent: new HouseholdAgent({ node, region, key, tariff, forecast, seed, signer }) };
    });
    const market = new PureMarket();
    const bills = new BillBook({ feedInMicroPerKwh: FEED_IN, retailMicroPerKwh: RETAIL });
    const clearings = Array.from({ length: intervals }, (_, interval) => {
        const orders = homes.flatMap(({ agent }) => {
            const intention = agent.intend(interval);
            return intention === undefined ? [] : [{ wallet: agent.wallet, ...intention }];
        });
        const clearing = market.clear(interval, orders);
        bills.add(
            clearing,
            settlePurely(clearing, new Map(homes.map(({ agent, at }) => [agent.wallet, at(interval)]))),
        );
        return clearing;
    });
    return { clearings, bills, wallets: homes.map(({ agent }) => agent.wallet) };
}

describe('the real week by the rules of the market', () => {
    const weeks = new Map<string, Week>();
    beforeAll(async () => {
        const profile = await readNeighbourhood(folder);
        for (const region of splitRegions(profile)) {
            for (const name of ['last', 'perfect'] as const) {
                weeks.set(`${region.region} ${name}`, playWeek(region, profile.intervals, name));
            }
        }
    });

    const both = (week: Week) =>
        week.clearings.filter(({ demandWh, supplyWh }) => demandWh !== '0' && supplyWh !== '0');
    const cases = ['r1 last', 'r1 perfect', 'r2 last', 'r2 perfect'];

    it.each(cases)('has prices that move and seldom touch a bound: %s', (name) => {
        const prices = both(weeks.get(name)!).map((clearing) => BigInt(clearing.priceMicroPerKwh));
        const atBound = prices.filter((price) => price === FEED_IN || price === RETAIL).length;
        expect(new Set(prices).size).toBeGreaterThan(prices.length / 4);
        expect(atBound * 10).toBeLessThan(prices.length);
    });

    it.each(cases)('has daily mean prices in the middle half of the band: %s', (name) => {
        const quarter = (RETAIL - FEED_IN) / 4n;
        for (let day = 0; day < 7; day += 1) {
            const trading = both(weeks.get(name)!).filter(
                ({ interval }) => Math.floor(interval / DAY_INTERVALS) === day,
            );
            const volume = trading.reduce((sum, one) => sum + BigInt(one.volumeWh), 0n);
            const money = trading.reduce((sum, one) => sum + BigInt(one.volumeWh) * BigInt(one.priceMicroPerKwh), 0n);
            const plain = trading.reduce((sum, one) => sum + BigInt(one.priceMicroPerKwh), 0n);
            for (const mean of [money / volume, plain / BigInt(trading.length)]) {
                expect(mean).toBeGreaterThanOrEqual(FEED_IN + quarter);
                expect(mean).toBeLessThanOrEqual(RETAIL - quarter);
            }
        }
    });

    it.each(cases)('leaves nobody below the tariff before imbalance charges: %s', (name) => {
        const { bills, wallets } = weeks.get(name)!;
        const savings = summarizeSavings(wallets.map((wallet) => savedMicro(bills.bill(wallet))));
        expect(savings.worse).toBe(0);
        expect(savings.median).toBeGreaterThan(0n);
    });

    it.each(['r1 perfect', 'r2 perfect'])('charges no imbalance when the forecast is perfect: %s', (name) => {
        const { bills, wallets } = weeks.get(name)!;
        expect(wallets.filter((wallet) => bills.bill(wallet).imbalanceMicro !== 0n)).toEqual([]);
    });

    it.each(['r1 last', 'r2 last'])('lets imbalance charges move coins between neighbours only: %s', (name) => {
        const { bills, wallets } = weeks.get(name)!;
        const charges = wallets.map((wallet) => bills.bill(wallet).imbalanceMicro);
        expect(charges.reduce((sum, charge) => sum + charge, 0n)).toBe(0n);
        expect(charges.some((charge) => charge > 0n)).toBe(true);
    });

    it('gives every seed its own prices and one seed always the same', async () => {
        const profile = await readNeighbourhood(folder);
        const region = splitRegions(profile)[0]!;
        const prices = (seed: string): string[] =>
            playWeek(region, DAY_INTERVALS, 'last', seed).clearings.map((clearing) => clearing.priceMicroPerKwh);
        expect(prices('2')).toEqual(prices('2'));
        expect(prices('2')).not.toEqual(prices('3'));
    });
});
