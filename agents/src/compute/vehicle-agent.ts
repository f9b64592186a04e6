import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import type {
    AnswerMessage,
    AssessmentMessage,
    LeaveMessage,
    OfferMessage,
    ResultMessage,
} from '@edgebourse/chaincode/compute/messages';
import type { ContractRecord, Part } from '@edgebourse/chaincode/compute/records';
import type { CommandHead } from '../device/commands';
import type { ComputeSigner } from './commands';
import type { Link } from './link';
import type { ComputeMarket } from './market';
import type { SandboxPool } from './sandbox-pool';
import { contentHash, openTask, type TaskPackage } from './task-package';
import { referenceInput } from './tasks/reference';
import { instrumentModule } from './wasm/instrument';
import { TaskFailure } from './wasm/task-failure';

/** What a vehicle asks for its computing, as its signed offer says. */
export type OfferTerms = Omit<OfferMessage, keyof CommandHead | 'type' | 'fuelPerSecond'>;

/** How a vehicle behaves: `cheat` returns noise without computing anything, `silent` drives away without a word. */
export type Conduct = 'honest' | 'cheat' | 'silent';

/** What a vehicle is made of. */
export interface VehicleOptions {
    readonly name: string;
    readonly signer: ComputeSigner;
    readonly market: ComputeMarket;
    readonly sandboxes: SandboxPool;
    readonly terms: OfferTerms;
    readonly conduct: Conduct;
    /** The way to a contract's buyer, as far apart as both are now. */
    readonly linkTo: (contract: ContractRecord) => Link;
    /** Whether the vehicle is still in the area. */
    readonly isHere: () => boolean;
    /** Waits; a vehicle sells a share of its machine, not all of it at once. */
    readonly pause: (ms: number) => Promise<void>;
}

/** How a vehicle's part of a contract went. */
export interface PartReport {
    readonly vehicle: string;
    readonly ending: 'no part' | 'declined' | 'left' | 'returned' | 'failed';
    readonly detail: string;
}

/** No piece may take longer than this of the machine's real time, whatever fuel it has. */
const WALL_MS = 60_000;
const REFERENCE_FUEL = 10_000_000_000n;

/** A seller: offers, takes its part of a contract, fetches the task, checks it, runs it in the sandbox, returns results. */
export class VehicleAgent {
    readonly #options: VehicleOptions;

    constructor(options: VehicleOptions) {
        this.#options = options;
    }

    get name(): string {
        return this.#options.name;
    }

    get address(): string {
        return this.#options.signer.key.address;
    }

    get conduct(): Conduct {
        return this.#options.conduct;
    }

    /**
     * Offers what it has.
     * @param fuelPerSecond - Promised score; at most what was assessed.
     */
    async offer(fuelPerSecond: bigint, lifetimeMs: number): Promise<void> {
        await this.#offer({ ...this.#options.terms, fuelPerSecond: String(fuelPerSecond) }, lifetimeMs);
    }

    /** Takes the offer back, for instance on leaving the area. */
    async withdraw(): Promise<void> {
        await this.#offer({ ...this.#options.terms, capacityE12: '0', fuelPerSecond: '1' });
    }

