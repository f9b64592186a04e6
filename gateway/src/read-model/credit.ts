import { creditGrade, creditValue } from '@edgebourse/chaincode/common/credit-value';
import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import { sql } from 'kysely';
import type { Database } from './database/tables';

/** The credit of a wallet as its public records show it. */
export interface WalletCredit {
    /** Trades with others that settled, or that were resolved with energy delivered. */
    readonly settledTrades: number;
    /** Repayments that failed, micro-coins. */
    readonly failedMicro: string;
    readonly value: string;
    readonly grade: string;
}

/**
 * Folds the credit value from a wallet's trades and from the loans that it did not repay in time.
 * @returns What the wallet's own records are worth; a bank folds all wallets that an account discloses.
 */
export async function walletCredit(database: Database, rule: Policy['credit'], wallet: string): Promise<WalletCredit> {
    const { rows } = await sql<{ settled: number }>`
        select count(*) as settled from trades t
        join settlements s on s.region = t.region and s."interval" = t."interval" and s.idx = t.idx
        where (t.buyer = ${wallet} or t.seller = ${wallet}) and t.buyer <> t.seller
            and (s.status in ('a', 'u') or (s.status = 'r' and s.settled_wh > 0))`.execute(database);
    const settledTrades = rows[0]?.settled ?? 0;
    const borrower = await database
        .selectFrom('borrowers')
        .select('failed_micro')
        .where('wallet', '=', wallet)
        .executeTakeFirst();
    const failedMicro = BigInt(borrower?.failed_micro ?? '0');
    const value = creditValue(rule, { settledTrades: BigInt(settledTrades), failedMicro });
    return { settledTrades, failedMicro: String(failedMicro), value: String(value), grade: creditGrade(rule, value) };
}
