import type { BondRecord } from '../src/coin/records';
import type { FlowRecord } from '../src/energy/records';
import { device, signedBy, type Device } from './support/device';
import { allCoins, EnergyRound, nextRound, registerReceiptKeys } from './support/energy-round';
import { testPolicy } from './support/policy';
import { newWorld, type World } from './support/world';

let world: World;
let ann: Device;
let ben: Device;
let cleo: Device;

const COIN = 1_000_000;
const PERIOD = 3;

beforeAll(async () => {
    const flow = { periodIntervals: PERIOD, rewardMicro: '1000000', claimIntervals: 1 };
    const { coin } = testPolicy();
    const mintCapMicro = { ...coin.mintCapMicro, flow: '1500000' };
    world = await newWorld({ policy: testPolicy({ flow, coin: { ...coin, mintCapMicro, mintPeriodMs: 10 ** 15 } }) });
    [ann, ben, cleo] = (await world.register(['ann', 'ben', 'cleo'])) as [Device, Device, Device];
    await world.register(['supplier-r1'], { role: 'supplier' });
    await world.mint([ann, ben, cleo, device('supplier-r1')], 1000 * COIN);
});

afterAll(async () => {
    await world.close();
});

describe('a device whose order was left out', () => {
    /** Eag2's gateway confirms two orders and publishes a chain with the first one only. */
    async function omitted(): Promise<{ round: EnergyRound; kept: object; lost: object }> {
        const round = nextRound(world);
        const first = round.order(ann, 'buy', 500, 200_000);
        const second = round.order(ben, 'sell', 500, 100_000);
        const shadow = nextRoundCopy(round);
        const kept = { receipt: round.take(first, 'Eag2MSP'), order: first };
        shadow.take(first, 'Eag2MSP');
        const lost = { receipt: shadow.take(second, 'Eag2MSP'), order: second };
        return { round, kept, lost };
    }

    /** The same round once more, for what a gateway hides. */
    const nextRoundCopy = ({ interval }: EnergyRound): EnergyRound => new EnergyRound(world, interval);

    const claim = (argument: object): Promise<string> =>
        world.refusal(world.people.eag1, 'energy:ClaimOmission', argument);

    test('is paid once from the bond of the organisation that signed the receipt', async () => {
        const { round, kept, lost } = await omitted();
        const { receipt } = lost as { receipt: { signature: string; timeMs: string } };
        expect(await claim(lost)).toBe('RECEIPT_KEY_MISSING');
        await registerReceiptKeys(world);
        expect(await claim(lost)).toBe('INTERVAL_NOT_CLEARED');
        await round.run();
        expect(await claim({ ...lost, receipt: { ...receipt, timeMs: '5' } })).toBe('RECEIPT_INVALID');
        expect(await claim({ ...lost, order: (kept as { order: object }).order })).toBe('RECEIPT_INVALID');
        expect(await claim(kept)).toBe('OMISSION_UNPROVEN');
        expect(await claim(lost)).toBe('BOND_EXHAUSTED');
        await world.bond('Eag2MSP', 800_000);
        const before = await world.coinsOf(ben);
        await world.submit(world.people.eag1, 'energy:ClaimOmission', lost);
        expect((await world.coinsOf(ben)) - before).toBe(500_000n);
        expect((await world.evaluate<BondRecord>('coin:BondOf', { organisation: 'Eag2MSP' })).amountMicro).toBe(
            '300000',
        );
        expect(await claim(lost)).toBe('OMISSION_CLAIMED');
    });

    test('that is not registered is paid nothing', async () => {
        const round = nextRound(world);
        const order = round.order(device('stranger'), 'buy', 5, 200_000);
        const receipt = round.take(order, 'Eag2MSP');
        await nextRoundCopy(round).run();
        expect(await claim({ receipt, order })).toBe('WALLET_UNKNOWN');
    });
});

