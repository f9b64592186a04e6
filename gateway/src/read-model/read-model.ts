import { setTimeout as delay } from 'node:timers/promises';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { Logger } from 'pino';
import type { Ledger } from '../ledger/ledger';
import { openDatabase, type DatabaseOptions } from './database/open-database';
import type { Database } from './database/tables';
import { Progress } from './progress';
import { runReader } from './reader';

/** What a read model is made from. */
export interface ReadModelOptions extends DatabaseOptions {
    readonly ledger: Pick<Ledger, 'blocks'>;
    readonly log: Logger;
}

/** What is asked of the read model: lists, searches, the past events. Truth is the ledger's. */
export interface ReadModel {
    readonly progress: Pick<Progress, 'block' | 'changed'>;
    /** @returns The database once it is open. @throws EdgeError SHUTTING_DOWN. */
    database(): Promise<Database>;
}

/** The one who keeps the read model up to date. */
export interface Reader extends ReadModel {
    /** Resolves when a block is stored. @throws EdgeError SHUTTING_DOWN when the reader is closed first. */
    caughtUp(block: bigint): Promise<void>;
    /** Stops reading and closes the database. */
    close(): Promise<void>;
}

const REOPEN_MS = 5000;
const LOOK_AGAIN_MS = 60_000;

/** Opens the database, if need be again and again: a PostgreSQL may come up later than the gateway. */
async function openUntil(options: ReadModelOptions, signal: AbortSignal): Promise<Database | undefined> {
    const report = (error: unknown): undefined => {
        if (!signal.aborted)
            options.log.error({ err: error }, 'the database of the read model cannot be opened; trying again');
    };
    while (!signal.aborted) {
        const database = await openDatabase(options, signal).catch(report);
        if (database !== undefined) return database;
        await delay(REOPEN_MS, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
}

/**
 * Begins to follow the ledger; returns at once, and never makes others wait. The read model may be deleted at any time
 * while the gateway is down: it is built anew from block 0.
 */
export function startReader(options: ReadModelOptions): Reader {
    const { ledger, log } = options;
    const closing = new AbortController();
    const { signal } = closing;
    const progress = new Progress();
    const opening = openUntil(options, signal);
    const running = opening.then(async (database) => {
        if (database === undefined) return;
        await runReader({ ledger, database, progress, log, signal });
        await database.destroy();
    });
    return {
        progress,
        async database() {
            const database = await opening;
            if (database === undefined || signal.aborted) throw new EdgeError('SHUTTING_DOWN');
            return database;
        },
        async caughtUp(block) {
            while (progress.block < block && !signal.aborted) await progress.changed(signal, LOOK_AGAIN_MS);
            if (progress.block < block) throw new EdgeError('SHUTTING_DOWN');
        },
        async close() {
            closing.abort();
            await running;
        },
    };
}
