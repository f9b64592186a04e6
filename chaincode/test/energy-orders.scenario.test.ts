import { device, signedBy, type Device } from './support/device';
import { nextRound, registerReceiptKeys, type EnergyRound } from './support/energy-round';
import { testPolicy, testRegion } from './support/policy';
import { newWorld, type World } from './support/world';

let world: World;
let ann: Device;
let ben: Device;
let supplier: Device;

const COIN = 1_000_000;

beforeAll(async () => {
    const policy = testPolicy({
        regions: [testRegion('r1', 'Eag1MSP'), testRegion('r2', 'Eag2MSP', { gates: 'clock' })],
    });
    world = await newWorld({ policy });
    await registerReceiptKeys(world);
    [ann, ben] = (await world.register(['ann', 'ben'])) as [Device, Device];
    [supplier] = (await world.register(['supplier-r1'], { role: 'supplier' })) as [Device];
    await world.mint([ann, ben, supplier], 1000 * COIN);
});

afterAll(async () => {
    await world.close();
});

type MakeOrder = (round: EnergyRound) => Parameters<EnergyRound['take']>[0];

/** Runs a round with an honest pair and the orders in question. @returns The codes with which those were refused. */
async function codesOf(...orders: MakeOrder[]): Promise<string[]> {
    const round = nextRound(world);
    for (const make of orders) round.take(make(round));
    round.buy(ann, 500, 250_000);
    round.sell(ben, 500, 100_000);
    const clearing = await round.run();
    expect(clearing.volumeWh).toBe('500');
    return clearing.refused.map(({ code }) => code);
}

describe('a bad order is put aside with its code, the others trade', () => {
    const zoe = device('zoe');
    const buy =
        (by: Device, limit: number, changes: object = {}): MakeOrder =>
        (round) =>
            round.order(by, 'buy', 500, limit, { ...changes });
    const sell =
        (by: Device, limit: number, changes: object = {}): MakeOrder =>
        (round) =>
            round.order(by, 'sell', 500, limit, { ...changes });

    test('when its signature, its times or its shape are wrong', async () => {
        const codes = await codesOf(
            (round) => ({ ...round.order(zoe, 'buy', 500, 260_000), publicKey: ann.publicKey }),
            buy(zoe, 260_000, { expiresAt: '1' }),
            buy(zoe, 260_000, { issuedAt: '9000000000000' }),
            buy(zoe, 260_000, { network: 'other' }),
            (round) => round.reading(zoe, 1, 1),
            buy(zoe, 260_000, { energyWh: '-5' }),
            buy(zoe, 260_000, { limitMicroPerKwh: `9${'0'.repeat(24)}` }),
        );
        expect(codes).toEqual([
            'ENVELOPE_SIGNATURE',
            'ENVELOPE_EXPIRED',
            'ENVELOPE_FUTURE',
            'ENVELOPE_NETWORK',
            'ENVELOPE_TYPE',
            'ARGUMENT_INVALID',
            'AMOUNT_INVALID',
        ]);
    });

    test('when it is for another interval or region, or its limit lies beyond the tariff', async () => {
        const codes = await codesOf(
            buy(zoe, 250_000, { interval: 7 }),
            buy(zoe, 250_000, { region: 'r2' }),
            buy(zoe, 79_999),
            sell(zoe, 300_001),
        );
        expect(codes).toEqual(Array.from({ length: 4 }, () => 'ORDER_INVALID'));
    });

    test('when its wallet is unknown, suspended, revoked, blacklisted, elsewhere or expired', async () => {
        const [sue, ray, bob] = (await world.register(['sue', 'ray', 'bob'])) as [Device, Device, Device];
        const [far] = (await world.register(['far'], { region: 'r2' })) as [Device];
        const [old] = (await world.register(['old'], { notAfter: String(world.now + 1000) })) as [Device];
        const { eag1, authority } = world.people;
        await world.submit(eag1, 'identity:SetStatus', { wallets: [sue.wallet], status: 'suspended', reason: 'test' });
        await world.submit(authority, 'identity:Revoke', { serials: ['s-ray'], reason: 'lost' });
        const evidence = 'e'.repeat(64);
        await world.submit(eag1, 'identity:Blacklist', { wallets: [bob.wallet], reason: 'fraud', evidence });
        const wallets = [device('nobody'), sue, ray, bob, far, old];
        expect(await codesOf(...wallets.map((each) => buy(each, 260_000)))).toEqual([
            'WALLET_UNKNOWN',
            'WALLET_SUSPENDED',
            'WALLET_REVOKED',
            'WALLET_BLACKLISTED',
            'WALLET_NOT_ATTACHED',
            'WALLET_EXPIRED',
        ]);
    });

    test('when it pays to a wallet that does not exist', async () => {
        const [pat] = (await world.register(['pat'])) as [Device];
        await world.mint([pat], COIN);
        const payTo = device('nobody').wallet;
        expect(await codesOf(sell(pat, 100_000, { payTo }))).toEqual(['WALLET_UNKNOWN']);
    });

    test('when the wallet ordered before in this interval: the earlier order stays', async () => {
        const round = nextRound(world);
        round.take(round.order(ann, 'buy', 900, 250_000), 'Eag1MSP', round.startMs + 2);
        round.take(round.order(ann, 'buy', 300, 250_000), 'Eag2MSP', round.startMs + 1);
        round.sell(ben, 1000, 100_000);
        const { refused, volumeWh } = await round.run();
        expect(refused.map(({ code, wallet }) => [code, wallet])).toEqual([['ORDER_DUPLICATE', ann.wallet]]);
        expect(volumeWh).toBe('300');
    });

    test('when the buyer cannot pay its limit or the seller its deposit', async () => {
        const [poor, bare] = (await world.register(['poor', 'bare'])) as [Device, Device];
        await world.mint([poor, bare], 100_000);
        const codes = await codesOf(buy(poor, 200_001), sell(bare, 99_000));
        expect(codes).toEqual(['COIN_INSUFFICIENT', 'COIN_INSUFFICIENT']);
    });

    test('when an operator’s own wallet asks for anything but the quote, which it does not move', async () => {
        expect(await codesOf(sell(supplier, 300_000))).toEqual(['ORDER_INVALID']);
        const round = nextRound(world);
        round.buy(ann, 500, 250_000);
        const { quoteMicroPerKwh } = await round.preview();
        round.sell(supplier, 500, Number(quoteMicroPerKwh));
        const clearing = await round.run();
        expect(clearing).toMatchObject({ quoteMicroPerKwh, volumeWh: '500', refused: [] });
    });
});

