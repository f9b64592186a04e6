import type { GateRecord } from '../src/energy/records';
import type { Device } from './support/device';
import { nextRound, registerReceiptKeys } from './support/energy-round';
import { newWorld, type World } from './support/world';

let world: World;
let ann: Device;
let ben: Device;
let cleo: Device;
let supplier: Device;

const COIN = 1_000_000;

beforeAll(async () => {
    world = await newWorld();
    await registerReceiptKeys(world);
    [ann, ben, cleo] = (await world.register(['ann', 'ben', 'cleo'])) as [Device, Device, Device];
    [supplier] = (await world.register(['supplier-r1'], { role: 'supplier' })) as [Device];
    await world.mint([ann, ben, cleo, supplier], 1000 * COIN);
});

afterAll(async () => {
    await world.close();
});

/** A round in which Ben and Cleo sell and Ann buys what Cleo and half of what Ben offers. */
function market(): ReturnType<typeof nextRound> {
    const round = nextRound(world);
    round.buy(ann, 1500, 250_000);
    round.sell(ben, 1000, 120_000);
    round.sell(cleo, 1000, 100_000);
    return round;
}

describe('gates', () => {
    test('close in their order, once, by the operator of the region', async () => {
        const round = nextRound(world);
        const close = (gate: string, demandWh?: string): object => ({
            ...round.round,
            gate,
            ...(demandWh && { demandWh }),
        });
        const refusal = (gate: string, demandWh?: string, by = round.operator): Promise<string> =>
            world.refusal(by, 'energy:CloseGate', close(gate, demandWh));
        expect(await refusal('demand', '1', round.otherOperator)).toBe('ACCESS_DENIED');
        expect(await refusal('demand', '1', world.people.treasury)).toBe('ACCESS_DENIED');
        expect(await refusal('supply')).toBe('GATE_OPEN');
        expect(await refusal('reading')).toBe('INTERVAL_NOT_CLEARED');
        expect(await refusal('demand')).toBe('ARGUMENT_INVALID');
        await round.closeDemand(2500);
        expect(await refusal('demand', '1')).toBe('GATE_CLOSED');
        await round.closeGate('supply');
        expect(await refusal('supply')).toBe('GATE_CLOSED');
        const record = await world.evaluate<GateRecord>('energy:Gate', round.round);
        expect(record).toMatchObject({ closed: ['demand', 'supply'], announcement: { demandWh: '2500' } });
        expect(record.announcement?.quoteMicroPerKwh).toBe('200000');
    });

    test('orders are not cleared while the supply gate is open', async () => {
        const round = market();
        await round.closeDemand();
        await round.publishHeads();
        expect(await world.refusal(round.operator, 'energy:Clear', await round.clearArgument())).toBe('GATE_OPEN');
    });

    test('a head is published once, before the supply gate closes, for the own organisation', async () => {
        const round = market();
        const [chain] = round.chains;
        const head = round.headOf(chain!);
        const empty = { ...head, count: 0 };
        expect(await world.refusal(world.people.treasury, 'energy:PublishHead', head)).toBe('ACCESS_DENIED');
        expect(await world.refusal(round.operator, 'energy:PublishHead', empty)).toBe('CHAIN_BROKEN');
        await round.end();
        const again = await world.submit<{ status: string }>(round.operator, 'energy:PublishHead', head);
        expect(again.value.status).toBe('exists');
        const other = { ...head, count: 2 };
        expect(await world.refusal(round.operator, 'energy:PublishHead', other)).toBe('HEAD_EXISTS');
        expect(await world.refusal(round.otherOperator, 'energy:PublishHead', head)).toBe('GATE_CLOSED');
        await round.clear();
        expect(await world.refusal(round.otherOperator, 'energy:PublishHead', head)).toBe('INTERVAL_CLEARED');
    });

    test('a head that commits before the gate closes and one after it exclude each other', async () => {
        const round = market();
        await round.closeDemand();
        const [head] = round.chains.map((chain) => round.headOf(chain));
        const { ledger } = world;
        const at = { at: world.now };
        const close = JSON.stringify({ ...round.round, gate: 'supply' });
        const closing = await ledger.endorse(round.operator, 'energy:CloseGate', [close], at);
        const publishing = await ledger.endorse(round.operator, 'energy:PublishHead', [JSON.stringify(head)], at);
        const codes = (await ledger.commit([closing, publishing])).map(({ code }) => code);
        expect(codes).toEqual(['VALID', 'MVCC_READ_CONFLICT']);
    });
});

