import type { LoanProblem } from './problem';
import { bankUtility, bestLoan, borrowerUtility, loanOffset } from './utilities';

/** One step of the scan. */
export interface ScanStep {
    /** From 1. */
    readonly iteration: number;
    readonly alpha: number;
    readonly loan: number;
    readonly bankUtility: number;
    readonly borrowerUtility: number;
}

/** The scan's end, and its best step so far after each iteration. */
export interface ScanResult {
    /** The bank's best step; undefined where it never gains: nothing is lent. */
    readonly best: ScanStep | undefined;
    /** How many rates were tried. */
    readonly iterations: number;
}

/**
 * Algorithm 1 of the energy paper, with its slips mended: the penalty rate (the paper says interest rate) rises from
 * one step, not from 0 where (8) divides by zero; the borrower answers with the loan of (8), never less than nothing;
 * a step is recorded if the bank gains at least as much as at the best before it, compared before it is overwritten. Each
 * borrower is scanned alone, as each has a rate of its own in (5).
 *
 * Nothing but the paper's utilities and the follower's answer goes in, so that {@link solveLoan} is tested against it.
 *
 * @param step - Distance of the rates; the paper leaves it open.
 * @param until - The highest rate tried, where the problem's alphaMax is absent or higher.
 * @param watch - Is shown each step and the best of all so far, for those who draw the scan.
 */
export function scanLoan(
    problem: LoanProblem,
    { step, until }: { readonly step: number; readonly until: number },
    watch: (current: ScanStep, best: ScanStep | undefined) => void = () => undefined,
): ScanResult {
    if (loanOffset(problem) > 0) return { best: undefined, iterations: 0 };
    const last = Math.min(until, problem.alphaMax ?? until);
    // A ceiling off the grid is tried as well: the best rate may be it.
    const iterations = Math.ceil(last / step);
    let best: ScanStep | undefined;
    for (let iteration = 1; iteration <= iterations; iteration += 1) {
        const alpha = Math.min(iteration * step, last);
        const loan = bestLoan(problem, alpha);
        const gain = bankUtility(problem, loan, alpha);
        const current: ScanStep = {
            iteration,
            alpha,
            loan,
            bankUtility: gain,
            borrowerUtility: borrowerUtility(problem, loan, alpha),
        };
        if (loan > 0 && gain >= (best?.bankUtility ?? 0)) best = current;
        watch(current, best);
    }
    return { best, iterations };
}
