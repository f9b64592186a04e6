import type { Database, Tables } from '../../src/read-model/database/tables';

const TABLES: readonly (keyof Tables)[] = [
    'transactions',
    'outputs',
    'coin_lines',
    'debts',
    'debt_lines',
    'trades',
    'settlements',
    'grid_lines',
    'readings',
    'round_transactions',
    'events',
    'wallets',
];

/** @returns All rows of all tables, in one order. */
export async function dump(database: Database): Promise<Record<string, string[]>> {
    const contents: Record<string, string[]> = {};
    for (const table of TABLES) {
        const rows = await database.selectFrom(table).selectAll().execute();
        contents[table] = rows.map((row) => JSON.stringify(row)).sort();
    }
    return contents;
}
