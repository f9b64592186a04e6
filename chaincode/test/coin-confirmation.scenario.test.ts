import type { Balance, OutputList } from '../src/coin/records';
import { carry, consolidationOf, refusedCommand, transferOf } from './support/coin-commands';
import type { Device } from './support/device';
import { allCoins, nextRound, registerReceiptKeys } from './support/energy-round';
import { testCompute, testPolicy, testRegion } from './support/policy';
import { newWorld, type World } from './support/world';

const COIN = 1_000_000;
const HOUR_MS = 3_600_000;
const NEVER_MS = '9000000000000';

const delayed = {
    confirmation: 'delay' as const,
    confirmationMs: HOUR_MS,
    mintCapMicro: { external: '1000000000000', flow: '1000000000' },
    mintPeriodMs: 86_400_000,
    minOutputMicro: '1',
};

let world: World;

afterEach(async () => world.close());

const balanceOf = async ({ wallet }: Device): Promise<Balance> => world.evaluate<Balance>('coin:Balance', { wallet });

const coinsOf = async (who: Device): Promise<{ confirmed: number; pending: number; locked: number }> => {
    const { confirmedMicro, pendingMicro, lockedMicro } = await balanceOf(who);
    return { confirmed: Number(confirmedMicro), pending: Number(pendingMicro), locked: Number(lockedMicro) };
};

const outputsOf = async ({ wallet }: Device): Promise<OutputList['outputs']> =>
    (await world.evaluate<OutputList>('coin:Outputs', { wallet })).outputs;

describe('coins by the clock, an hour to be confirmed', () => {
    let ann: Device;
    let ben: Device;

    beforeEach(async () => {
        const regions = [testRegion('r1', 'Eag1MSP', { gates: 'clock' })];
        const compute = testCompute({ nodes: [] });
        world = await newWorld({ policy: testPolicy({ coin: delayed, regions, compute }) });
        [ann, ben] = (await world.register(['ann', 'ben'])) as [Device, Device];
    });

    async function pay(from: Device, to: Device, amount: number, consumes: string, inputs: string[] = []) {
        return carry(world, 'coin:Transfer', [transferOf(world, from, to, amount, consumes, { inputs })]);
    }

    test('received coins are not spent before the hour is over, and are from then on', async () => {
        const minted = await world.mint([ann], 100);
        expect(await pay(ann, ben, 60, minted)).toEqual(['done']);
        expect(await coinsOf(ben)).toEqual({ confirmed: 0, pending: 60, locked: 0 });
        const [received] = await outputsOf(ben);
        expect(received).toEqual({ id: received?.id, amountMicro: '60', confirmedAt: String(world.now + HOUR_MS) });

        const early = transferOf(world, ben, ann, 1, received?.id ?? '', { expiresAt: NEVER_MS });
        expect(await refusedCommand(world, 'coin:Transfer', early)).toBe('COIN_PENDING');
        world.now += HOUR_MS - 1;
        expect(await refusedCommand(world, 'coin:Transfer', early)).toBe('COIN_PENDING');
        world.now += 1;
        expect(await coinsOf(ben)).toEqual({ confirmed: 60, pending: 0, locked: 0 });
        expect(await carry(world, 'coin:Transfer', [early])).toEqual(['done']);
        expect(await coinsOf(ben)).toEqual({ confirmed: 59, pending: 0, locked: 0 });
    });

    test('new coins and change are confirmed at once; a wallet that pays and receives keeps them apart', async () => {
        const minted = await world.mint([ann, ben], 100);
        const commands = [transferOf(world, ann, ben, 30, minted), transferOf(world, ben, ann, 10, minted)];
        expect(await carry(world, 'coin:Transfer', commands)).toEqual(['done', 'done']);
        expect(await coinsOf(ann)).toEqual({ confirmed: 70, pending: 10, locked: 0 });
        expect(await coinsOf(ben)).toEqual({ confirmed: 90, pending: 30, locked: 0 });
        const change = (await outputsOf(ben)).find(({ confirmedAt }) => confirmedAt === undefined);
        expect(await pay(ben, ann, 90, change?.id ?? '')).toEqual(['done']);
        expect(await allCoins(world)).toBe(200n);
    });

    test('pending coins are neither added to a payment nor joined', async () => {
        const minted = await world.mint([ann, ben], 100);
        await pay(ann, ben, 30, minted);
        const outputs = (await outputsOf(ben)).map(({ id }) => id);
        const pending = outputs.find((id) => id !== minted) ?? '';
        const dear = transferOf(world, ben, ann, 120, minted, { inputs: [pending] });
        expect(await refusedCommand(world, 'coin:Transfer', dear)).toBe('COIN_PENDING');
        expect(await refusedCommand(world, 'coin:Consolidate', consolidationOf(world, ben, outputs))).toBe(
            'COIN_PENDING',
        );
    });
});

describe('a market whose sellers wait an hour for their coins', () => {
    let ann: Device;
    let ben: Device;
    let supplier: Device;

    beforeEach(async () => {
        world = await newWorld({ policy: testPolicy({ coin: delayed }) });
        await registerReceiptKeys(world);
        [ann, ben] = (await world.register(['ann', 'ben'])) as [Device, Device];
        [supplier] = (await world.register(['supplier-r1'], { role: 'supplier' })) as [Device];
        await world.mint([ann, supplier], 10 * COIN);
        await world.mint([ben], COIN);
    });

    /** Ann buys 1 kWh of Ben and takes it, a little more from the grid. */
    async function trade(): Promise<void> {
        const round = nextRound(world);
        round.buy(ann, 1000, 190_000);
        round.sell(ben, 1000, 190_000);
        await round.run();
        await round.settle({ readings: [round.reading(ann, 1100, 0), round.reading(ben, 0, 1200)] });
    }

    test('what was held comes back confirmed, the price and the feed-in are pending by the market’s time', async () => {
        await trade();
        expect(await coinsOf(ann)).toEqual({ confirmed: 10 * COIN - 190_000 - 30_000, pending: 0, locked: 0 });
        expect(await coinsOf(ben)).toEqual({ confirmed: COIN, pending: 190_000 + 16_000, locked: 0 });
        expect(await coinsOf(supplier)).toEqual({ confirmed: 10 * COIN - 16_000, pending: 30_000, locked: 0 });
        expect(await allCoins(world)).toBe(21n * 1_000_000n);
    });

    test('a buyer whose coins are pending takes no part, with that code, until an hour later by the market', async () => {
        await trade();
        const back = (await outputsOf(ben)).filter(({ confirmedAt }) => confirmedAt === undefined).map(({ id }) => id);
        const [consumes = '', ...inputs] = back;
        const all = transferOf(world, ben, supplier, COIN, consumes, { inputs });
        expect(await carry(world, 'coin:Transfer', [all])).toEqual(['done']);
        const refusals = async (): Promise<string[]> => {
            const round = nextRound(world);
            round.buy(ben, 1000, 190_000);
            return (await round.preview()).refused.map(({ code }) => code);
        };
        const codes = [await refusals(), await refusals(), await refusals(), await refusals(), await refusals()];
        expect(codes).toEqual([['COIN_PENDING'], ['COIN_PENDING'], ['COIN_PENDING'], ['COIN_PENDING'], []]);
    });
});