    async #offer(terms: OfferTerms & Pick<OfferMessage, 'fuelPerSecond'>, lifetimeMs?: number): Promise<void> {
        const { signer, market } = this.#options;
        const body = { type: 'compute.offer.v1' as const, ...terms };
        await market.offer(signer.sign(`offer.${terms.region}.${Date.now()}`, body, lifetimeMs));
    }

    /** Runs the reference task on a fresh seed and signs the answer. @returns It, and the output's hash. */
    async answerReference(module: Uint8Array, seed: string): Promise<{ envelope: Envelope; output: string }> {
        const { signer, sandboxes } = this.#options;
        const ran = await sandboxes.run({ module, input: referenceInput(seed), fuel: REFERENCE_FUEL, wallMs: WALL_MS });
        if (ran.status === 'failed') throw new Error(`${this.name}: ${ran.detail}`);
        const output = contentHash(ran.output);
        const body: Body<AssessmentMessage> = {
            type: 'compute.assessment.v1',
            ...{ task: contentHash(module), seed, output },
        };
        return { envelope: signer.sign(`assessment.${seed}`, body), output };
    }

    /**
     * Does its part of a contract, if it has one that waits for an answer.
     * @returns How it went. Refusals of the market reject.
     */
    async work(contract: ContractRecord): Promise<PartReport> {
        const part = contract.parts.find(({ seller, status }) => seller === this.address && status === 'pending');
        if (part === undefined) return this.#report('no part');
        if (!this.#options.isHere()) return await this.#declineFromAfar(contract, part);
        const link = this.#options.linkTo(contract);
        const task = await this.#takeOn(contract, part, link);
        if (task instanceof TaskFailure) return this.#report('declined', task.message);
        const outputs = await this.#compute(contract, part, task);
        if (outputs === 'left') return this.#report('left');
        if (outputs instanceof TaskFailure) return this.#report('failed', outputs.message);
        await this.#bring(contract, part, outputs);
        return this.#report('returned');
    }

    #report(ending: PartReport['ending'], detail = ''): PartReport {
        return { vehicle: this.name, ending, detail };
    }

    /** It left before it was hired: it says so, or is silent. */
    async #declineFromAfar(contract: ContractRecord, part: Part): Promise<PartReport> {
        if (this.#options.conduct === 'silent') return this.#report('left', 'before it was hired');
        await this.#answer(contract, part, 'decline');
        await this.withdraw();
        return this.#report('declined', 'left before it was hired');
    }

    /** Fetches the task and accepts; declines one that its sandbox would not run. */
    async #takeOn(contract: ContractRecord, part: Part, link: Link): Promise<TaskPackage | TaskFailure> {
        const task = openTask(await link.fetch(contract.task), contract.task);
        const failure = failureOf(task.module);
        await this.#answer(contract, part, failure === undefined ? 'accept' : 'decline');
        return failure ?? task;
    }

    async #answer(
        { contract }: ContractRecord,
        { amountE12, priceE12 }: Part,
        answer: AnswerMessage['answer'],
    ): Promise<void> {
        const { signer, market } = this.#options;
        const body: Body<AnswerMessage> = { type: 'compute.answer.v1', contract, amountE12, priceE12, answer };
        await market.answer(signer.sign(`answer.${contract}`, body));
    }

    /** Runs piece after piece, no faster than the share of the machine that was sold. */
    async #compute(contract: ContractRecord, part: Part, task: TaskPackage): Promise<Computed | TaskFailure | 'left'> {
        const began = Date.now();
        const outputs: Uint8Array[] = [];
        let fuel = 0n;
        for (const piece of part.pieces) {
            if (!this.#options.isHere()) return await this.#leave(contract);
            const ran = await this.#runPiece(task, piece, BigInt(part.fuel) - fuel);
            if (ran instanceof TaskFailure) {
                await this.#leave(contract);
                return ran;
            }
            outputs.push(ran.output);
            fuel += ran.fuelUsed;
            await this.#options.pause(Math.max(0, dueMs(contract, part, fuel) - (Date.now() - began)));
        }
        return { outputs, fuel };
    }

    async #runPiece(
        { module, inputs }: TaskPackage,
        piece: number,
        fuel: bigint,
    ): Promise<{ output: Uint8Array; fuelUsed: bigint } | TaskFailure> {
        const input = inputs[piece];
        if (input === undefined) return new TaskFailure('TASK_MALFORMED', `the package lacks piece ${piece}`);
        if (this.#options.conduct === 'cheat') return { output: this.#noise(piece), fuelUsed: fuel / 4n };
        const ran = await this.#options.sandboxes.run({ module, input, fuel, wallMs: WALL_MS });
        return ran.status === 'done' ? ran : new TaskFailure(ran.code, ran.detail);
    }

    /** What a cheat returns: bytes of its own that look like an output to nobody but a hash. */
    #noise(piece: number): Buffer {
        return Buffer.from(sha256Hex(`${this.address} ${piece}`), 'hex');
    }

    async #leave({ contract }: ContractRecord): Promise<'left'> {
        const { signer, market, conduct } = this.#options;
        if (conduct === 'silent') return 'left';
        const body: Body<LeaveMessage> = { type: 'compute.leave.v1', contract };
        await market.leave(signer.sign(`leave.${contract}`, body));
        await this.withdraw();
        return 'left';
    }

    async #bring(contract: ContractRecord, part: Part, { outputs, fuel }: Computed): Promise<void> {
        const { signer, market, linkTo } = this.#options;
        // Asked again: it may have driven out of reach.
        const link = linkTo(contract);
        for (const output of outputs) await link.bring(output);
        const { contract: id, task } = contract;
        const hashes = outputs.map(contentHash);
        const body: Body<ResultMessage> = {
            type: 'compute.result.v1',
            ...{ contract: id, task, outputs: hashes, fuel: String(fuel), link: link.kind },
        };
        await market.deliver(signer.sign(`result.${id}.${part.acceptUntil}`, body));
    }
}

type Body<Message> = Omit<Message, keyof CommandHead>;

interface Computed {
    readonly outputs: readonly Uint8Array[];
    readonly fuel: bigint;
}

/** Why the sandbox would not even start the module. */
function failureOf(module: Uint8Array): TaskFailure | undefined {
    try {
        instrumentModule(module);
        return undefined;
    } catch (error) {
        if (error instanceof TaskFailure) return error;
        throw error;
    }
}

/** When so much fuel was earned, ms from the start: the part's fuel lasts from the answer's deadline to the end. */
function dueMs({ endsAt }: ContractRecord, { fuel, acceptUntil }: Part, used: bigint): number {
    return Number((used * (BigInt(endsAt) - BigInt(acceptUntil))) / BigInt(fuel));
}