describe('a clearing is refused', () => {
    let round: ReturnType<typeof nextRound>;
    let result: Awaited<ReturnType<typeof round.propose>>;

    beforeAll(async () => {
        round = market();
        await round.end();
        result = await round.propose();
    });

    const refusal = (changes: object, chains: unknown = round.chains): Promise<string> =>
        world.refusal(round.operator, 'energy:Clear', { ...round.round, chains, result: { ...result, ...changes } });

    test('by another organisation’s operator', async () => {
        const argument = await round.clearArgument();
        expect(await world.refusal(round.otherOperator, 'energy:Clear', argument)).toBe('ACCESS_DENIED');
    });

    test('with a price that the rule does not give', async () => {
        expect(await refusal({ priceMicroPerKwh: '250000' })).toBe('CLEARING_MISMATCH');
    });

    test('with a quote that the rule does not give', async () => {
        expect(await refusal({ quoteMicroPerKwh: '250000' })).toBe('QUOTE_MISMATCH');
    });

    test('with less volume than possible', async () => {
        expect(await refusal({ volumeWh: '1000', matches: result.matches.slice(0, 1) })).toBe('CLEARING_MISMATCH');
    });

    test('when the dearer seller goes before the cheaper one', async () => {
        const [first, second] = result.matches;
        const matches = [
            { ...first!, sell: second!.sell },
            { ...second!, sell: first!.sell },
        ];
        expect(await refusal({ matches })).toBe('CLEARING_MISMATCH');
    });

    test('with a gap in the receipts', async () => {
        const [chain] = round.chains;
        const gap = [{ ...chain!, receipts: chain!.receipts.filter((_, index) => index !== 1) }];
        expect(await refusal({}, gap)).toBe('CHAIN_BROKEN');
        expect(await refusal({}, [])).toBe('CHAIN_BROKEN');
    });

    test('with receipts in another order or at another time', async () => {
        const [chain] = round.chains;
        const swapped = [{ ...chain!, receipts: [...chain!.receipts].reverse() }];
        expect(await refusal({}, swapped)).toBe('CHAIN_BROKEN');
        const earlier = chain!.receipts.map((receipt) => ({ ...receipt, timeMs: '1' }));
        expect(await refusal({}, [{ ...chain!, receipts: earlier }])).toBe('CHAIN_BROKEN');
    });

    test('with a chain that nobody published', async () => {
        const [chain] = round.chains;
        expect(await refusal({}, [...round.chains, { ...chain!, organisation: 'Eag2MSP' }])).toBe('HEAD_MISSING');
        expect(await refusal({}, [{ ...chain!, organisation: 'Eag2MSP' }, ...round.chains])).toBe('CHAIN_BROKEN');
    });

    test('with more orders than a transaction may carry', async () => {
        const [chain] = round.chains;
        const [receipt] = chain!.receipts;
        const many = ['Eag1MSP', 'Eag2MSP'].map((organisation) => ({
            organisation,
            receipts: Array.from({ length: 501 }, () => receipt),
        }));
        expect(await refusal({}, many)).toBe('BATCH_TOO_LARGE');
    });

    test('in a region that does not exist', async () => {
        const argument = { ...(await round.clearArgument()), region: 'r9' };
        expect(await world.refusal(round.operator, 'energy:Clear', argument)).toBe('REGION_UNKNOWN');
    });

    test('a second time, and before the last cleared interval', async () => {
        await round.clear();
        expect(await refusal({})).toBe('INTERVAL_CLEARED');
        const { interval } = round.round;
        const earlier = { ...round.round, interval: interval - 2, gate: 'demand', demandWh: '1' };
        expect(await world.refusal(round.operator, 'energy:CloseGate', { ...earlier, interval })).toBe('GATE_CLOSED');
        const market2 = { region: 'r1', interval: interval - 20 };
        expect(await world.refusal(round.operator, 'energy:CloseGate', { ...earlier, ...market2 })).toBe('GATE_CLOSED');
    });
});

describe('a clearing', () => {
    test('pairs the cheapest energy first, at one price, and takes the buyer’s coins', async () => {
        const before = { ann: await world.coinsOf(ann), ben: await world.coinsOf(ben) };
        const clearing = await market().run(1500);
        expect(clearing).toMatchObject({ demandWh: '1500', supplyWh: '2000', volumeWh: '1500', refused: [] });
        const [first, second] = clearing.trades;
        expect(first).toMatchObject({ buyer: ann.wallet, seller: cleo.wallet, energyWh: '1000' });
        expect(second).toMatchObject({ buyer: ann.wallet, seller: ben.wallet, energyWh: '500' });
        const price = BigInt(clearing.priceMicroPerKwh);
        expect(first?.escrowMicro).toBe(String(price));
        expect(first?.depositMicro).toBe(String(300_000n - price));
        expect(before.ann - (await world.coinsOf(ann))).toBe((price * 3n) / 2n);
        expect(before.ben - (await world.coinsOf(ben))).toBe((300_000n - price) / 2n);
    });

    test('takes the chains of all organisations, also without a single order', async () => {
        const round = nextRound(world);
        round.take(round.order(ann, 'buy', 100, 250_000), 'Eag2MSP');
        round.sell(ben, 100, 90_000);
        const { heads, volumeWh } = await round.run();
        expect(heads.map(({ organisation, count }) => [organisation, count])).toEqual([
            ['Eag1MSP', 1],
            ['Eag2MSP', 1],
        ]);
        expect(volumeWh).toBe('100');
        expect(await nextRound(world).run()).toMatchObject({ volumeWh: '0', trades: [], heads: [] });
    });

    test('goes by receipt time among equal limits', async () => {
        const round = nextRound(world);
        round.buy(ann, 500, 250_000);
        round.take(round.order(ben, 'sell', 500, 100_000), 'Eag1MSP', round.startMs + 5);
        round.take(round.order(cleo, 'sell', 500, 100_000), 'Eag2MSP', round.startMs + 4);
        const { trades } = await round.run();
        expect(trades.map(({ seller }) => seller)).toEqual([cleo.wallet]);
    });

    test('quotes from the mean price of the last 24 hours', async () => {
        const past = await market().run();
        const round = nextRound(world);
        const { averageMicroPerKwh } = await round.run();
        expect(averageMicroPerKwh).not.toBe('190000');
        world.now += 97 * 900_000;
        const later = nextRound(world);
        expect((await later.run()).averageMicroPerKwh).toBe('190000');
        expect(past.trades).toHaveLength(2);
    });
});
