import { sql } from 'kysely';
import { z } from 'zod';
import { fromCursor, toPage, type Page } from './cursor';
import type { Database } from './database/tables';

/** What one transaction did to a wallet's coins, micro-coins as decimal text. Change counts as neither. */
export interface CoinLine {
    readonly transactionId: string;
    readonly block: number;
    /** Contract and function: `energy:Settle`. */
    readonly fn: string;
    readonly at: string;
    readonly receivedMicro: string;
    readonly paidMicro: string;
    /** All coins of the wallet after it, locked ones included. */
    readonly balanceMicro: string;
}

interface Row {
    readonly block: number;
    readonly tx_index: number;
    readonly tx_id: string;
    readonly fn: string;
    readonly at_ms: number;
    readonly received_micro: string;
    readonly spent_micro: string;
    readonly balance_micro: string;
}

const place = z.tuple([z.int(), z.int()]);

function toLine(row: Row): CoinLine {
    const change = BigInt(row.received_micro) - BigInt(row.spent_micro);
    return {
        transactionId: row.tx_id,
        block: row.block,
        fn: row.fn,
        at: String(row.at_ms),
        receivedMicro: String(change > 0n ? change : 0n),
        paidMicro: String(change < 0n ? -change : 0n),
        balanceMicro: row.balance_micro,
    };
}

/**
 * The statement of a wallet, oldest line first: lines never change their place, so a cursor stays good for ever.
 * @throws EdgeError REQUEST_INVALID for a cursor that is none.
 */
export async function coinStatement(
    database: Database,
    wallet: string,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<CoinLine>> {
    const [block, index] = cursor === undefined ? [-1, -1] : fromCursor(cursor, place);
    const { rows } = await sql<Row>`
        select * from (
            select line.block, line.tx_index, tx.tx_id, tx.fn, tx.at_ms, line.received_micro, line.spent_micro,
                   sum(line.received_micro - line.spent_micro) over (order by line.block, line.tx_index) as balance_micro
            from coin_lines line
            join transactions tx on tx.block = line.block and tx.tx_index = line.tx_index
            where line.wallet = ${wallet}
        ) statement
        where (block, tx_index) > (${block}, ${index})
        order by block, tx_index
        limit ${limit + 1}`.execute(database);
    return toPage(rows, limit, toLine, (row) => [row.block, row.tx_index]);
}
