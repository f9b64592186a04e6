import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromCsv, type Table } from '../../src/report/table';

/** Where the committed pages and figures are. */
export const COMMITTED = join(__dirname, '../../../docs/papers');

/** @returns A figure's committed numbers. That they are what the code draws is tested in pages.test.ts. */
export function committedTable(study: string, figure: string): Table {
    return fromCsv(readFileSync(join(COMMITTED, study, `fig${figure}.csv`), 'utf8'));
}
