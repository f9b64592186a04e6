import { heldMicro } from '../../chaincode/src/compute/parts';
import { device, type Device } from '../../chaincode/test/support/device';
import { testCompute, testPolicy, NETWORK } from '../../chaincode/test/support/policy';
import { newWorld, type World } from '../../chaincode/test/support/world';
import { ArbiterAgent } from '../src/compute/arbiter-agent';
import { BuyerAgent, type Purchase, type RequestTerms } from '../src/compute/buyer-agent';
import { ComputeSigner } from '../src/compute/commands';
import { directLink, relayLink } from '../src/compute/link';
import { MecAgent } from '../src/compute/mec-agent';
import { SandboxPool } from '../src/compute/sandbox-pool';
import { contentHash, packTask, type TaskPackage } from '../src/compute/task-package';
import { assemblePicture, mandelbrotInput, mandelbrotModule, rowsOfPieces } from '../src/compute/tasks/mandelbrot';
import { referenceModule } from '../src/compute/tasks/reference';
import { VehicleAgent, type PartReport, type VehicleOptions } from '../src/compute/vehicle-agent';
import { runTask } from '../src/compute/wasm/run-task';
import { CommandSigner } from '../src/device/commands';
import { LedgerMarket } from './support/ledger-market';

const PICTURE = { width: 60, height: 40, iterations: 200, left: -2.2, top: -1.2, step: 0.05 };
const PIECES = 5;
const PROMISE = 1_000_000_000n;
const COINS = 50_000_000;
const unit = (value: number): string => String(BigInt(Math.round(value * 1e6)) * 1_000_000n);

const TERMS: RequestTerms = {
    region: 'r1',
    durationMs: 60_000,
    maxPaymentMicro: '10000000',
    maxRelayMicro: '1000000',
    costScaleE12: unit(30),
    costExponentE12: unit(0.5),
    redundancy: 3,
};

const keyOf = ({ wallet, ...key }: Device): { address: string } & Omit<Device, 'wallet'> => ({
    ...key,
    address: wallet,
});

/** One street: vehicles, a buyer, a MEC and an arbiter on contracts that are real. */
class Street {
    readonly signer = new CommandSigner();
    readonly sandboxes = new SandboxPool(2);
    readonly vehicles: VehicleAgent[] = [];
    readonly reports: Promise<PartReport>[] = [];
    readonly #open = new Set<string>();
    readonly rulings: { seller: string; wrong: readonly number[] }[] = [];
    address = '';

    constructor(
        readonly world: World,
        readonly market: LedgerMarket,
    ) {}

    signerOf(name: string): ComputeSigner {
        return new ComputeSigner(NETWORK, keyOf(device(name)), this.signer);
    }

    async add(name: string, options: Partial<VehicleOptions> = {}): Promise<void> {
        await this.world.register([name], { role: 'vehicle' });
        this.vehicles.push(
            new VehicleAgent({
                name,
                signer: this.signerOf(name),
                market: this.market,
                sandboxes: this.sandboxes,
                terms: {
                    ...{ region: 'r1', capacityE12: unit(1), ownDemandE12: unit(0.2), rewardE12: unit(1.2) },
                    ...{ costE12: unit(0.9), satisfactionE12: unit(1) },
                },
                conduct: 'honest',
                linkTo: () => directLink(this.address, device(name).wallet),
                isHere: () => true,
                pause: async () => undefined,
                ...options,
            }),
        );
    }

    async offerAll(vehicles = this.vehicles): Promise<void> {
        const module = await referenceModule();
        const mec = new MecAgent({ region: 'r1', desk: this.market, sandboxes: this.sandboxes, module });
        expect(await mec.assess(vehicles, () => undefined)).toEqual([]);
        const profile = { stayMs: 3_600_000, capacityE12: BigInt(unit(1)) };
        await mec.capStays(
            vehicles.map((vehicle) => ({ vehicle, ...profile })),
            3_600_000,
        );
        const scores = await Promise.all(vehicles.map(({ address }) => this.market.worker(address)));
        const slowest = Math.min(...scores.map(({ assessment }) => Number(assessment!.fuelPerSecond)));
        const promise = BigInt(slowest) < PROMISE ? BigInt(slowest) : PROMISE;
        for (const vehicle of vehicles) await vehicle.offer(promise, 3_600_000);
    }

