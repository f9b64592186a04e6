import type { RequestMessage, VerdictMessage } from '@edgebourse/chaincode/compute/messages';
import type { ContractRecord, Part } from '@edgebourse/chaincode/compute/records';
import type { CommandHead } from '../device/commands';
import type { ComputeSigner } from './commands';
import { contestedPieces, doubtsOf, type Doubt } from './compare-copies';
import { DirectLinkServer } from './direct-link';
import { Inbox, type Delivery } from './inbox';
import type { ComputeMarket, Relay } from './market';
import type { SandboxPool } from './sandbox-pool';
import { contentHash, packTask, type TaskPackage } from './task-package';

/** What a buyer wants of a contract: a, lambda, region, duration, copies and limits. */
export type RequestTerms = Omit<RequestMessage, keyof CommandHead | 'type' | 'task' | 'pieces'>;

/** What a buyer is made of. */
export interface BuyerOptions {
    readonly signer: ComputeSigner;
    readonly market: ComputeMarket;
    readonly relay: Relay;
    readonly sandboxes: SandboxPool;
    readonly terms: RequestTerms;
    /** Told whenever a contract is new or has new sellers. */
    readonly onContract: (contract: ContractRecord, address: string) => void;
    readonly pause: (ms: number) => Promise<void>;
    /** The share of uncontested pieces that it computes itself all the same, of 1: against sellers who agree on a lie. */
    readonly sampleShare: number;
}

/** What came of a task. */
export interface Purchase {
    /** One contract, more where pieces were missing at its end. */
    readonly contracts: readonly ContractRecord[];
    /** Outputs that the ledger paid for, by piece. */
    readonly outputs: ReadonlyMap<number, Uint8Array>;
    readonly doubts: readonly Doubt[];
    /** Pieces that the buyer computed itself to check. */
    readonly checked: number;
}

const POLL_MS = 250;
/** Until a game that found nobody is played again. */
const REHIRE_PAUSE_MS = 1000;
const BUSY = new Set<Part['status']>(['pending', 'accepted']);
const GIVEN_UP = new Set<Part['status']>(['declined', 'dropped', 'left']);
const OPEN = new Set<Part['status']>([...BUSY, 'delivered', 'disputed']);
const CONTRACTS_MAX = 3;
/** The contract takes no request for less. */
const DURATION_MIN_MS = 1000;
const CHECK_FUEL = 1_000_000_000_000n;
const CHECK_WALL_MS = 60_000;

/** A buyer: hands a task out, hires, collects, compares copies, pays and puts the pieces together. */
export class BuyerAgent {
    readonly #options: BuyerOptions;
    readonly #inbox: Inbox;
    readonly #link: DirectLinkServer;
    readonly #doubts: Doubt[] = [];
    /** Hashes of the pieces of the present contract that the buyer computed itself. */
    readonly #truth = new Map<number, string>();
    /** Sellers of the present contract that gave their part up. */
    readonly #ended = new Set<string>();
    /** Copies of pieces that nobody holds, by the last settlement. */
    #missing = 0;
    #rehireAfter = 0;
    #checked = 0;
    #address = '';

    constructor(options: BuyerOptions) {
        this.#options = options;
        this.#inbox = new Inbox(options.market, options.relay);
        this.#link = new DirectLinkServer(this.#inbox);
    }

    /** Where sellers in reach find it. */
    get address(): string {
        return this.#address;
    }

    /** Opens the direct link. */
    async open(): Promise<void> {
        this.#address = await this.#link.open();
    }

    async close(): Promise<void> {
        await this.#link.close();
    }

    /**
     * Buys one task: one contract, and further ones for pieces that nobody returned in time.
     * @returns What the ledger paid for. Refusals of the market reject.
     */
    async buy(task: TaskPackage): Promise<Purchase> {
        const contracts: ContractRecord[] = [];
        const outputs = new Map<number, Uint8Array>();
        for (let round = 0; round < CONTRACTS_MAX && outputs.size < task.inputs.length; round += 1) {
            const missing = task.inputs.flatMap((_, piece) => (outputs.has(piece) ? [] : [piece]));
            const part = { module: task.module, inputs: missing.map((piece) => task.inputs[piece] ?? Buffer.alloc(0)) };
            const { contract, paid } = await this.#buyOnce(part, round);
            contracts.push(contract);
            for (const [piece, bytes] of paid) outputs.set(missing[piece] ?? piece, bytes);
        }
        return { contracts, outputs, doubts: this.#doubts, checked: this.#checked };
    }

    async #buyOnce(
        task: TaskPackage,
        round: number,
    ): Promise<{ contract: ContractRecord; paid: Map<number, Uint8Array> }> {
        this.#truth.clear();
        this.#ended.clear();
        this.#missing = 0;
        this.#rehireAfter = 0;
        const contract = await this.#follow(await this.#request(task, round), task);
        return { contract, paid: paidOutputs(contract, await this.#inbox.collect(contract)) };
    }

    /** What is missing after a first contract is little: further ones last half as long. */
    async #request(task: TaskPackage, round: number): Promise<ContractRecord> {
        const { signer, market, relay, terms } = this.#options;
        const bytes = packTask(task);
        this.#inbox.handOut(bytes);
        await relay.put(bytes);
        const durationMs = round === 0 ? terms.durationMs : Math.max(DURATION_MIN_MS, Math.ceil(terms.durationMs / 2));
        const head = { task: contentHash(bytes), pieces: task.inputs.length, durationMs };
        const body = { type: 'compute.request.v1' as const, ...terms, ...head };
        const contract = await market.request(signer.sign(`request.${head.task}.${Date.now()}`, body));
        this.#tell(contract);
        return contract;
    }

    #tell(contract: ContractRecord): void {
        this.#inbox.expect(contract);
        this.#options.onContract(contract, this.#address);
    }

