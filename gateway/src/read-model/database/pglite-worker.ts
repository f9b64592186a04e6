import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { PgliteReply, PgliteRequest, PgliteWorkerData } from './pglite-protocol';

/** Block numbers, times and counts stay below 2^53. */
const INT8 = 20;
const parsers = { [INT8]: Number };

/** A file that says that the others are complete. */
const COMPLETE = 'complete';

/** The rows can be had again from the ledger, so a commit need not wait for the disk. */
async function openFiles(folder: string): Promise<PGlite> {
    await access(join(folder, COMPLETE));
    return await PGlite.create({ dataDir: join(folder, 'data'), parsers, relaxedDurability: true });
}

/** Makes the files. They count only once they are complete: whoever stops in between begins again. */
async function makeFiles(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const database = await PGlite.create({ dataDir: join(folder, 'data') });
    await database.close();
    await writeFile(join(folder, COMPLETE), '');
}

/** Opens the database; one that cannot be opened is thrown away, since it is built again from the ledger. */
async function open({ folder }: PgliteWorkerData): Promise<PGlite> {
    if (folder === undefined) return await PGlite.create({ parsers });
    try {
        return await openFiles(folder);
    } catch {
        await makeFiles(folder);
        return await openFiles(folder);
    }
}

function answer(reply: PgliteReply): void {
    parentPort?.postMessage(reply);
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function serve(database: PGlite, { id, sql, parameters }: PgliteRequest): Promise<void> {
    try {
        const { rows, affectedRows = 0 } = await database.query<unknown>(sql, [...parameters]);
        answer({ id, rows, affectedRows });
    } catch (error) {
        answer({ id, error: textOf(error) });
    }
}

async function run(): Promise<void> {
    try {
        const database = await open(workerData as PgliteWorkerData);
        parentPort?.on('message', (request: PgliteRequest | 'close') => {
            if (request === 'close') void database.close().then(() => parentPort?.close());
            else void serve(database, request);
        });
        answer({ id: 0, rows: [], affectedRows: 0 });
    } catch (error) {
        answer({ id: 0, error: textOf(error) });
    }
}

void run();
