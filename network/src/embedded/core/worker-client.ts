import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type {
    CommittedBlock,
    CoreConfig,
    LedgerCore,
    PendingTransaction,
    PrivateDataOfTransaction,
    RunRequest,
    RunResult,
    StateEntry,
} from './types';
import type { Method, StatePage, WorkerReply, WorkerRequest } from './worker-protocol';

/** A thread loads compiled code, also when a test runs this file from its source. */
/** The simulator makes much short-lived garbage: a small nursery spends a tenth of the time collecting it. */
const YOUNG_GENERATION_MB = 96;

const WORKER_FILE = join(__dirname.replace(/([\\/])src([\\/]embedded)/, '$1dist$2'), 'worker.js');

interface Waiting {
    readonly resolve: (result: never) => void;
    readonly reject: (error: Error) => void;
}

/** What the owner of a worker may want to know. */
export interface WorkerOptions {
    /** Called once when the thread ends without having been asked to: contracts can bring it down. */
    readonly onDeath?: (reason: Error) => void;
}

class WorkerCore implements LedgerCore {
    private readonly waiting = new Map<number, Waiting>();
    private lastId = 0;
    private death: Error | undefined;
    private isServing = false;
    private readonly ended: Promise<void>;

    constructor(
        private readonly worker: Worker,
        private readonly onDeath: (reason: Error) => void,
    ) {
        worker.on('message', (reply: WorkerReply) => {
            this.settle(reply);
        });
        worker.on('error', (error) => {
            this.fail(error instanceof Error ? error.message : String(error));
        });
        this.ended = new Promise((resolve) => {
            worker.on('exit', (code) => {
                this.fail(`exit code ${code}`);
                resolve();
            });
        });
    }

    /** Resolves when the ledger is open; rejects with the reason why it is not. */
    async opened(): Promise<void> {
        await new Promise<void>((resolve, reject) => {
            this.waiting.set(0, { resolve, reject });
        });
        this.isServing = true;
    }

    private settle({ id, result, error }: WorkerReply): void {
        const waiting = this.waiting.get(id);
        this.waiting.delete(id);
        if (error === undefined) waiting?.resolve(result as never);
        else waiting?.reject(error);
    }

    private fail(reason: string): void {
        if (this.death !== undefined) return;
        this.death = new Error(`the chaincode's worker thread has ended: ${reason}`);
        for (const { reject } of this.waiting.values()) reject(this.death);
        this.waiting.clear();
        if (this.isServing) this.onDeath(this.death);
    }

    private call<T>(method: Method, ...args: readonly unknown[]): Promise<T> {
        if (this.death !== undefined) return Promise.reject(this.death);
        const id = ++this.lastId;
        return new Promise<T>((resolve, reject) => {
            this.waiting.set(id, { resolve, reject });
            this.worker.postMessage({ id, method, args } satisfies WorkerRequest);
        });
    }

    run(request: RunRequest): Promise<RunResult> {
        return this.call('run', request);
    }

    commit(batch: readonly PendingTransaction[]): Promise<CommittedBlock> {
        const transactions = batch.map(({ envelope, privateWrites }) => ({
            envelope,
            ...(privateWrites && { privateWrites }),
        }));
        return this.call('commit', transactions);
    }

    height(): Promise<bigint> {
        return this.call('height');
    }

    block(number: bigint): Promise<Uint8Array | undefined> {
        return this.call('block', number);
    }

    privateData(number: bigint): Promise<readonly PrivateDataOfTransaction[]> {
        return this.call('privateData', number);
    }

    status(txId: string): Promise<{ code: number; block: bigint } | undefined> {
        return this.call('status', txId);
    }

    keyPolicies(keys: readonly string[]): Promise<readonly Uint8Array[]> {
        return this.call('keyPolicies', keys);
    }

    stateHash(): Promise<string> {
        return this.call('stateHash');
    }

    async *state(prefix = ''): AsyncGenerator<StateEntry> {
        let page = await this.call<StatePage>('openState', prefix);
        try {
            for (;;) {
                yield* page.entries;
                if (page.cursor === undefined) return;
                page = await this.call<StatePage>('nextState', page.cursor);
            }
        } finally {
            if (page.cursor !== undefined) await this.call('closeState', page.cursor);
        }
    }

    /** Finishes running commits, then ends the thread. */
    async close(): Promise<void> {
        this.isServing = false;
        if (this.death === undefined) await this.call('close');
        await this.worker.terminate();
        await this.ended;
    }
}

/**
 * Opens a ledger whose contracts, simulator and state live in a worker thread of their own (one chaincode, one thread:
 * decorators keep their metadata in globals). The chaincode must be given as a module.
 * @throws Error when the ledger cannot be opened.
 */
export async function openWorkerCore(config: CoreConfig, options: WorkerOptions = {}): Promise<LedgerCore> {
    if (config.chaincode.contracts !== undefined)
        throw new Error('a worker needs contracts as a module, not as classes');
    const worker = new Worker(WORKER_FILE, {
        workerData: config,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    const core = new WorkerCore(worker, options.onDeath ?? ((): void => undefined));
    try {
        await core.opened();
    } catch (error) {
        await worker.terminate();
        throw error;
    }
    return core;
}
