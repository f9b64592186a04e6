import type { ComputeNode, ComputePolicy } from '../common/compute-policy';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { KeyParts } from '../common/store';
import { newAccounts, type Accounts } from '../coin/accounts';
import { contractKey, workerKey } from './keys';
import type { ContractRecord, Part, WorkerRecord } from './records';

/** Records of one kind as a transaction works with them: read once, kept as objects, written once. */
export class RecordBook<Value> {
    readonly #ctx: EdgeContext;
    readonly #keyOf: (name: string) => KeyParts;
    readonly #values = new Map<string, Value | undefined>();
    readonly #changed = new Set<string>();

    constructor(ctx: EdgeContext, keyOf: (name: string) => KeyParts) {
        this.#ctx = ctx;
        this.#keyOf = keyOf;
    }

    /** @returns The record of this name as it stands now, or undefined. */
    async get(name: string): Promise<Value | undefined> {
        if (!this.#values.has(name)) this.#values.set(name, await this.#ctx.store.get<Value>(this.#keyOf(name)));
        return this.#values.get(name);
    }

    /** Replaces a record; written by {@link RecordBook.flush}. */
    put(name: string, value: Value): void {
        this.#values.set(name, value);
        this.#changed.add(name);
    }

    /** Writes what was changed to the store. */
    flush(): void {
        for (const name of this.#changed) this.#ctx.store.put(this.#keyOf(name), this.#values.get(name));
        this.#changed.clear();
    }
}

/** What every function of the contract works with: one for a transaction, closed at its end. */
export class Desk {
    readonly contracts: RecordBook<ContractRecord>;
    readonly #workers: RecordBook<WorkerRecord>;

    constructor(
        readonly ctx: EdgeContext,
        readonly policy: ComputePolicy,
        readonly accounts: Accounts,
    ) {
        this.contracts = new RecordBook<ContractRecord>(ctx, contractKey);
        this.#workers = new RecordBook<WorkerRecord>(ctx, workerKey);
    }

    /** @returns The contract. @throws EdgeError COMPUTE_CONTRACT_UNKNOWN. */
    async requireContract(contract: string): Promise<ContractRecord> {
        const record = await this.contracts.get(contract);
        if (record === undefined) throw new EdgeError('COMPUTE_CONTRACT_UNKNOWN', { contract });
        return record;
    }

    /** @returns What is known of a wallet; a new one begins with the policy's reputation. */
    async worker(wallet: string): Promise<WorkerRecord> {
        const fresh = { wallet, reservations: [], reputation: this.policy.reputation.initial, done: 0, failed: 0 };
        return (await this.#workers.get(wallet)) ?? fresh;
    }

    /** Keeps a worker's record, without reservations that are over. */
    putWorker(worker: WorkerRecord): void {
        const reservations = worker.reservations.filter(({ until }) => BigInt(until) >= this.ctx.now);
        this.#workers.put(worker.wallet, { ...worker, reservations });
    }

    /** @returns The MEC node of a region. @throws EdgeError COMPUTE_NODE_UNKNOWN. */
    node(region: string): ComputeNode {
        const node = this.policy.nodes.find((candidate) => candidate.region === region);
        if (node === undefined) throw new EdgeError('COMPUTE_NODE_UNKNOWN', { region });
        return node;
    }

    /** @returns The region's node, which the caller's organisation runs. @throws EdgeError COMPUTE_NODE_UNKNOWN, ACCESS_DENIED. */
    ownNode(region: string): ComputeNode {
        const node = this.node(region);
        const { mspId } = this.ctx.caller;
        if (mspId !== node.organisation) throw new EdgeError('ACCESS_DENIED', { mspId, region });
        return node;
    }

    /** Writes money and records to the store: call once, at the end of the contract function. */
    close(): void {
        this.accounts.flush();
        this.contracts.flush();
        this.#workers.flush();
    }
}

/** @returns The desk of this transaction. */
export async function openDesk(ctx: EdgeContext): Promise<Desk> {
    const { compute } = await ctx.policy();
    return new Desk(ctx, compute, await newAccounts(ctx));
}

/** @returns The seller's part. @throws EdgeError COMPUTE_PARTY when it has none. */
export function requirePart(contract: ContractRecord, seller: string): Part {
    const part = contract.parts.find((candidate) => candidate.seller === seller);
    if (part === undefined) throw new EdgeError('COMPUTE_PARTY', { contract: contract.contract, wallet: seller });
    return part;
}
