/** One borrower and the bank; symbols and units of the energy paper, section IV (docs/concepts/loan-pricing.md). */
export interface LoanProblem {
    /** How much the borrower values energy, coins, > 0. */
    readonly d: number;
    /** Shift of the logarithm, energy units, > 0. */
    readonly theta: number;
    /** Energy that the borrower needs at least, energy units, >= 0. */
    readonly qMin: number;
    /** Price, coins per energy unit, > 0. */
    readonly p: number;
    /** Duration, months, in (0, 10]. */
    readonly t: number;
    /** Penalty as a multiple of the interest, > 1. */
    readonly eta: number;
    /** The borrower's probability of repaying in time, in [0, 1]. */
    readonly lambda: number;
    /** The bank's factor of the borrower's grade, in (0, 1]. */
    readonly gamma: number;
    /** The bank's cost per coin and month, > 0. */
    readonly c: number;
    /** Highest penalty rate, > 0; without it there is none. */
    readonly alphaMax?: number | undefined;
}

/** How the game ends; see {@link solveLoan}. */
export type LoanStatus = 'interior' | 'capped' | 'no-loan' | 'refused' | 'unbounded';

/** The Stackelberg equilibrium of one loan. */
export interface LoanSolution {
    readonly status: LoanStatus;
    /** Penalty, share of the loan; null where unbounded. */
    readonly alpha: number | null;
    /** Interest per month, share of the loan: alpha / (eta t); null where unbounded. */
    readonly beta: number | null;
    /** Coins lent; null where unbounded. */
    readonly loan: number | null;
    /** v of (3), coins; null where unbounded. */
    readonly bankUtility: number | null;
    /** u of (2), coins; null where the logarithm has no value: refused, unbounded, no loan at k = 0. */
    readonly borrowerUtility: number | null;
    /** The rate below which the bank loses. */
    readonly alphaBreakEven: number;
    /** The rate from which the borrower takes nothing; null where there is none, k >= 0. */
    readonly alphaChoke: number | null;
}