    /** Watches the contract until it is closed. */
    async #follow(contract: ContractRecord, task: TaskPackage): Promise<ContractRecord> {
        const { market, pause } = this.#options;
        let present = contract;
        while (present.status === 'open') {
            await pause(POLL_MS);
            present = await market.contract(contract.contract);
            await this.#step(present, task);
        }
        return present;
    }

    async #step(contract: ContractRecord, task: TaskPackage): Promise<void> {
        if (contract.status === 'closed') return;
        const isBusy = contract.parts.some(({ status }) => BUSY.has(status));
        if (!isBusy) await this.#judge(contract, task);
        const isWorth = this.#hasNewlyEnded(contract) || isAnythingDue(contract, Date.now());
        if (isWorth) this.#missing = await this.#options.market.settle(contract.contract);
        if (this.#missing > 0) await this.#rehire(contract.contract);
    }

    /** Parts that were declined, dropped or left go to somebody else while there is time and somebody who sells. */
    async #rehire(contract: string): Promise<void> {
        if (Date.now() < this.#rehireAfter) return;
        const hired = await this.#options.market.rehire(contract);
        this.#rehireAfter = hired === undefined ? Date.now() + REHIRE_PAUSE_MS : 0;
        if (hired === undefined) return;
        this.#missing = 0;
        this.#tell(hired);
    }

    #hasNewlyEnded({ parts }: ContractRecord): boolean {
        const before = this.#ended.size;
        for (const { seller, status } of parts) if (GIVEN_UP.has(status)) this.#ended.add(seller);
        return this.#ended.size > before;
    }

    /** Compares the copies of what was delivered, computes contested pieces itself, accepts and disputes. */
    async #judge(contract: ContractRecord, task: TaskPackage): Promise<void> {
        const waiting = new Set(
            contract.parts.filter(({ status }) => status === 'delivered').map(({ seller }) => seller),
        );
        if (waiting.size === 0) return;
        const deliveries = await this.#inbox.collect(contract);
        await this.#computeMyself([...contestedPieces(deliveries), ...this.#sample(contract.pieces)], task);
        const open = deliveries.filter(({ seller }) => waiting.has(seller));
        const doubts = doubtsOf(open, this.#truth);
        this.#doubts.push(...doubts);
        const doubted = new Set(doubts.map(({ seller }) => seller));
        const accepted = open
            .filter(({ seller }) => !doubted.has(seller))
            .map(({ seller, result }) => ({ seller, result }));
        const body: Omit<VerdictMessage, keyof CommandHead> = {
            type: 'compute.verdict.v1',
            contract: contract.contract,
            accepted,
            disputed: doubts.map((doubt) => ({ ...doubt, pieces: [...doubt.pieces] })),
        };
        const { signer, market } = this.#options;
        await market.verdict(signer.sign(`verdict.${contract.contract}.${Date.now()}`, body));
    }

    /** Every so many-th piece. */
    #sample(pieces: number): number[] {
        const { sampleShare } = this.#options;
        if (sampleShare <= 0) return [];
        const apart = Math.max(1, Math.round(1 / sampleShare));
        return Array.from({ length: Math.ceil(pieces / apart) }, (_, index) => index * apart);
    }

    async #computeMyself(pieces: readonly number[], { module, inputs }: TaskPackage): Promise<void> {
        const unknown = [...new Set(pieces)].filter((piece) => !this.#truth.has(piece));
        await Promise.all(
            unknown.map(async (piece) => {
                const input = inputs[piece] ?? Buffer.alloc(0);
                const order = { module, input, fuel: CHECK_FUEL, wallMs: CHECK_WALL_MS };
                const ran = await this.#options.sandboxes.run(order);
                if (ran.status === 'failed') throw new Error(`the buyer's own run of piece ${piece}: ${ran.detail}`);
                this.#truth.set(piece, contentHash(ran.output));
                this.#checked += 1;
            }),
        );
    }
}

/** Whether a settlement may change anything: something lapsed, or nothing is open any more. */
function isAnythingDue({ parts, endsAt }: ContractRecord, now: number): boolean {
    if (!parts.some(({ status }) => OPEN.has(status))) return true;
    return parts.some(
        ({ status, acceptUntil, challengeUntil = '0' }) =>
            (status === 'pending' && now > Number(acceptUntil)) ||
            (status === 'accepted' && now > Number(endsAt)) ||
            (status === 'delivered' && now > Number(challengeUntil)),
    );
}

/** @returns For each piece the bytes of a seller that was paid for it. */
export function paidOutputs({ parts }: ContractRecord, deliveries: readonly Delivery[]): Map<number, Uint8Array> {
    const paid = new Map<number, Uint8Array>();
    for (const { seller, status, wrong = [] } of parts) {
        if (status !== 'paid') continue;
        const outputs = deliveries.find((delivery) => delivery.seller === seller)?.outputs ?? [];
        for (const [piece, bytes] of outputs) {
            if (bytes !== undefined && !wrong.includes(piece)) paid.set(piece, bytes);
        }
    }
    return paid;
}
