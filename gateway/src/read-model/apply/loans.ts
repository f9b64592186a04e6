import type { MintRecord } from '@edgebourse/chaincode/coin/records';
import type { BorrowerRecord, LoanRecord, PaymentRecord } from '@edgebourse/chaincode/credit/records';
import type { Database } from '../database/tables';
import { insertRows } from './insert';
import { positionOf, writesOf, type Placed } from './write';

/** A loan keeps the place at which it was granted, whatever becomes of it: a list's cursor stays good. */
async function applyLoan(database: Database, placed: Placed, loan: LoanRecord): Promise<void> {
    const { id, bank, borrower, status } = loan;
    const before = await database.deleteFrom('loans').where('id', '=', id).returningAll().executeTakeFirst();
    const { block, tx_index } = before ?? positionOf(placed);
    await insertRows(database, 'loans', [{ id, bank, borrower, status, block, tx_index, body: JSON.stringify(loan) }]);
}

/** Follows who received minted coins, for those who must show an income. */
async function applyMints(database: Database, placed: Placed): Promise<void> {
    for (const { value } of writesOf(placed.transaction, 'mint')) {
        const { reference, reason, outputs, mintedAt } = value as MintRecord;
        const wallets = [...new Set(outputs.map(({ wallet }) => wallet))];
        const rows = wallets.map((wallet) => ({ wallet, reference, reason, at_ms: Number(mintedAt) }));
        await insertRows(database, 'mints', rows);
    }
}

async function applyBorrower(database: Database, { wallet, s, f, failedMicro }: BorrowerRecord): Promise<void> {
    await database.deleteFrom('borrowers').where('wallet', '=', wallet).execute();
    await insertRows(database, 'borrowers', [{ wallet, repaid: s, failed: f, failed_micro: failedMicro }]);
}

/** Follows loans, payments by tokens, borrowers, and deposits. */
export async function applyLoans(database: Database, placed: Placed): Promise<void> {
    const { transaction } = placed;
    for (const { value } of writesOf(transaction, 'loan')) await applyLoan(database, placed, value as LoanRecord);
    for (const { value } of writesOf(transaction, 'borrower')) await applyBorrower(database, value as BorrowerRecord);
    const payments = writesOf(transaction, 'payment').map(({ value }) => {
        const { token, n, payTo, amountMicro, timeMs } = value as PaymentRecord;
        return { token, n, pay_to: payTo, amount_micro: amountMicro, time_ms: Number(timeMs) };
    });
    await insertRows(database, 'token_payments', payments);
    await applyMints(database, placed);
}
