import type { ContractRecord, Part } from '@edgebourse/chaincode/compute/records';
import { fetchDirect } from './direct-link';
import type { ComputeArbiter, ComputeMarket } from './market';
import type { SandboxPool } from './sandbox-pool';
import { contentHash, openTask, type TaskPackage } from './task-package';

/** What an arbiter is made of. */
export interface ArbiterOptions {
    readonly market: ComputeMarket;
    readonly desk: ComputeArbiter;
    readonly sandboxes: SandboxPool;
}

/** What an arbiter decided. */
export interface Ruling {
    readonly seller: string;
    readonly wrong: readonly number[];
}

const FUEL = 1_000_000_000_000n;
const WALL_MS = 60_000;

/** The agent of another organisation than the node's: computes disputed pieces again and says which are wrong. */
export class ArbiterAgent {
    readonly #options: ArbiterOptions;
    readonly #truth = new Map<string, string>();

    constructor(options: ArbiterOptions) {
        this.#options = options;
    }

    /**
     * Decides what is in dispute of a contract now.
     * @param address - The buyer's link: whoever disputes shows the task, and its hash says that it is the contract's.
     */
    async decide(contract: ContractRecord, address: string): Promise<Ruling[]> {
        const disputed = contract.parts.filter(
            ({ status, needsResolver }) => status === 'disputed' && needsResolver !== false,
        );
        if (disputed.length === 0) return [];
        const task = openTask(await fetchDirect(address, contract.task), contract.task);
        const rulings: Ruling[] = [];
        for (const part of disputed) rulings.push(await this.#decideOne(contract, part, task));
        return rulings;
    }

    async #decideOne({ contract }: ContractRecord, part: Part, task: TaskPackage): Promise<Ruling> {
        const { market, desk } = this.#options;
        const result = await market.result(contract, part.seller);
        const wrong: number[] = [];
        for (const piece of part.disputed ?? []) {
            const given = result?.outputs[part.pieces.indexOf(piece)];
            if (given !== (await this.#hashOf(task, piece))) wrong.push(piece);
        }
        await desk.resolve(contract, part.seller, wrong, `${wrong.length} of ${part.disputed?.length ?? 0} are wrong`);
        return { seller: part.seller, wrong };
    }

    async #hashOf({ module, inputs }: TaskPackage, piece: number): Promise<string> {
        const input = inputs[piece] ?? Buffer.alloc(0);
        const name = contentHash(Buffer.concat([module, input]));
        const known = this.#truth.get(name);
        if (known !== undefined) return known;
        const ran = await this.#options.sandboxes.run({ module, input, fuel: FUEL, wallMs: WALL_MS });
        // A task that fails for the arbiter has no right output.
        const hash = ran.status === 'done' ? contentHash(ran.output) : '';
        this.#truth.set(name, hash);
        return hash;
    }
}
