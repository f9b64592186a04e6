import { setTimeout as delay } from 'node:timers/promises';
import { killPoint } from '@edgebourse/storage/kill-point';
import type { Logger } from 'pino';
import type { Ledger, LedgerBlock } from '../ledger/ledger';
import { applyBlock } from './apply/apply-block';
import { resume, writeCheckpoint } from './checkpoint';
import type { Database } from './database/tables';
import type { Progress } from './progress';

/** What the reader reads from and writes to. */
export interface ReaderOptions {
    readonly ledger: Pick<Ledger, 'blocks'>;
    readonly database: Database;
    readonly progress: Progress;
    readonly log: Logger;
    /** Ends the reading. */
    readonly signal: AbortSignal;
}

const RETRY_MS = 2000;

async function readBlock({ ledger, signal }: ReaderOptions, number: bigint): Promise<LedgerBlock | undefined> {
    const enough = new AbortController();
    const blocks = ledger.blocks({ startBlock: number, signal: AbortSignal.any([signal, enough.signal]) });
    try {
        for await (const block of blocks) return block;
    } finally {
        enough.abort();
    }
    return undefined;
}

/** Stores a block and how far we are in one database transaction: after a crash it is stored once, never twice. */
async function store({ database }: ReaderOptions, block: LedgerBlock): Promise<void> {
    await database.transaction().execute(async (transaction) => {
        await applyBlock(transaction, block);
        await writeCheckpoint(transaction, block);
    });
}

async function follow(options: ReaderOptions): Promise<void> {
    const { database, ledger, progress, signal } = options;
    const stored = await resume(database, (number) => readBlock(options, number));
    progress.set(stored);
    for await (const block of ledger.blocks({ startBlock: stored + 1n, signal })) {
        await store(options, block);
        killPoint('event-checkpointed');
        progress.set(block.number);
    }
}

/**
 * Follows the ledger block by block until the signal fires. Whatever fails is tried again from the last stored block.
 */
export async function runReader(options: ReaderOptions): Promise<void> {
    const { log, signal } = options;
    const report = (error: unknown): void => {
        if (!signal.aborted) log.error({ err: error }, 'the read model could not take a block; trying again');
    };
    while (!signal.aborted) {
        await follow(options).catch(report);
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
}
