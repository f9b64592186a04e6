import type { ClearingRecord, SettlementRecord } from '@edgebourse/chaincode/energy/records';
import type { Device } from '../../chaincode/test/support/device';
import { EnergyRound, registerReceiptKeys } from '../../chaincode/test/support/energy-round';
import { testPolicy, testRegion } from '../../chaincode/test/support/policy';
import { newWorld, type World } from '../../chaincode/test/support/world';
import { KeyedQueue } from '../src/energy/keyed-queue';
import { RegionClock } from '../src/energy/region-clock';
import { ClearingService } from '../src/energy/clearing-service';
import { SettlementService } from '../src/energy/settlement-service';
import { EnergyGateway } from './support/energy-gateway';
import { WorldLedger } from './support/world-ledger';

const COIN = 1_000_000;
const GRACE_MS = 1000;
const INTERVAL_MS = 900_000;

let world: World;
let ledger: WorldLedger;
let gateway: EnergyGateway;
let anna: Device;
let ben: Device;
let supplier: Device;
let leftBehind: string[];

beforeAll(async () => {
    const regions = [testRegion('r1', 'Eag1MSP', { gates: 'clock' }), testRegion('r2', 'Eag2MSP')];
    world = await newWorld({ policy: testPolicy({ regions }) });
    await registerReceiptKeys(world);
    [anna, ben] = (await world.register(['anna', 'ben'])) as [Device, Device];
    [supplier] = (await world.register(['supplier-r1'], { role: 'supplier' })) as [Device];
    await world.mint([anna, ben, supplier], 1000 * COIN);
    ledger = new WorldLedger(world);
});

afterAll(async () => {
    await world.close();
});

beforeEach(async () => {
    leftBehind = [];
    world.now = (Math.floor(world.now / INTERVAL_MS) + 1) * INTERVAL_MS;
    gateway = await EnergyGateway.start(ledger, false);
});

afterEach(async () => {
    await gateway.end();
});

/** The round that begins in half an hour: its order gates are open. */
function comingRound(): EnergyRound {
    return new EnergyRound(world, Math.floor(world.now / INTERVAL_MS) + 2);
}

/** A clock of region r1, driven by the test instead of a timer. */
function newClock(): RegionClock {
    const { books } = gateway.energy;
    const base = { ledger, books, commands: gateway.book, operatorOf: ledger.actor.bind(ledger, 'operator') };
    const services = {
        ...base,
        clearings: new ClearingService(base),
        settlements: new SettlementService(base, () => undefined),
        lanes: new KeyedQueue(),
    };
    const onRefusal = ({ interval }: { interval: number }, error: unknown): void => {
        leftBehind.push(`${interval} ${(error as { code: string }).code}`);
    };
    const policy = world.policy.regions[0]!;
    const options = { services, policy, isOwn: true, graceMs: GRACE_MS, retryMs: 500, onRefusal };
    return new RegionClock(options, world.now);
}

/** Moves time to where the clock wants to be called, until then. @returns When it was called. */
async function runUntil(clock: RegionClock, endMs: number): Promise<number[]> {
    const calls: number[] = [];
    for (let due = await clock.step(world.now); due <= endMs; due = await clock.step(world.now)) {
        world.now = due;
        calls.push(due);
    }
    world.now = endMs;
    return calls;
}

describe('a region that goes by the clock', () => {
    it('takes orders by their arrival until the ends of their gates', async () => {
        const round = comingRound();
        const gates = gateway.energy.gates.close(round.round, 'demand', ledger.actor('operator'));
        await expect(gates).rejects.toThrow('GATE_MODE');
        const arrived = world.now;
        const answer = await gateway.answer(round.order(anna, 'buy', 500, 250_000));
        expect(answer.receipt).toMatchObject({ timeMs: String(arrived) });
        world.now = round.startMs - 120_000 + 1;
        expect(await gateway.send(round.order(ben, 'buy', 500, 250_000))).toEqual(['GATE_CLOSED']);
        world.now = round.startMs - 60_000;
        expect(await gateway.send(round.order(ben, 'sell', 500, 100_000))).toEqual(['queued']);
        world.now += 1;
        expect(await gateway.send(round.order(supplier, 'sell', 500, 100_000))).toEqual(['GATE_CLOSED']);
        expect(await gateway.send(round.reading(anna, 1, 0))).toEqual(['READING_INVALID']);
        const far = new EnergyRound(world, round.interval + 700);
        expect(await gateway.send(far.order(ben, 'sell', 500, 100_000))).toEqual(['ORDER_INVALID']);
    });

    it('clears each interval after its supply gate and settles it after the deadline of readings', async () => {
        const clock = newClock();
        const round = comingRound();
        await gateway.send(round.order(anna, 'buy', 500, 250_000), round.order(ben, 'sell', 500, 100_000));
        const cleared = round.startMs - 60_000 + GRACE_MS;
        expect((await runUntil(clock, cleared)).at(-1)).toBe(cleared);
        expect((await round.clearing()) as ClearingRecord | null).toMatchObject({ volumeWh: '500' });
        const ended = round.startMs + INTERVAL_MS;
        await runUntil(clock, ended + 10);
        expect(
            await gateway.send(round.reading(anna, 500, 0), round.reading(ben, 0, 500), round.reading(supplier, 0, 0)),
        ).toEqual(['queued', 'queued', 'queued']);
        expect(await round.settlement()).toBeNull();
        await runUntil(clock, ended + 60_000 + GRACE_MS);
        expect((await round.settlement()) as SettlementRecord | null).toMatchObject({ trades: [{ status: 'u' }] });
        expect(gateway.book.queued).toBe(0);
        expect(leftBehind).toEqual([]);
    });

    it('goes on after the ledger was away, and after a restart', async () => {
        const round = comingRound();
        await gateway.send(round.order(anna, 'buy', 500, 250_000), round.order(ben, 'sell', 500, 100_000));
        const clock = newClock();
        await runUntil(clock, round.startMs - 60_000);
        world.now = round.startMs - 60_000 + GRACE_MS;
        ledger.next('energy:Clear', 'away');
        expect(await clock.step(world.now)).toBe(world.now + 500);
        await gateway.restart();
        await newClock().step(world.now);
        expect(await round.clearing()).toMatchObject({ volumeWh: '500' });
        expect(gateway.book.queued).toBe(0);
    });

    it('leaves a round behind that a later clearing has overtaken, and tells its orders', async () => {
        const round = comingRound();
        const order = round.order(anna, 'buy', 500, 250_000);
        await gateway.send(order);
        const later = new EnergyRound(world, round.interval + 1);
        world.now = later.startMs - 60_000;
        await later.clear();
        await newClock().step(world.now);
        expect(leftBehind).toEqual([`${round.interval} GATE_CLOSED`]);
        expect(gateway.book.find(order.payload.id)).toMatchObject({ status: 'refused', code: 'GATE_CLOSED' });
    });
});
