import { sql, type Insertable } from 'kysely';
import type { Database, Tables } from '../database/tables';

/**
 * Inserts any number of rows, each with all columns of the table. They travel as one JSON text: a statement with a
 * parameter for each value takes the database several times as long to read.
 */
export async function insertRows<Name extends keyof Tables>(
    database: Database,
    table: Name,
    rows: readonly Insertable<Tables[Name]>[],
): Promise<void> {
    if (rows.length === 0) return;
    const name = sql.table(table);
    const statement = sql`insert into ${name} select * from json_populate_recordset(null::${name}, ${JSON.stringify(rows)})`;
    await statement.execute(database);
}

/** @returns A condition's right side: the texts, as one parameter. */
export function listOf(texts: readonly string[]): ReturnType<typeof sql<string>> {
    return sql<string>`(select json_array_elements_text(${JSON.stringify(texts)}))`;
}
