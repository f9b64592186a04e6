import type { LedgerBlock } from '../ledger/ledger';
import { createTables, dropTables, SCHEMA_VERSION } from './database/schema';
import type { Database } from './database/tables';

/** Block 0 is the same for all ledgers of one configuration; block 1 is the first with a transaction. */
const TELLING_BLOCK = 1n;

/** What the read model holds. */
export interface Checkpoint {
    /** The last block that is stored. */
    readonly block: bigint;
    /** Hash of block 1 of its ledger; undefined while only block 0 is stored. */
    readonly ledger: string | undefined;
}

/** @returns What is stored, or undefined for nothing, or for rows of another version of this code. */
export async function readCheckpoint(database: Database): Promise<Checkpoint | undefined> {
    const row = await database.selectFrom('progress').selectAll().executeTakeFirst();
    if (row?.schema_version !== SCHEMA_VERSION) return undefined;
    return { block: BigInt(row.block), ledger: row.ledger ?? undefined };
}

/** Notes that a block is stored; in the transaction that stored it. */
export async function writeCheckpoint(database: Database, { number, hash }: LedgerBlock): Promise<void> {
    const block = Number(number);
    const ledger = number === TELLING_BLOCK ? { ledger: hash } : {};
    await database
        .insertInto('progress')
        .values({ id: 1, schema_version: SCHEMA_VERSION, block, ledger: null, ...ledger })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ block, ...ledger }))
        .execute();
}

/** Empties the read model. */
export async function startAnew(database: Database): Promise<void> {
    await database.transaction().execute(async (transaction) => {
        await dropTables(transaction);
        await createTables(transaction);
    });
}

/**
 * Finds out where to go on. What another ledger told, or other code stored, is thrown away.
 * @param readBlock - Reads one block of the ledger.
 * @returns The last stored block, -1n for none.
 */
export async function resume(
    database: Database,
    readBlock: (number: bigint) => Promise<LedgerBlock | undefined>,
): Promise<bigint> {
    const checkpoint = await readCheckpoint(database);
    if (checkpoint?.ledger !== undefined) {
        const block = await readBlock(TELLING_BLOCK);
        if (block?.hash === checkpoint.ledger) return checkpoint.block;
        if (block === undefined) throw new Error('the ledger could not be read');
    }
    await startAnew(database);
    return -1n;
}
