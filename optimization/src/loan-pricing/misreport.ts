import type { LoanProblem } from './problem';
import { solveLoan } from './solve';
import { bankUtility, bestLoan, borrowerUtility } from './utilities';

/** What both get where the bank prices a loan by something that is not so. */
export interface MisreportOutcome {
    /** The penalty rate that the claim is priced at. */
    readonly alpha: number;
    /** Coins taken: what suits the borrower as she is, at most what the claim is lent. */
    readonly loan: number;
    /** The borrower's utility as she is, less that of her true price; coins. */
    readonly borrowerGain: number;
    /** The bank's utility by the borrower as she is, less that of her true price; coins. */
    readonly bankGain: number;
}

/**
 * Prices a loan by a claim and lets the borrower, who knows better, take what suits her.
 *
 * @param claim - Values of the problem that are claimed other than they are.
 * @returns Undefined where the claim is lent nothing, or the true borrower is not.
 */
export function misreport(problem: LoanProblem, claim: Partial<LoanProblem>): MisreportOutcome | undefined {
    const honest = solveLoan(problem);
    const { alpha, loan: limit } = solveLoan({ ...problem, ...claim });
    if (!alpha || limit === null || honest.borrowerUtility === null || honest.bankUtility === null) return undefined;
    const loan = Math.min(bestLoan(problem, alpha), limit);
    return {
        alpha,
        loan,
        borrowerGain: borrowerUtility(problem, loan, alpha) - honest.borrowerUtility,
        bankGain: bankUtility(problem, loan, alpha) - honest.bankUtility,
    };
}
