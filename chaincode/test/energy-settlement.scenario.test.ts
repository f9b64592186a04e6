import type { Debt } from '../src/energy/records';
import { device, type Device } from './support/device';
import { nextRound, registerReceiptKeys, type EnergyRound } from './support/energy-round';
import { testPolicy, testRegion } from './support/policy';
import { newWorld, type World } from './support/world';

let world: World;
let ann: Device;
let ben: Device;
let cleo: Device;
let supplier: Device;

const COIN = 1_000_000;

beforeAll(async () => {
    const policy = testPolicy({
        regions: [testRegion('r1', 'Eag1MSP', { lossPpm: { line: 20_000, wireless: 0 } }), testRegion('r2', 'Eag2MSP')],
    });
    world = await newWorld({ policy });
    await registerReceiptKeys(world);
    [ann, ben, cleo] = (await world.register(['ann', 'ben', 'cleo'])) as [Device, Device, Device];
    [supplier] = (await world.register(['supplier-r1'], { role: 'supplier' })) as [Device];
    await world.mint([ann, ben, cleo, supplier], 1000 * COIN);
});

afterAll(async () => {
    await world.close();
});

/** Ann buys 1000 Wh of Ben; Cleo does not trade. */
async function traded(changes: Record<string, unknown> = {}): Promise<EnergyRound> {
    const round = nextRound(world);
    round.buy(ann, 1000, 190_000);
    round.sell(ben, 1000, 190_000, changes);
    expect((await round.run()).priceMicroPerKwh).toBe('190000');
    return round;
}

/** @returns By how many micro-coins the wallets change while something happens. */
async function changesOf(wallets: readonly Device[], happen: () => Promise<unknown>): Promise<number[]> {
    const before = await Promise.all(wallets.map((each) => world.coinsOf(each)));
    await happen();
    const after = await Promise.all(wallets.map((each) => world.coinsOf(each)));
    return after.map((coins, index) => Number(coins - (before[index] ?? 0n)));
}

const resultsOf = (outcome: { value: Record<string, unknown> }, name: string): unknown[] =>
    (outcome.value[name] as { status: string; code?: string }[]).map(({ status, code }) => code ?? status);

describe('a settlement', () => {
    test('pays what was delivered, returns the rest, and bills the grid for what is left', async () => {
        const round = await traded();
        const readings = [round.reading(ann, 1500, 0), round.reading(ben, 0, 1200), round.reading(cleo, 100, 0)];
        const acceptances = [round.acceptance(ben, '190000', 980)];
        const changes = await changesOf([ann, ben, cleo, supplier], () => round.settle({ readings, acceptances }));
        // 980 Wh arrive: 186 200. Ann imports 520 Wh more at retail, Ben exports 200 Wh more at feed-in.
        const deposit = 110_000;
        expect(changes).toEqual([3_800 - 156_000, 186_200 + 16_000 + deposit, -30_000, 156_000 - 16_000 + 30_000]);
        const { trades, grid } = await round.settlement();
        expect(trades).toEqual([
            {
                status: 'a',
                settledWh: '980',
                deliveredWh: '980',
                paidMicro: '186200',
                sellerShortMicro: '0',
                buyerShortMicro: '0',
            },
        ]);
        expect(grid.map(({ gridImportWh, gridExportWh }) => [gridImportWh, gridExportWh])).toEqual([
            ['520', '0'],
            ['0', '200'],
            ['100', '0'],
        ]);
    });

    test('leaves at most one new output in each changed wallet', async () => {
        const round = await traded();
        const readings = [round.reading(ann, 1500, 0), round.reading(ben, 0, 1200)];
        const { txId } = await round.settle({ readings });
        for (const wallet of [ann, ben, supplier]) {
            const made = (await world.outputsOf(wallet)).filter((id) => id.startsWith(txId));
            expect(made.length).toBeLessThanOrEqual(1);
        }
    });

    test('pays the wallet that the seller chose', async () => {
        const purse = (await world.register(['purse']))[0]!;
        const round = await traded({ payTo: purse.wallet });
        const readings = [round.reading(ann, 980, 0), round.reading(ben, 0, 1000)];
        expect(await changesOf([purse], () => round.settle({ readings }))).toEqual([186_200]);
    });

    test('is refused before the clearing, while a party’s reading is missing, to strangers, and twice', async () => {
        const early = nextRound(world);
        expect(await world.refusal(early.operator, 'energy:Settle', early.settleArgument({}))).toBe(
            'INTERVAL_NOT_CLEARED',
        );
        const round = await traded();
        const readings = [round.reading(ann, 980, 0)];
        const settle = (by: EnergyRound['operator']): Promise<string> =>
            world.refusal(by, 'energy:Settle', round.settleArgument({ readings }));
        expect(await settle(round.operator)).toBe('READING_MISSING');
        expect(await settle(round.otherOperator)).toBe('ACCESS_DENIED');
        await round.closeGate('reading');
        await round.settle({ readings });
        expect(await settle(round.operator)).toBe('SETTLED_ALREADY');
        const more = { ...round.round, readings };
        expect(await world.refusal(round.operator, 'energy:RecordReadings', more)).toBe('SETTLED_ALREADY');
    });

    test('is refused as a whole when the supplier cannot pay for the export', async () => {
        const round = nextRound(world, 'r1');
        await round.run();
        const readings = [round.reading(ben, 0, 20_000_000_000)];
        const argument = round.settleArgument({ readings });
        expect(await world.refusal(round.operator, 'energy:Settle', argument)).toBe('COIN_INSUFFICIENT');
    });
});

