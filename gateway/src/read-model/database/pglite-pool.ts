import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { PgliteReply, PgliteWorkerData } from './pglite-protocol';

/** A thread loads compiled code, also when a test runs this file from its source. */
const WORKER_FILE = join(__dirname.replace(/([\\/])src([\\/]read-model)/, '$1dist$2'), 'pglite-worker.js');

interface Result {
    readonly rows: unknown[];
    readonly affectedRows: number;
}

interface Waiting {
    readonly resolve: (result: Result) => void;
    readonly reject: (error: Error) => void;
}

/**
 * PostgreSQL within this process, as a pool of one connection. It runs in a thread of its own: WebAssembly would
 * otherwise hold up the trading flow, for seconds when it starts.
 */
export class PglitePool implements PostgresPool {
    readonly #worker: Worker;
    readonly #waiting = new Map<number, Waiting>();
    readonly #ended: Promise<void>;
    #lastId = 0;
    #failure: Error | undefined;
    /** Resolves when the connection is free. */
    #free: Promise<void> = Promise.resolve();

    /** @param folder - Where the files are; in memory when undefined. */
    constructor(folder: string | undefined) {
        const workerData: PgliteWorkerData = folder === undefined ? {} : { folder };
        this.#worker = new Worker(WORKER_FILE, { workerData, execArgv: [] });
        this.#worker.on('message', (reply: PgliteReply) => {
            this.#settle(reply);
        });
        this.#worker.on('error', (error) => {
            this.#fail(error instanceof Error ? error : new Error(String(error)));
        });
        this.#ended = new Promise((resolve) => {
            this.#worker.on('exit', () => {
                this.#fail(new Error('the embedded database has ended'));
                resolve();
            });
        });
    }

    /**
     * Resolves when the database is open.
     * @param signal - Gives the opening up; it may take seconds.
     * @throws Error with the reason when it cannot be opened.
     */
    async opened(signal?: AbortSignal): Promise<void> {
        const giveUp = (): void => void this.#worker.terminate();
        signal?.addEventListener('abort', giveUp);
        await this.#expect(0).finally(() => signal?.removeEventListener('abort', giveUp));
    }

    /** @returns The one connection, once whoever has it gives it back. */
    async connect(): Promise<PostgresPoolClient> {
        const before = this.#free;
        let release = (): void => undefined;
        this.#free = new Promise((resolve) => {
            release = resolve;
        });
        await before;
        return {
            query: (async (sql: string, parameters: readonly unknown[]) => this.#query(sql, parameters)) as never,
            release,
        };
    }

    async end(): Promise<void> {
        this.#worker.postMessage('close');
        await this.#ended;
    }

    async #query(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<unknown>> {
        this.#lastId += 1;
        const reply = this.#expect(this.#lastId);
        this.#worker.postMessage({ id: this.#lastId, sql, parameters });
        const { rows, affectedRows } = await reply;
        const command = sql.trimStart().split(' ', 1)[0]?.toUpperCase();
        return { command: command as 'SELECT', rowCount: affectedRows, rows };
    }

    async #expect(id: number): Promise<Result> {
        if (this.#failure !== undefined) throw this.#failure;
        return await new Promise((resolve, reject) => {
            this.#waiting.set(id, { resolve, reject });
        });
    }

    #settle(reply: PgliteReply): void {
        const waiting = this.#waiting.get(reply.id);
        this.#waiting.delete(reply.id);
        if ('error' in reply) waiting?.reject(new Error(reply.error));
        else waiting?.resolve(reply);
    }

    #fail(error: Error): void {
        this.#failure ??= error;
        for (const { reject } of this.#waiting.values()) reject(error);
        this.#waiting.clear();
    }
}