test('a buyer with exactly the cost of its order may trade it, in however many parts', async () => {
    const [exact] = (await world.register(['exact'])) as [Device];
    await world.mint([exact], 1098);
    const sellers = await world.register(Array.from({ length: 5 }, (_, index) => `tiny-${String(index)}`));
    await world.mint(sellers, COIN);
    const round = nextRound(world);
    round.buy(exact, 5, 219_500);
    for (const seller of sellers) round.sell(seller, 1, 219_500);
    // A trade of 1 Wh costs 219.5 and is rounded up; the order as a whole costs 1097.5, rounded to 1098.
    const { trades } = await round.run();
    expect(trades).toHaveLength(5);
    const escrow = trades.reduce((sum, { escrowMicro }) => sum + Number(escrowMicro), 0);
    expect(escrow).toBe(1098);
});

test('an order is worth nothing in another round', async () => {
    const round = nextRound(world);
    const order = round.order(ann, 'buy', 500, 250_000);
    round.take(order);
    round.sell(ben, 500, 100_000);
    expect((await round.run()).volumeWh).toBe('500');
    const next = nextRound(world);
    next.take(order);
    const { refused } = await next.run();
    expect(refused.map(({ code }) => code)).toEqual(['ORDER_INVALID']);
});

test('evaluating what a clearing will find changes nothing and agrees with it', async () => {
    const round = nextRound(world);
    round.buy(ann, 500, 250_000);
    round.sell(ben, 500, 310_000);
    const before = await world.ledger.stateHash();
    const preview = await round.preview();
    expect(await world.ledger.stateHash()).toBe(before);
    const market = await world.evaluate('energy:Market', round.round);
    const clearing = await round.run();
    expect(preview.refused.map(({ code, order, wallet }) => ({ code, order, wallet }))).toEqual(clearing.refused);
    expect(preview.quoteMicroPerKwh).toBe(clearing.quoteMicroPerKwh);
    expect(market).toMatchObject({ averageMicroPerKwh: clearing.averageMicroPerKwh });
});

describe('where gates close by the clock', () => {
    test('orders are cleared after the supply gate’s end, late ones put aside', async () => {
        const [uma, vic] = (await world.register(['uma', 'vic'], { region: 'r2' })) as [Device, Device];
        const late = (await world.register(['late'], { region: 'r2' }))[0]!;
        await world.mint([uma, vic, late], 10 * COIN);
        const round = nextRound(world, 'r2');
        const end = round.startMs - 60_000;
        world.now = end - 500_000;
        round.take(round.order(uma, 'buy', 500, 250_000), 'Eag2MSP', end - 70_000);
        round.take(round.order(vic, 'sell', 500, 100_000), 'Eag2MSP', end - 10_000);
        round.take(round.order(late, 'buy', 500, 250_000), 'Eag2MSP', end - 59_000);
        await round.publishHeads();
        const gate = { ...round.round, gate: 'demand', demandWh: '1' };
        expect(await world.refusal(round.operator, 'energy:CloseGate', gate)).toBe('GATE_MODE');
        expect(await world.refusal(round.operator, 'energy:Clear', await round.clearArgument())).toBe('GATE_OPEN');
        world.now = end;
        const { refused, volumeWh } = await round.clear();
        expect(volumeWh).toBe('500');
        expect(refused.map(({ code }) => code)).toEqual(['GATE_CLOSED']);

        const readings = [round.reading(uma, 500, 0), round.reading(vic, 0, 500)];
        const recorded = { ...round.round, readings: readings.slice(0, 1) };
        expect(await world.refusal(round.operator, 'energy:Settle', round.settleArgument({}))).toBe('READING_MISSING');
        await world.submit(round.otherOperator, 'energy:RecordReadings', recorded);
        world.now = round.startMs + 900_000 + 60_000;
        const rest = { ...round.round, readings: readings.slice(1) };
        expect(await world.refusal(round.operator, 'energy:RecordReadings', rest)).toBe('GATE_CLOSED');
        await round.settle({});
        expect((await round.settlement()).trades[0]).toMatchObject({ status: 'd', reason: 'reading missing' });
        world.now = round.startMs + 900_000 + 120_001;
        const acceptances = [signedBy(vic, round.acceptance(vic, '190000', 1).payload)];
        const accept = { ...round.round, acceptances };
        expect(await world.refusal(round.operator, 'energy:Accept', accept)).toBe('GATE_CLOSED');
    });
});
