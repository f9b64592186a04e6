import fc from 'fast-check';
import { device, type Device } from './support/device';
import { allCoins, nextRound, registerReceiptKeys, type EnergyRound, type Messages } from './support/energy-round';
import { testPolicy, testRegion } from './support/policy';
import { newWorld, type World } from './support/world';

let world: World;
let houses: readonly Device[];
const supplierDevice = device('supplier-r1');

beforeAll(async () => {
    const region = testRegion('r1', 'Eag1MSP', {
        lossPpm: { line: 30_000, wireless: 0 },
        depositPpm: 700_000,
        balanceTolerancePpm: 400_000,
    });
    const flow = { periodIntervals: 1, rewardMicro: '777', claimIntervals: 1 };
    world = await newWorld({ policy: testPolicy({ regions: [region, testRegion('r2', 'Eag2MSP')], flow }) });
    await registerReceiptKeys(world);
    houses = await world.register(['h0', 'h1', 'h2', 'h3', 'h4', 'h5']);
    const supplier = await world.register(['supplier-r1'], { role: 'supplier' });
    await world.mint(supplier, 100_000_000);
    // Enough for some rounds of trade, not for all: debts must occur.
    await world.mint(houses, 700_003);
});

afterAll(async () => {
    await world.close();
});

const house = fc.record({
    side: fc.constantFrom('buy' as const, 'sell' as const, 'idle' as const),
    energyWh: fc.integer({ min: 1, max: 1500 }),
    limit: fc.integer({ min: 80_000, max: 300_000 }),
    /** Registers as a share of what was traded, in percent; missing for no reading. */
    importPercent: fc.option(fc.integer({ min: 0, max: 200 }), { freq: 6, nil: undefined }),
    exportPercent: fc.integer({ min: 0, max: 150 }),
    objects: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
    accepts: fc.boolean(),
});
const history = fc.record({
    houses: fc.array(house, { minLength: 6, maxLength: 6 }),
    supplierMeter: fc.boolean(),
    resolvedPercent: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
});
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

function messages(round: EnergyRound, { houses: plans, supplierMeter }: History): Messages {
    const readings = plans.flatMap(({ importPercent, exportPercent, energyWh }, index) => {
        if (importPercent === undefined) return [];
        const share = (percent: number): number => Math.floor((energyWh * percent) / 100);
        return [round.reading(houses[index]!, share(importPercent), share(exportPercent))];
    });
    const ofSupplier = supplierMeter ? [round.reading(supplierDevice, 0, 500)] : [];
    return {
        readings: [...readings, ...ofSupplier],
        objections: plans.flatMap(({ objects }, index) => (objects ? [round.objection(houses[index]!, 'no')] : [])),
    };
}

async function resolveDisputes(round: EnergyRound, percent: number): Promise<void> {
    const { trades } = await round.clearing();
    const { trades: settled } = await round.settlement();
    for (const [trade, { status }] of settled.entries()) {
        if (status !== 'd') continue;
        const settledWh = String((BigInt(trades[trade]!.energyWh) * BigInt(percent)) / 100n);
        const argument = { ...round.round, trade, settledWh, reason: 'read out' };
        await world.submit(round.otherOperator, 'energy:Resolve', argument);
    }
}

async function live(plan: History): Promise<void> {
    const round = nextRound(world);
    for (const [index, { side, energyWh, limit }] of plan.houses.entries()) {
        if (side !== 'idle') round.take(round.order(houses[index]!, side, energyWh, limit));
    }
    const { priceMicroPerKwh } = await round.run();
    expect(await allCoins(world)).toBe(await world.outstanding());
    const accepting = plan.houses.flatMap(({ accepts }, index) => (accepts ? [houses[index]!] : []));
    const acceptances = accepting.map((seller) => round.acceptance(seller, priceMicroPerKwh, 0));
    await round.closeGate('reading');
    await round.settle({ ...messages(round, plan), acceptances });
    expect(await allCoins(world)).toBe(await world.outstanding());
    if (plan.resolvedPercent !== undefined) await resolveDisputes(round, plan.resolvedPercent);
    expect(await allCoins(world)).toBe(await world.outstanding());
}

test('no history of trades, imbalances, disputes and debts makes or loses a micro-coin', async () => {
    await fc.assert(fc.asyncProperty(history, live), { numRuns: 15, seed: 31, endOnFailure: true });
    const debts = await world.ledger.entries('\0debt\0');
    expect(debts.length).toBeGreaterThan(0);
});
