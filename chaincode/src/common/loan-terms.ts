/** Rates, probabilities, factors and months travel as whole numbers of 1e-12. */
export const E12 = 10n ** 12n;

/** A month of the loan game: 30 days, in ms. */
export const MONTH_MS = 30n * 86_400_000n;

/** How many grades there are, from A1 to G5. */
const GRADES = 35n;

/**
 * Everything that a loan's price depends on, as the ledger holds it. The names are the symbols of the energy paper,
 * section IV, with their unit. docs/concepts/credit.md says where the contract reads each of them.
 */
export interface LoanTerms {
    /** d: how much the borrower values energy, micro-coins, above 0. */
    readonly dMicro: bigint;
    /** theta: shift of the satisfaction, Wh, above 0. */
    readonly thetaWh: bigint;
    /** Qmin: the energy that the borrower needs at least, Wh, 0 or more. */
    readonly qMinWh: bigint;
    /** p: price of energy, micro-coins per kWh, above 0. */
    readonly pMicroPerKwh: bigint;
    /** t: duration in months of 30 days, above 0, at most 10; see {@link monthsE12}. */
    readonly tE12: bigint;
    /** eta: how many times the interest the penalty is, above 1. */
    readonly etaE12: bigint;
    /** lambda: the borrower's probability of repaying in time, 0 to 1; see {@link repaymentE12}. */
    readonly lambdaE12: bigint;
    /** gamma: the bank's factor of the grade, above 0, at most 1; see {@link gradeFactorE12}. */
    readonly gammaE12: bigint;
    /** c: the bank's cost per coin and month, above 0. */
    readonly cE12: bigint;
    /** The highest penalty rate that the product allows, above 0; without it there is none. */
    readonly alphaMaxE12?: bigint | undefined;
    /** mu: price of a coin to a bank that is short of coins, 0 or more, 0 where absent; see the budget root. */
    readonly muE12?: bigint | undefined;
}

/**
 * How the game of one loan ends. `interior` and `capped` (at alphaMax) lend; the others do not: `no-loan` because no
 * rate suits both, `refused` because the least need exceeds theta, `unbounded` because no rate is the bank's best.
 */
export type LoanStatus = 'interior' | 'capped' | 'no-loan' | 'refused' | 'unbounded';

/**
 * The price of a loan: for each {@link LoanTerms} there is exactly one, so that a ledger's history does not depend on
 * who computed it. Rates are rounded up to 1e-12, the loan down to a micro-coin; without a loan all three are 0.
 */
export interface LoanAnswer {
    readonly status: LoanStatus;
    /** alpha: the penalty, as a share of the loan. */
    readonly alphaE12: bigint;
    /** beta = alpha / (eta t): the interest of a month, as a share of the loan. */
    readonly betaE12: bigint;
    /** R: how much the borrower takes at this rate, micro-coins. */
    readonly loanMicro: bigint;
}

/** @returns A duration as months of 30 days, rounded down to 1e-12. */
export function monthsE12(durationMs: bigint): bigint {
    return (durationMs * E12) / MONTH_MS;
}

/**
 * lambda of a borrower with a record.
 * @param kept - Loans repaid in time.
 * @param failed - Loans that were not.
 * @returns kept / (kept + failed), rounded down to 1e-12; undefined where there is no record.
 */
export function repaymentE12(kept: bigint, failed: bigint): bigint | undefined {
    const loans = kept + failed;
    return loans === 0n ? undefined : (kept * E12) / loans;
}

/**
 * gamma of a grade: r_n = 1 - (n - 1) / 35, n from 1 for A1 to 35 for G5 (energy paper, section V-C).
 * @param grade - `A1` to `G5`, as creditGrade gives it.
 * @returns Rounded down to 1e-12; undefined for any other text.
 */
export function gradeFactorE12(grade: string): bigint | undefined {
    if (!/^[A-G][1-5]$/.test(grade)) return undefined;
    const place = 5n * BigInt(grade.charCodeAt(0) - 'A'.charCodeAt(0)) + BigInt(grade.charAt(1)) - 1n;
    return ((GRADES - place) * E12) / GRADES;
}