    async buy(task: TaskPackage, terms: Partial<RequestTerms> = {}): Promise<Purchase> {
        const { market, sandboxes } = this;
        const arbiter = new ArbiterAgent({ market, desk: market, sandboxes });
        const buyer = new BuyerAgent({
            ...{ signer: this.signerOf('buyer'), market, relay: market, sandboxes, sampleShare: 0 },
            terms: { ...TERMS, ...terms },
            onContract: (contract) => {
                this.#open.add(contract.contract);
                for (const vehicle of this.vehicles) this.reports.push(vehicle.work(contract));
            },
            pause: async (ms) => {
                await new Promise((resolve) => setTimeout(resolve, ms));
                for (const contract of this.#open) {
                    this.rulings.push(...(await arbiter.decide(await market.contract(contract), this.address)));
                }
            },
        });
        await buyer.open();
        this.address = buyer.address;
        try {
            return await buyer.buy(task);
        } finally {
            await buyer.close();
        }
    }
}

describe('a street of vehicles that computes a picture', () => {
    let street: Street;
    let task: TaskPackage;
    let reference: string;

    beforeAll(async () => {
        const module = await mandelbrotModule();
        task = { module, inputs: rowsOfPieces(PICTURE, PIECES).map((rows) => mandelbrotInput(PICTURE, rows)) };
        const whole = { first: 0, rows: PICTURE.height, apart: 1 };
        const input = mandelbrotInput(PICTURE, whole);
        const ran = await runTask({ module, input, fuel: 10n ** 12n, wallMs: 60_000 });
        if (ran.status === 'failed') throw new Error(ran.detail);
        reference = contentHash(ran.output);
    });

    beforeEach(async () => {
        const compute = testCompute({ acceptMs: 20_000, challengeMs: 120_000 });
        const world = await newWorld({ policy: testPolicy({ compute }) });
        await world.register(['buyer', 'node-r1'], { role: 'vehicle' });
        await world.mint([device('buyer')], COINS);
        street = new Street(world, new LedgerMarket(world));
    });

    afterEach(async () => {
        await Promise.allSettled(street.reports);
        await street.world.close();
    });

    const endings = async (): Promise<string[]> =>
        (await Promise.all(street.reports))
            .map(({ vehicle, ending }) => `${vehicle} ${ending}`)
            .filter((text) => !text.endsWith('no part'));

    const pictureHash = ({ outputs }: Purchase): string => {
        const pieces = Array.from({ length: PIECES }, (_, piece) => outputs.get(piece) ?? Buffer.alloc(0));
        return contentHash(assemblePicture(PICTURE, pieces));
    };

    it('assembles the reference picture from what was returned and paid, and keeps every coin', async () => {
        for (const name of ['v1', 'v2', 'v3']) await street.add(name);
        await street.offerAll();
        const purchase = await street.buy(task);
        expect(pictureHash(purchase)).toBe(reference);
        expect(await endings()).toEqual(['v1 returned', 'v2 returned', 'v3 returned']);
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
        expect((await street.market.worker(cheat)).reputation).toBe(70);
    });

    it('gives the part of a vehicle that drives away to one that comes later', async () => {
        for (const name of ['v1', 'v2']) await street.add(name);
        let asked = 0;
        await street.add('v3', { isHere: () => (asked += 1) < 2 });
        await street.offerAll();
        const purchase = street.buy(task);
        await street.add('v4');
        await street.offerAll(street.vehicles.slice(3));
        const done = await purchase;
        expect(pictureHash(done)).toBe(reference);
        const statusOf = new Map(done.contracts[0]!.parts.map(({ seller, status }) => [seller, status]));
        expect(statusOf.get(device('v3').wallet)).toBe('left');
        expect(statusOf.get(device('v4').wallet)).toBe('paid');
        expect(await street.world.coinsOf(device('v3'))).toBe(0n);
    });

    it('relays through the MEC what cannot meet: the task to each, of equal outputs only one', async () => {
        for (const name of ['v1', 'v2', 'v3']) {
            await street.add(name, {
                linkTo: ({ contract }) => relayLink(street.market, contract, device(name).wallet),
            });
        }
        await street.offerAll();
        const purchase = await street.buy(task);
        expect(pictureHash(purchase)).toBe(reference);
        const { relayedBytes, relayPaidMicro } = purchase.contracts[0]!;
        expect(relayedBytes).toBe(3 * packTask(task).length + PICTURE.width * PICTURE.height * 3);
        expect(await street.world.coinsOf(device('node-r1'))).toBe(BigInt(relayPaidMicro));
    });

    it('declines a module that its sandbox would not run, at no cost for the buyer', async () => {
        for (const name of ['v1', 'v2', 'v3']) await street.add(name);
        await street.offerAll();
        const purchase = await street.buy({ ...task, module: Buffer.from('no module') }, { durationMs: 1000 });
        expect([purchase.outputs.size, purchase.contracts.length]).toEqual([0, 3]);
        expect(new Set(await endings())).toEqual(new Set(['v1 declined', 'v2 declined', 'v3 declined']));
        expect(await street.world.coinsOf(device('buyer'))).toBe(BigInt(COINS));
    });
});
