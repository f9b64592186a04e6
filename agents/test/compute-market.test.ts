import { heldMicro } from '../../chaincode/src/compute/parts';
import { device } from '../../chaincode/test/support/device';
import { testCompute, testPolicy } from '../../chaincode/test/support/policy';
import { newWorld } from '../../chaincode/test/support/world';
import { directLink, type Link } from '../src/compute/link';
import { packTask, type TaskPackage } from '../src/compute/task-package';
import { LedgerMarket } from './support/ledger-market';
import { PICTURE_BYTES, pictureHash, pictureTask, Street } from './support/street';

const COINS = 50_000_000;

describe('a street of vehicles that computes a picture', () => {
    let street: Street;
    let task: TaskPackage;
    let reference: string;

    beforeAll(async () => {
        ({ task, reference } = await pictureTask());
    });

    beforeEach(async () => {
        const compute = testCompute({ acceptMs: 20_000, challengeMs: 120_000 });
        const world = await newWorld({ policy: testPolicy({ compute }) });
        await world.register(['buyer', 'node-r1'], { role: 'vehicle' });
        await world.mint([device('buyer')], COINS);
        const market = new LedgerMarket(world);
        street = new Street(world, { market, node: market, arbiter: market, relayOf: () => market });
    });

    afterEach(async () => {
        await Promise.allSettled(street.reports);
        await street.world.close();
    });

    it('assembles the reference picture from what was returned and paid, and keeps every coin', async () => {
        for (const name of ['v1', 'v2', 'v3']) await street.add(name);
        await street.offerAll();
        const purchase = await street.buy(task);
        expect(pictureHash(purchase)).toBe(reference);
        expect(await street.endings()).toEqual(['v1 returned', 'v2 returned', 'v3 returned']);
        const [contract] = purchase.contracts;
        expect(contract!.parts.map(({ status }) => status)).toEqual(['paid', 'paid', 'paid']);
        const wallets = await Promise.all(
            ['buyer', 'v1', 'v2', 'v3'].map((name) => street.world.coinsOf(device(name))),
        );
        expect(wallets.reduce((all, coins) => all + coins, 0n) + heldMicro(contract!)).toBe(BigInt(COINS));
        expect(purchase.checked).toBe(0);
    });

    it('pays no cheat, and gives the reference picture all the same', async () => {
        for (const name of ['v1', 'v2', 'v4']) await street.add(name);
        await street.add('v3', { conduct: 'cheat' });
        await street.offerAll();
        const purchase = await street.buy(task);
        expect(pictureHash(purchase)).toBe(reference);
        const cheat = device('v3').wallet;
        const part = purchase.contracts[0]!.parts.find(({ seller }) => seller === cheat)!;
        expect([part.status, part.resolvedBy]).toEqual(['wrong', 'Eag2MSP']);
        expect(purchase.doubts.map(({ seller }) => seller)).toEqual([cheat]);
        expect(street.rulings).toEqual([{ seller: cheat, wrong: part.pieces }]);
        expect(await street.world.coinsOf(device('v3'))).toBe(0n);
        expect((await street.places.market.worker(cheat)).reputation).toBe(70);
    });

    it('gives the part of a vehicle that drives away to one that comes later', async () => {
        let hired: string | undefined;
        const hasLeft = async (): Promise<boolean> => {
            if (hired === undefined) return false;
            const { parts } = await street.places.market.contract(hired);
            return parts.some(({ status }) => status === 'left');
        };
        // The contract stays open until there is something to give away.
        const pause = async (): Promise<void> => {
            while (!(await hasLeft())) await new Promise(setImmediate);
        };
        for (const name of ['v1', 'v2']) await street.add(name, { pause });
        // The other one comes once this one is hired, and has offered before this one drives away.
        let arrival: Promise<void> | undefined;
        const arrive = async (): Promise<void> => {
            await street.add('v4');
            await street.offerAll(street.vehicles.slice(3));
        };
        const linkTo = ({ contract }: { readonly contract: string }): Link => {
            hired = contract;
            const link = directLink(street.address, device('v3').wallet);
            const fetch = async (hash: string): Promise<Buffer> => {
                await (arrival ??= arrive());
                return link.fetch(hash);
            };
            return { ...link, fetch };
        };
        let asked = 0;
        await street.add('v3', { isHere: () => (asked += 1) < 2, linkTo });
        await street.offerAll();
        const done = await street.buy(task);
        expect(pictureHash(done)).toBe(reference);
        const statusOf = new Map(done.contracts[0]!.parts.map(({ seller, status }) => [seller, status]));
        expect(statusOf.get(device('v3').wallet)).toBe('left');
        expect(statusOf.get(device('v4').wallet)).toBe('paid');
        expect(await street.world.coinsOf(device('v3'))).toBe(0n);
    });

    it('relays through the MEC what cannot meet: the task to each, of equal outputs only one', async () => {
        for (const name of ['v1', 'v2', 'v3']) {
            await street.add(name, street.relayed(name));
        }
        await street.offerAll();
        const purchase = await street.buy(task);
        expect(pictureHash(purchase)).toBe(reference);
        const { relayedBytes, relayPaidMicro } = purchase.contracts[0]!;
        expect(relayedBytes).toBe(3 * packTask(task).length + PICTURE_BYTES);
        expect(await street.world.coinsOf(device('node-r1'))).toBe(BigInt(relayPaidMicro));
    });

    it('declines a module that its sandbox would not run, at no cost for the buyer', async () => {
        for (const name of ['v1', 'v2', 'v3']) await street.add(name);
        await street.offerAll();
        const purchase = await street.buy({ ...task, module: Buffer.from('no module') }, { durationMs: 1000 });
        expect([purchase.outputs.size, purchase.contracts.length]).toEqual([0, 3]);
        expect(new Set(await street.endings())).toEqual(new Set(['v1 declined', 'v2 declined', 'v3 declined']));
        expect(await street.world.coinsOf(device('buyer'))).toBe(BigInt(COINS));
    });
});
