import type { EdgeContext } from '../common/context';
import { regionTime } from '../energy/region-time';
import type { Deadline } from './charges';
import { requireLoan, type LoanBook } from './loan-book';
import type { Swept } from './records';

/**
 * Does what the deadlines of these loans demand by now, each by its region's time. Whoever calls it, and however often,
 * the outcome is the same: what was done is not done again. Every step reads the loan that a repayment writes, so of the
 * two the one that commits first wins and the other is judged again.
 * @throws EdgeError CREDIT_LOAN_UNKNOWN.
 */
export async function sweep(ctx: EdgeContext, book: LoanBook, loans: readonly string[]): Promise<Swept> {
    const done: Record<Deadline, string[]> = { close: [], overdue: [], blacklist: [] };
    for (const id of loans) {
        const { region } = await requireLoan(ctx, id);
        for (const deadline of await book.sweep(id, await regionTime(ctx, region))) done[deadline].push(id);
    }
    return { closed: done.close, overdue: done.overdue, blacklisted: done.blacklist };
}
