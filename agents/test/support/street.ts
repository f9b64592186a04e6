import { device, type Device } from '../../../chaincode/test/support/device';
import { NETWORK } from '../../../chaincode/test/support/policy';
import type { World } from '../../../chaincode/test/support/world';
import { ArbiterAgent, type Ruling } from '../../src/compute/arbiter-agent';
import { BuyerAgent, type Purchase, type RequestTerms } from '../../src/compute/buyer-agent';
import { ComputeSigner } from '../../src/compute/commands';
import { directLink, relayLink } from '../../src/compute/link';
import type { ComputeArbiter, ComputeMarket, ComputeNodeDesk, Relay } from '../../src/compute/market';
import { MecAgent } from '../../src/compute/mec-agent';
import { SandboxPool } from '../../src/compute/sandbox-pool';
import { contentHash, type TaskPackage } from '../../src/compute/task-package';
import { assemblePicture, mandelbrotInput, mandelbrotModule, rowsOfPieces } from '../../src/compute/tasks/mandelbrot';
import { referenceModule } from '../../src/compute/tasks/reference';
import { VehicleAgent, type PartReport, type VehicleOptions } from '../../src/compute/vehicle-agent';
import { runTask } from '../../src/compute/wasm/run-task';
import { CommandSigner } from '../../src/device/commands';

/** A small picture, in few pieces. */
export const PICTURE = { width: 60, height: 40, iterations: 200, left: -2.2, top: -1.2, step: 0.05 };
export const PICTURE_BYTES = PICTURE.width * PICTURE.height * 3;
const PIECES = 5;
const PROMISE = 1_000_000_000n;
const OFFER_MS = 3_600_000;
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

/** How the agents of a street reach the contracts: straight, or through a gateway. */
export interface StreetPlaces {
    readonly market: ComputeMarket;
    readonly node: ComputeNodeDesk;
    readonly arbiter: ComputeArbiter;
    /** A device's way to the store at the MEC. */
    relayOf(signer: ComputeSigner): Relay;
}

const keyOf = ({ wallet, ...key }: Device): Omit<Device, 'wallet'> & { address: string } => ({
    ...key,
    address: wallet,
});

/** The task, and the hash of the picture as one machine computes it. */
export async function pictureTask(): Promise<{ task: TaskPackage; reference: string }> {
    const module = await mandelbrotModule();
    const inputs = rowsOfPieces(PICTURE, PIECES).map((rows) => mandelbrotInput(PICTURE, rows));
    const input = mandelbrotInput(PICTURE, { first: 0, rows: PICTURE.height, apart: 1 });
    const ran = await runTask({ module, input, fuel: 10n ** 12n, wallMs: 60_000 });
    if (ran.status === 'failed') throw new Error(ran.detail);
    return { task: { module, inputs }, reference: contentHash(ran.output) };
}

/** @returns The hash of the picture that was bought. */
export function pictureHash({ outputs }: Purchase): string {
    const pieces = Array.from({ length: PIECES }, (_, piece) => outputs.get(piece) ?? Buffer.alloc(0));
    return contentHash(assemblePicture(PICTURE, pieces));
}

/** One street: vehicles, a buyer, a MEC and an arbiter on contracts that are real. */
export class Street {
    readonly signer = new CommandSigner();
    readonly sandboxes = new SandboxPool(2);
    readonly vehicles: VehicleAgent[] = [];
    readonly reports: Promise<PartReport>[] = [];
    readonly #open = new Set<string>();
    readonly rulings: Ruling[] = [];
    address = '';

    constructor(
        readonly world: World,
        readonly places: StreetPlaces,
    ) {}

    /** A link of a vehicle that never meets the buyer. */
    relayed(name: string): Partial<VehicleOptions> {
        const relay = this.places.relayOf(this.signerOf(name));
        return { linkTo: ({ contract }) => relayLink(relay, contract, device(name).wallet) };
    }

    /** How the parts of all vehicles that had one ended. */
    async endings(): Promise<string[]> {
        const reports = await Promise.all(this.reports);
        return reports
            .filter(({ ending }) => ending !== 'no part')
            .map(({ vehicle, ending }) => `${vehicle} ${ending}`);
    }

    signerOf(name: string): ComputeSigner {
        return new ComputeSigner(NETWORK, keyOf(device(name)), this.signer);
    }

    async add(name: string, options: Partial<VehicleOptions> = {}): Promise<void> {
        await this.world.register([name], { role: 'vehicle' });
        this.vehicles.push(
            new VehicleAgent({
                name,
                signer: this.signerOf(name),
                market: this.places.market,
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
        const mec = new MecAgent({ region: 'r1', desk: this.places.node, sandboxes: this.sandboxes, module });
        const refused = await mec.assess(vehicles, () => undefined);
        if (refused.length > 0) throw new Error(refused.join(' '));
        const profile = { stayMs: OFFER_MS, capacityE12: BigInt(unit(1)) };
        await mec.capStays(
            vehicles.map((vehicle) => ({ vehicle, ...profile })),
            OFFER_MS,
        );
        const scores = await Promise.all(vehicles.map(({ address }) => this.places.market.worker(address)));
        const slowest = Math.min(...scores.map(({ assessment }) => Number(assessment!.fuelPerSecond)));
        const promise = BigInt(slowest) < PROMISE ? BigInt(slowest) : PROMISE;
        for (const vehicle of vehicles) await vehicle.offer(promise, OFFER_MS);
    }

    async buy(task: TaskPackage, terms: Partial<RequestTerms> = {}): Promise<Purchase> {
        const { sandboxes } = this;
        const { market, arbiter: desk } = this.places;
        const signer = this.signerOf('buyer');
        const arbiter = new ArbiterAgent({ market, desk, sandboxes });
        const buyer = new BuyerAgent({
            ...{ signer, market, relay: this.places.relayOf(signer), sandboxes, sampleShare: 0 },
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
