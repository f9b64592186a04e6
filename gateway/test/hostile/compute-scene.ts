import { setTimeout as delay } from 'node:timers/promises';
import { signingBytes, type Envelope } from '@edgebourse/chaincode/common/envelope';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import type { Solution } from '@edgebourse/chaincode/compute/messages';
import type { Part } from '@edgebourse/chaincode/compute/records';
import { ComputeMarket, TASK } from '../../../chaincode/test/support/compute-market';
import { device, signedBy, type Device } from '../../../chaincode/test/support/device';
import type { PeerWorld } from './peer-world';

/** The shortest contract: over before the attacks begin. */
const SHORT_MS = 1000;

const SEED = 'ab'.repeat(32);

/** Sellers, and contracts at every point at which something about them can be refused. */
export class ComputeScene {
    readonly market: ComputeMarket;
    readonly buyer = device('buyer');
    readonly node = device('node-r1');
    /** Assessed, and never offered anything. */
    readonly fresh = device('fresh');
    /** Never assessed. */
    readonly newcomer = device('newcomer');
    /** Its part of {@link contract} is accepted; the other's is pending. */
    accepted: Device = this.buyer;
    pending: Device = this.buyer;
    contract = '';
    /** All its sellers declined, and its time is over. */
    declined = '';
    /** The MEC's own, of which the time is over. */
    ended = '';
    #parts: readonly Part[] = [];

    private constructor(readonly world: PeerWorld) {
        this.market = new ComputeMarket(world);
    }

    static async build(world: PeerWorld): Promise<ComputeScene> {
        const scene = new ComputeScene(world);
        await scene.#build();
        return scene;
    }

    async #build(): Promise<void> {
        const { market, world, buyer } = this;
        await world.register(['buyer', 'node-r1'], { role: 'phone' });
        await market.vehicles(['newcomer', 'fresh']);
        const measured = { envelope: market.assessment(this.fresh, SEED), fuel: '10000000', elapsedMs: 1000 };
        await market.batch('Assess', { region: 'r1', assessments: [measured] });
        await world.mint([buyer], 100_000_000);
        const sellers = await market.sellers(['v1', 'v2', 'v3', 'v4']);
        this.declined = await market.contract({ durationMs: SHORT_MS });
        for (const seller of await this.#hired(this.declined, sellers)) {
            const answers = [await market.answer(seller, this.declined, { answer: 'decline' })];
            if ((await market.only('Answer', { answers })) !== 'done') throw new Error('nobody declined');
        }
        this.ended = await this.#serve();
        this.contract = await market.contract({ maxRelayMicro: '10' });
        const [accepted = buyer, pending = buyer] = await this.#hired(this.contract, sellers);
        await market.accept([accepted], this.contract);
        this.accepted = accepted;
        this.pending = pending;
        this.#parts = (await market.contractOf(this.contract)).parts;
        await delay(SHORT_MS);
    }

    async #hired(contract: string, sellers: readonly Device[]): Promise<Device[]> {
        const { parts } = await this.market.contractOf(contract);
        return sellers.filter(({ wallet }) => parts.some(({ seller }) => seller === wallet));
    }

    async #serve(): Promise<string> {
        const request = this.serve({ durationMs: SHORT_MS });
        if ((await this.market.only('Serve', { requests: [request] })) !== 'done')
            throw new Error('the MEC took nothing');
        return sha256Hex(signingBytes(request.payload));
    }

    /** @returns A task for the MEC itself. */
    serve(changes: object = {}): Envelope {
        const job = { region: 'r1', durationMs: 3_600_000, task: TASK, pieces: 2 };
        const limits = { maxPaymentMicro: '50000000', maxRelayMicro: '0', amountE12: '1000000000000' };
        return signedBy(this.buyer, { type: 'compute.serve.v1', ...this.world.head(), ...job, ...limits, ...changes });
    }

    /** @returns An offer of a seller that has one; every message of this world bears the same time. */
    offer(by: Device, changes: object = {}): Envelope {
        return this.market.offer(by, changes);
    }

    /** @returns A measurement whose output differs from the last one's, at the same seed. */
    measuredTwice(): object {
        const { payload } = this.market.assessment(this.fresh, SEED);
        const envelope = signedBy(this.fresh, { ...payload, output: TASK });
        return { region: 'r1', assessments: [{ envelope, fuel: '10000000', elapsedMs: 1000 }] };
    }

    /** @returns An answer to the pending part's terms. */
    answer(by: Device, changes: object = {}): Envelope {
        const part = this.#parts.find(({ seller }) => seller === this.pending.wallet);
        const { amountE12 = '1', priceE12 = '1' } = part ?? {};
        const terms = { contract: this.contract, amountE12, priceE12, answer: 'accept', ...changes };
        return signedBy(by, { type: 'compute.answer.v1', ...this.world.head(), ...terms });
    }

    /** @returns A result of the accepted part. */
    result(by: Device, changes: object = {}): Envelope {
        const pieces = this.#parts.find(({ seller }) => seller === this.accepted.wallet)?.pieces ?? [];
        const outputs = pieces.map(() => TASK);
        const content = { contract: this.contract, task: TASK, outputs, fuel: '1', link: 'relay', ...changes };
        return signedBy(by, { type: 'compute.result.v1', ...this.world.head(), ...content });
    }

    /** @returns The game as it stands, solved, with a change in the part of a seller in this state. */
    async solution(state: 'shut' | 'interior' | 'full', changes: (part: Allotment) => object): Promise<Solution> {
        const solution = await this.market.solution();
        const place = solution.allotments.findIndex((each) => each.state === state);
        const allotments = solution.allotments.map((each, index) =>
            index === place ? { ...each, ...changes(each) } : each,
        );
        return { ...solution, allotments };
    }
}

type Allotment = Solution['allotments'][number];
