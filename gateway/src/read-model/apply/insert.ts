import type { Insertable } from 'kysely';
import type { Database, Tables } from '../database/tables';

/** A statement takes at most 65 535 parameters. */
const ROWS_MAX = 1000;

/** @returns The items in pieces that one statement takes. */
export function inPieces<Item>(items: readonly Item[]): Item[][] {
    const pieces: Item[][] = [];
    for (let index = 0; index < items.length; index += ROWS_MAX) pieces.push(items.slice(index, index + ROWS_MAX));
    return pieces;
}

/** Inserts any number of rows. */
export async function insertRows<Name extends keyof Tables>(
    database: Database,
    table: Name,
    rows: readonly Insertable<Tables[Name]>[],
): Promise<void> {
    for (const piece of inPieces(rows)) await database.insertInto(table).values(piece).execute();
}