describe('a reading', () => {
    test('counts once, signed by the meter of the wallet, for this round', async () => {
        const round = await traded();
        const good = round.reading(ann, 980, 0);
        const readings = [
            good,
            good,
            round.reading(ann, 5, 5),
            { ...round.reading(ben, 1, 1), publicKey: ann.publicKey },
            round.reading(device('nobody'), 1, 1),
            round.reading(ben, 1, 1, { interval: 5 }),
            round.reading(cleo, 1, 1, { wallet: ben.wallet }),
        ];
        const record = { ...round.round, readings };
        const outcome = await world.submit<Record<string, unknown>>(
            round.otherOperator,
            'energy:RecordReadings',
            record,
        );
        expect(resultsOf(outcome, 'results')).toEqual([
            'done',
            'exists',
            'READING_EXISTS',
            'ENVELOPE_SIGNATURE',
            'WALLET_UNKNOWN',
            'READING_INVALID',
            'METER_MISMATCH',
        ]);
        const stored = await world.evaluate<{ readings: unknown[] }>('energy:Readings', round.round);
        expect(stored.readings).toHaveLength(1);
        const settled = await round.settle({ readings: [good, round.reading(ben, 0, 1000)] });
        expect(resultsOf(settled, 'readings')).toEqual(['exists', 'done']);
        const far = (await world.register(['far'], { region: 'r2' }))[0]!;
        const next = nextRound(world);
        const foreign = { ...next.round, readings: [next.reading(far, 1, 1)] };
        const result = await world.submit<Record<string, unknown>>(next.operator, 'energy:RecordReadings', foreign);
        expect(resultsOf(result, 'results')).toEqual(['WALLET_NOT_ATTACHED']);
    });

    test('of the operator’s gateway comes too late once the reading gate is closed', async () => {
        const round = await traded();
        await round.closeGate('reading');
        const late = { ...round.round, readings: [round.reading(ann, 980, 0)] };
        expect(await world.refusal(round.otherOperator, 'energy:RecordReadings', late)).toBe('GATE_CLOSED');
    });
});

describe('a dispute', () => {
    /** A disputed trade of 1000 Wh whose reading of Ben is missing. */
    async function disputed(): Promise<EnergyRound> {
        const round = await traded();
        await round.closeGate('reading');
        await round.settle({ readings: [round.reading(ann, 980, 0)] });
        return round;
    }

    test('arises from a missing reading, an objection or a region out of balance; the coins stay held', async () => {
        const missing = await disputed();
        expect((await missing.settlement()).trades[0]).toMatchObject({ status: 'd', reason: 'reading missing' });

        const objected = await traded();
        const readings = [objected.reading(ann, 980, 0), objected.reading(ben, 0, 1000)];
        const objections = [objected.objection(cleo, 'none of my business'), objected.objection(ann, 'voltage')];
        const outcome = await objected.settle({ readings, objections });
        expect(resultsOf(outcome, 'objections')).toEqual(['TRADE_PARTY', 'done']);
        expect((await objected.settlement()).trades[0]).toMatchObject({ status: 'd', reason: 'voltage' });

        const unbalanced = await traded();
        const meters = [unbalanced.reading(ann, 980, 0), unbalanced.reading(ben, 0, 1000)];
        await unbalanced.settle({ readings: [...meters, unbalanced.reading(supplier, 0, 500)] });
        expect((await unbalanced.settlement()).trades[0]).toMatchObject({
            status: 'd',
            reason: 'region out of balance',
        });
        const balanced = await traded();
        const fit = [balanced.reading(ann, 980, 0), balanced.reading(ben, 0, 1000), balanced.reading(cleo, 500, 0)];
        await balanced.settle({ readings: [...fit, balanced.reading(supplier, 0, 500)] });
        expect((await balanced.settlement()).trades[0]?.status).toBe('u');
    });

    test('is resolved by another organisation only, once, within what was traded', async () => {
        const round = await disputed();
        const resolution = { ...round.round, trade: 0, settledWh: '700', reason: 'meter log read out' };
        const refusal = (changes: object = {}, by = round.otherOperator): Promise<string> =>
            world.refusal(by, 'energy:Resolve', { ...resolution, ...changes });
        expect(await refusal({}, round.operator)).toBe('RESOLVER_SAME');
        expect(await refusal({}, world.people.treasury)).toBe('ACCESS_DENIED');
        expect(await refusal({ trade: 1 })).toBe('TRADE_UNKNOWN');
        expect(await refusal({ settledWh: '1001' })).toBe('AMOUNT_INVALID');
        expect(await refusal({ interval: 5 })).toBe('INTERVAL_NOT_CLEARED');
        const changes = await changesOf([ann, ben, supplier], () =>
            world.submit(round.otherOperator, 'energy:Resolve', resolution),
        );
        // 133 000 for 700 Wh; the 280 Wh that Ann took besides came from the grid.
        expect(changes).toEqual([57_000 - 84_000, 133_000 + 110_000, 84_000]);
        const { trades } = await round.settlement();
        expect(trades[0]).toMatchObject({ status: 'r', settledWh: '700', resolvedBy: 'Eag2MSP' });
        expect(await refusal()).toBe('TRADE_STATE');
        const open = await traded();
        expect(await refusal(open.round)).toBe('TRADE_STATE');
    });
});

