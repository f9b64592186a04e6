import { solveExactLoan } from './exact-loan';
import type { ExactLoanAnswer, ExactLoanTerms } from './exact-terms';

/** The pricing of a bank's whole book that the ledger's certificate accepts. */
export interface ExactLoanBook {
    /** The least price of a coin, in units of 1e-12, at which the loans fit the budget. */
    readonly muE12: bigint;
    /** The loans at it, in the order of the borrowers. */
    readonly loans: readonly ExactLoanAnswer[];
    /** The loans at one quantum less, which exceed the budget; empty at mu 0. */
    readonly cheaper: readonly ExactLoanAnswer[];
}

/**
 * {@link solveLoanBook} in whole numbers: doubles the price of a coin until the loans fit, then halves the distance to
 * the least that does.
 *
 * @param budgetMicro - Coins that the bank can lend, micro-coins, >= 0.
 * @throws ProblemError LOAN_DOMAIN where a value lies outside the model.
 */
export function solveExactLoanBook(borrowers: readonly ExactLoanTerms[], budgetMicro: bigint): ExactLoanBook {
    const loansAt = (muE12: bigint): ExactLoanAnswer[] => borrowers.map((terms) => solveExactLoan({ ...terms, muE12 }));
    const fits = (loans: readonly ExactLoanAnswer[]): boolean =>
        loans.reduce((sum, { loanMicro }) => sum + loanMicro, 0n) <= budgetMicro;
    const free = loansAt(0n);
    if (fits(free)) return { muE12: 0n, loans: free, cheaper: [] };
    let low = 0n;
    let high = 1n << 30n;
    for (; !fits(loansAt(high)); high *= 2n) low = high;
    while (high - low > 1n) {
        const middle = (low + high) / 2n;
        if (fits(loansAt(middle))) high = middle;
        else low = middle;
    }
    return { muE12: high, loans: loansAt(high), cheaper: loansAt(low) };
}