describe('the proof-of-flow', () => {
    /** Trades 500 Wh of Ben and 400 Wh of Cleo in an interval, delivered. */
    async function delivered(): Promise<EnergyRound> {
        const round = nextRound(world);
        round.buy(ann, 900, 250_000);
        round.sell(ben, 500, 100_000);
        round.sell(cleo, 400, 100_000);
        await round.run();
        const readings = [round.reading(ann, 900, 0), round.reading(ben, 0, 500), round.reading(cleo, 0, 400)];
        await round.settle({ readings });
        return round;
    }

    const claimOf = (period: number, claim: string, wallets: readonly Device[], payTo = wallets[0]!): object => ({
        commands: wallets.map((wallet) =>
            signedBy(wallet, {
                type: 'energy.flow.v1',
                ...world.head(),
                region: 'r1',
                period,
                claim,
                payTo: payTo.wallet,
            }),
        ),
    });

    const refusal = (argument: object): Promise<string> =>
        world.refusal(world.people.eag2, 'energy:ClaimFlow', argument);

    test('rewards the participant that delivered most in a period, once, after the time for claims', async () => {
        const period = Math.floor((await delivered()).interval / PERIOD) + 1;
        const { eag1, eag2 } = world.people;
        while (Math.ceil(world.now / 900_000) + 1 < period * PERIOD) world.now += 900_000;
        const first = await delivered();
        expect(Math.floor(first.interval / PERIOD)).toBe(period);
        expect(await refusal(claimOf(period, 'c1', [cleo]))).toBe('PERIOD_OPEN');
        await delivered();
        await delivered();
        expect(await refusal(claimOf(period, 'c1', [cleo]))).toBe('PERIOD_OPEN');
        const award = { region: 'r1', period };
        await nextRound(world).run();
        expect(await refusal(claimOf(period, 'c1', [device('nobody')]))).toBe('WALLET_UNKNOWN');
        expect(await refusal(claimOf(period, 'c1', [device('supplier-r1')]))).toBe('TRADE_PARTY');
        expect(await refusal(claimOf(period, 'c1', [cleo, cleo]))).toBe('ARGUMENT_INVALID');
        expect(await refusal(claimOf(period, 'c0', [ann]))).toBe('FLOW_NOT_BEST');
        await world.submit(eag2, 'energy:ClaimFlow', claimOf(period, 'c1', [cleo]));
        await world.submit(eag2, 'energy:ClaimFlow', claimOf(period, 'c2', [ben]));
        expect(await refusal(claimOf(period, 'c1', [cleo]))).toBe('FLOW_NOT_BEST');
        expect(await world.refusal(eag1, 'energy:AwardFlow', award)).toBe('PERIOD_OPEN');
        const best = await world.submit<FlowRecord>(eag2, 'energy:ClaimFlow', claimOf(period, 'c3', [cleo, ben]));
        expect(best.value.deliveredWh).toBe(String(PERIOD * 900));
        await world.submit(eag2, 'energy:ClaimFlow', claimOf(period, 'c3', [cleo, ben]));
        await nextRound(world).run();
        expect(await world.refusal(eag2, 'energy:AwardFlow', award)).toBe('ACCESS_DENIED');
        const unclaimed = { ...award, period: period - 5 };
        expect(await world.refusal(eag1, 'energy:AwardFlow', unclaimed)).toBe('RECORD_UNKNOWN');
        const before = await world.coinsOf(cleo);
        await world.submit(eag1, 'energy:AwardFlow', award);
        expect((await world.coinsOf(cleo)) - before).toBe(1_000_000n);
        expect(await world.refusal(eag1, 'energy:AwardFlow', award)).toBe('FLOW_CLAIMED');
        expect(await refusal(claimOf(period, 'c4', [cleo, ben, ann]))).toBe('FLOW_CLAIMED');
        expect(await world.evaluate('energy:Flow', award)).toMatchObject({ claim: 'c3', awarded: true });
    });

    test('is not paid beyond what may be minted for it', async () => {
        const { interval } = await delivered();
        const period = Math.floor(interval / PERIOD);
        const clearUpTo = async (last: number): Promise<void> => {
            for (let round = nextRound(world); ; round = nextRound(world)) {
                await round.run();
                if (round.interval >= last) return;
            }
        };
        await clearUpTo((period + 1) * PERIOD);
        await world.submit(world.people.eag2, 'energy:ClaimFlow', claimOf(period, 'c1', [ben]));
        await clearUpTo((period + 1) * PERIOD + 1);
        const award = { region: 'r1', period };
        expect(await world.refusal(world.people.eag1, 'energy:AwardFlow', award)).toBe('MINT_CAP');
    });
});

test('bonds and rewards keep every coin accounted for', async () => {
    expect(await allCoins(world)).toBe(await world.outstanding());
});
