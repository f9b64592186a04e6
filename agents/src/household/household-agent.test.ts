import { openEnvelope } from '@edgebourse/chaincode/common/envelope';
import { acceptanceMessage, orderMessage } from '@edgebourse/chaincode/energy/messages';
import { CommandSigner } from '../device/commands';
import { deriveDeviceKey } from '../device/keys';
import { registersOf } from '../meter/smart-meter';
import { lastIntervalForecast, perfectForecast, type Forecast } from './forecast';
import { HouseholdAgent, leastSettledWh } from './household-agent';
import { claimPerMille, limitMicroPerKwh } from './limits';

const tariff = { feedInMicroPerKwh: 80_000, retailMicroPerKwh: 300_000 };
const key = deriveDeviceKey('1', 'n001.wallet');
const time = { network: 'test', nowMs: 900_000, expiresMs: 1_800_000 };

function agent(forecast: Forecast, signer = new CommandSigner()): HouseholdAgent {
    return new HouseholdAgent({ node: 'n001', region: 'r1', key, tariff, forecast, seed: '1', signer });
}

describe('a household', () => {
    const nets = [500, -1000, 1, 300];
    const asked: number[] = [];
    const past = (interval: number) => {
        asked.push(interval);
        return interval < 0 ? undefined : registersOf(nets[interval]!);
    };

    it('buys 70 % of its last need, sells 70 % of its last surplus, else stays idle', () => {
        const household = agent(lastIntervalForecast(past));
        expect(household.intend(0)).toBeUndefined();
        expect(household.intend(1)).toMatchObject({ side: 'buy', energyWh: 350 });
        expect(household.intend(2)).toMatchObject({ side: 'sell', energyWh: 700 });
        expect(household.intend(3)).toBeUndefined();
    });

    it('never looks at the interval that it decides about, or later ones', () => {
        asked.length = 0;
        agent(lastIntervalForecast(past)).intend(2);
        expect(Math.max(...asked)).toBe(1);
    });

    it('trades all of a perfect forecast', () => {
        const household = agent(perfectForecast((interval) => registersOf(nets[interval]!)));
        expect(household.intend(1)).toMatchObject({ side: 'sell', energyWh: 1000 });
    });

    it('signs orders that the contract opens, the same one again when asked again', () => {
        const signer = new CommandSigner();
        const household = agent(lastIntervalForecast(past), signer);
        const order = household.order(1, household.intend(1)!, time);
        const opened = openEnvelope(order, orderMessage, { network: 'test', now: 900_000n });
        expect(opened.signer).toBe(household.wallet);
        expect(opened.payload).toMatchObject({ region: 'r1', interval: 1, side: 'buy', energyWh: '350' });
        expect(household.order(1, household.intend(1)!, time).payload).toEqual(order.payload);
        expect(household.order(2, household.intend(1)!, time).payload.id).not.toBe(order.payload.id);
        expect(signer.signed).toBe(3);
    });

    it('accepts at the clearing price and not less than its meter counted', () => {
        const terms = { priceMicroPerKwh: '200000', registers: registersOf(-900), lossPpm: 0 };
        const signed = agent(lastIntervalForecast(past)).acceptance(
            1,
            [{ energyWh: 400 }, { energyWh: 300 }],
            terms,
            time,
        );
        const { payload } = openEnvelope(signed, acceptanceMessage, { network: 'test', now: 900_000n });
        expect(payload).toMatchObject({ priceMicroPerKwh: '200000', minWh: '700' });
    });
});

describe('the least that an acceptance demands', () => {
    it('is what was delivered for the sales, less the loss and one Wh of rounding a sale', () => {
        expect(leastSettledWh(700, 900, 0, 2)).toBe(700);
        expect(leastSettledWh(700, 500, 0, 2)).toBe(500);
        expect(leastSettledWh(1000, 1000, 50_000, 2)).toBe(948);
        expect(leastSettledWh(1, 1, 50_000, 2)).toBe(0);
    });
});

describe('limits', () => {
    it('lie between feed-in and retail, no seller’s above a buyer’s', () => {
        const limits = [100, 333, 500].map((claim) =>
            ['sell', 'buy'].map((side) => limitMicroPerKwh(side as 'buy', tariff, claim)),
        );
        expect(limits).toEqual([
            [102_000, 278_000],
            [153_260, 226_740],
            [190_000, 190_000],
        ]);
    });

    it('differ between households and intervals, and follow from the seed', () => {
        const claims = Array.from({ length: 200 }, (_, index) => claimPerMille('1', `n${String(index % 20)}`, index));
        expect(new Set(claims).size).toBeGreaterThan(100);
        expect(Math.min(...claims)).toBeGreaterThanOrEqual(100);
        expect(Math.max(...claims)).toBeLessThanOrEqual(500);
        expect(claimPerMille('1', 'n7', 7)).toBe(claimPerMille('1', 'n7', 7));
        expect(claimPerMille('2', 'n7', 7)).not.toBe(claimPerMille('1', 'n7', 7));
    });
});