describe('a seller’s acceptance', () => {
    test('counts what the buyer did not take, because it is compensated', async () => {
        const round = await traded();
        const readings = [round.reading(ann, 500, 0), round.reading(ben, 0, 1000)];
        await round.settle({ readings, acceptances: [round.acceptance(ben, '190000', 980)] });
        const [trade] = (await round.settlement()).trades;
        expect(trade).toMatchObject({ status: 'a', settledWh: '500', deliveredWh: '980', paidMicro: '95000' });
        expect(trade?.buyerShortMicro).toBe('52800'); // 480 Wh at price less feed-in
    });

    test('after the settlement signs its trades, at the price and energy it names', async () => {
        const round = await traded();
        const accept = async (acceptances: unknown[]): Promise<unknown[]> => {
            const argument = { ...round.round, acceptances };
            return resultsOf(await world.submit(round.otherOperator, 'energy:Accept', argument), 'results');
        };
        const early = { ...round.round, acceptances: [round.acceptance(ben, '190000', 0)] };
        expect(await world.refusal(round.operator, 'energy:Accept', early)).toBe('TRADE_STATE');
        const readings = [round.reading(ann, 980, 0), round.reading(ben, 0, 1000)];
        const acceptances = [round.acceptance(ben, '190000', 981)];
        expect(resultsOf(await round.settle({ readings, acceptances }), 'acceptances')).toEqual(['TRADE_STATE']);
        const good = round.acceptance(ben, '190000', 980);
        const other = { ...good, publicKey: ann.publicKey };
        expect(
            await accept([round.acceptance(ben, '200000', 0), round.acceptance(ann, '190000', 0), other, good, good]),
        ).toEqual(['TRADE_STATE', 'TRADE_PARTY', 'ENVELOPE_SIGNATURE', 'done', 'exists']);
        expect((await round.settlement()).trades[0]?.status).toBe('a');
    });
});

describe('what a wallet cannot pay the grid', () => {
    test('is a debt that bars it from trading and that its next coins pay first', async () => {
        const [dan] = (await world.register(['dan'])) as [Device];
        await world.mint([dan], 100_000);
        const round = nextRound(world);
        await round.run();
        const readings = [round.reading(dan, 1000, 0)];
        expect(await changesOf([dan, supplier], () => round.settle({ readings }))).toEqual([-100_000, 100_000]);
        const debt = (): Promise<Debt> => world.evaluate('energy:Debt', { wallet: dan.wallet });
        expect((await debt()).owedMicro).toBe('200000');
        expect((await round.settlement()).grid[0]).toMatchObject({ chargedMicro: '300000', owedMicro: '200000' });

        await world.mint([dan], 150_000);
        const barred = nextRound(world);
        barred.buy(dan, 100, 200_000);
        expect((await barred.run()).refused.map(({ code }) => code)).toEqual(['GRID_DEBT']);
        // Exports 1000 Wh: 80 000 for it, and all its coins, leave nothing owed.
        const paid = [barred.reading(dan, 0, 1000)];
        expect(await changesOf([dan, supplier], () => barred.settle({ readings: paid }))).toEqual([-120_000, 120_000]);
        expect(await debt()).toEqual({ owedMicro: '0', debts: [] });
    });
});
