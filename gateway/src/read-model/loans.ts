import { walletText } from '@edgebourse/chaincode/common/envelope';
import type { LoanRecord, LoanStatus } from '@edgebourse/chaincode/credit/records';
import { sql } from 'kysely';
import { z } from 'zod';
import { fromCursor, toPage, type Page } from './cursor';
import type { Database } from './database/tables';

/** Which loans are asked for. */
export interface LoanQuery {
    readonly bank?: string | undefined;
    readonly borrower?: string | undefined;
    readonly status?: LoanStatus | undefined;
    readonly limit: number;
    readonly cursor?: string | undefined;
}

interface Row {
    readonly id: string;
    readonly block: number;
    readonly tx_index: number;
    readonly body: string;
}

const place = z.tuple([z.int(), z.int(), walletText]);

/** Loans in the order in which they were granted. @throws EdgeError REQUEST_INVALID for a cursor that is none. */
export async function listLoans(database: Database, query: LoanQuery): Promise<Page<LoanRecord>> {
    const { bank, borrower, status, limit, cursor } = query;
    const [block, index, id] = cursor === undefined ? [-1, -1, ''] : fromCursor(cursor, place);
    const rows = await database
        .selectFrom('loans')
        .select(['id', 'block', 'tx_index', 'body'])
        .$if(bank !== undefined, (list) => list.where('bank', '=', bank ?? ''))
        .$if(borrower !== undefined, (list) => list.where('borrower', '=', borrower ?? ''))
        .$if(status !== undefined, (list) => list.where('status', '=', status ?? ''))
        .where(sql<boolean>`(block, tx_index, id) > (${block}, ${index}, ${id})`)
        .orderBy('block')
        .orderBy('tx_index')
        .orderBy('id')
        .limit(limit + 1)
        .execute();
    const toLoan = ({ body }: Row): LoanRecord => JSON.parse(body) as LoanRecord;
    return toPage(rows, limit, toLoan, (row) => [row.block, row.tx_index, row.id]);
}
