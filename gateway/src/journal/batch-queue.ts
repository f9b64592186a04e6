import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { refusal, type Command } from './command';
import type { CommandBook, Finished } from './command-book';
import { isPassing, pause } from './passing';

/** How a queue makes transactions out of waiting commands. */
export interface BatchQueueOptions<Payload> {
    readonly commands: Pick<CommandBook, 'finish'>;
    /** Commands of one key go into transactions that run one after the other; keys run side by side. */
    readonly keyOf: (command: Command<Payload>) => string;
    /** At most so many commands a transaction. */
    readonly sizeMax: number;
    /** How long the first command waits for company, ms. */
    readonly waitMs: number;
    /** How long to wait after a failure that may pass, ms. */
    readonly retryMs: number;
    /** Carries out one transaction. @returns How each command ended. @throws EdgeError for the transaction as a whole. */
    readonly run: (key: string, commands: readonly Command<Payload>[]) => Promise<Finished[]>;
}

interface Line<Payload> {
    readonly waiting: Command<Payload>[];
    running: boolean;
}

/**
 * Groups commands that wait for the ledger by size and time, one transaction of a key at a time. A transaction that
 * fails for a passing reason is tried again: commands are known by their ids, so nothing happens twice.
 */
export class BatchQueue<Payload> {
    readonly #options: BatchQueueOptions<Payload>;
    readonly #lines = new Map<string, Line<Payload>>();
    readonly #stop = new AbortController();
    #idle: (() => void)[] = [];

    constructor(options: BatchQueueOptions<Payload>) {
        this.#options = options;
    }

    /** Queues commands; the lane's `take`. */
    add(commands: readonly Command<Payload>[]): void {
        for (const command of commands) {
            const key = this.#options.keyOf(command);
            const line = this.#lines.get(key) ?? { waiting: [], running: false };
            this.#lines.set(key, line);
            line.waiting.push(command);
            if (line.running) continue;
            line.running = true;
            void this.#work(key, line);
        }
    }

    /** Resolves when nothing waits or runs; never while the ledger is away. */
    async idle(): Promise<void> {
        if (this.#lines.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
    }

    /** Starts no more transactions; what waits is in the journal for the next start. Waits for what runs. */
    async close(): Promise<void> {
        this.#stop.abort();
        await this.idle();
    }

    async #work(key: string, line: Line<Payload>): Promise<void> {
        await pause(this.#options.waitMs, this.#stop.signal);
        while (line.waiting.length > 0 && !this.#stop.signal.aborted) {
            const batch = line.waiting.slice(0, this.#options.sizeMax);
            if (await this.#run(key, batch)) line.waiting.splice(0, batch.length);
            else await pause(this.#options.retryMs, this.#stop.signal);
        }
        this.#lines.delete(key);
        if (this.#lines.size > 0) return;
        for (const wake of this.#idle.splice(0)) wake();
    }

    /** @returns Whether the batch is over. */
    async #run(key: string, batch: readonly Command<Payload>[]): Promise<boolean> {
        try {
            await this.#options.commands.finish(await this.#options.run(key, batch));
            return true;
        } catch (error) {
            if (isPassing(error)) return false;
            const outcome = refusal(
                error instanceof EdgeError ? error : new EdgeError('INTERNAL', {}, { cause: error }),
            );
            await this.#options.commands.finish(batch.map(({ signer, id }) => ({ signer, id, outcome })));
            return true;
        }
    }
}
