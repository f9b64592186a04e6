import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import { Pool, types } from 'pg';
import type { Logger } from 'pino';
import { PglitePool } from './pglite-pool';
import { createTables } from './schema';
import type { Database, Tables } from './tables';

/** Where the read model is kept. */
export interface DatabaseOptions {
    /** Connection string of a PostgreSQL; the embedded one when absent. */
    readonly url?: string | undefined;
    /** Files of the embedded database; in memory when absent. */
    readonly folder?: string | undefined;
    readonly log: Logger;
}

const INT8 = 20;
const POOL_SIZE = 8;
const CONNECT_TIMEOUT_MS = 10_000;

/** PostgreSQL hands int8 over as text; block numbers, times and counts are numbers here, as in the embedded one. */
function postgresPool(connectionString: string, log: Logger): PostgresPool {
    const getTypeParser: typeof types.getTypeParser = (oid, format) =>
        oid === INT8 ? Number : types.getTypeParser(oid, format);
    const pool = new Pool({
        connectionString,
        max: POOL_SIZE,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        types: { getTypeParser },
    });
    pool.on('error', (error) => {
        log.warn({ err: error }, 'an idle connection to the read model broke');
    });
    return pool;
}

async function embeddedPool(folder: string | undefined, signal?: AbortSignal): Promise<PostgresPool> {
    const pool = new PglitePool(folder);
    await pool.opened(signal);
    return pool;
}

/**
 * Opens the database of the read model, with its tables.
 * @param signal - Gives the opening up.
 * @throws Error when it cannot be opened.
 */
export async function openDatabase({ url, folder, log }: DatabaseOptions, signal?: AbortSignal): Promise<Database> {
    const pool = url === undefined ? await embeddedPool(folder, signal) : postgresPool(url, log);
    const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
    await createTables(database);
    return database;
}
