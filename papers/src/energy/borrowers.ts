import type { LoanProblem } from '@edgebourse/optimization/loan-pricing/problem';
import type { Draws } from '../random';
import { gradeFactor, SUB_GRADE_COUNTS } from './grades';

/** What Table II leaves out: the price of energy, and the least need as a share of theta. */
export interface Calibration {
    /** Coins per energy unit. */
    readonly price: number;
    readonly needShare: number;
}

/**
 * Fitted to what the paper prints for figure 7: kappa = p (theta - Qmin)/theta = 1.659 gives +64.8 % for the bank over
 * AAS in expectation; this price then gives +5.7 % for the borrowers over RAS.
 */
export const CALIBRATED: Calibration = { price: 32.4, needShare: 0.9488 };

/** The number through which price and least need enter rates and loans. */
export function kappa({ price, needShare }: Calibration): number {
    return price * (1 - needShare);
}

/** Table II: the unit penalty. */
export const ETA = 3.5;

/** A borrower drawn from Table II, with a grade of figure 6. */
export function drawBorrower(draws: Draws, { price, needShare }: Calibration): LoanProblem {
    const theta = draws.uniform(2000, 2500);
    return {
        d: draws.uniform(20_000, 20_400),
        theta,
        qMin: needShare * theta,
        p: price,
        t: draws.uniformAbove(0, 10),
        eta: ETA,
        lambda: draws.uniformAbove(0, 1),
        gamma: gradeFactor(draws.weighted(SUB_GRADE_COUNTS)),
        c: draws.uniform(0.1, 0.2),
    };
}
