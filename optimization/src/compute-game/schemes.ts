import { at, type ComputeProblem, type Numbers, sellerTerms } from './problem';
import { bestResponses, type ComputeUtilities, utilitiesOf } from './utilities';

/** Prices and amounts by a rule other than the equilibrium, and what they are worth. */
export interface SchemeOutcome extends ComputeUtilities {
    readonly R: Float64Array;
    readonly f: Float64Array;
}

const outcome = (problem: ComputeProblem, R: Float64Array, f: Float64Array): SchemeOutcome => ({
    R,
    f,
    ...utilitiesOf(problem, R, f),
});

/**
 * Random pricing (RPS): R_i = R' + (R'' - R') u_i; the sellers answer at their best. Needs rho < 1, else R'' is
 * infinite. R'' ~ 1/(1 - rho) has no mean where rho is drawn up to 1: compare medians.
 * @param draws - u_i in [0, 1), one per seller.
 */
export function randomPricing(problem: ComputeProblem, draws: Numbers): SchemeOutcome {
    const R = Float64Array.from({ length: problem.fbar.length }, (_, i) => {
        const { lowest, highest } = sellerTerms(problem, i);
        return lowest + (highest - lowest) * at(draws, i);
    });
    return outcome(problem, R, bestResponses(problem, R));
}

/** Uniform pricing (UPS): one unit price for all; the sellers answer at their best. The paper takes 2.0 and 2.5. */
export function uniformPricing(problem: ComputeProblem, price: number): SchemeOutcome {
    const R = new Float64Array(problem.fbar.length).fill(price);
    return outcome(problem, R, bestResponses(problem, R));
}

/**
 * Random amounts (RAS): f_i = u_i fbar_i at the equilibrium's prices.
 * @param draws - u_i in [0, 1), one per seller.
 */
export function randomAmounts(problem: ComputeProblem, equilibriumPrices: Numbers, draws: Numbers): SchemeOutcome {
    const R = Float64Array.from(equilibriumPrices);
    return outcome(
        problem,
        R,
        R.map((_, i) => at(draws, i) * at(problem.fbar, i)),
    );
}

/** Uniform amounts (UAS): f_i = share * fbar_i at the equilibrium's prices. The paper takes 0.4 and 0.7 of 1. */
export function uniformAmounts(problem: ComputeProblem, equilibriumPrices: Numbers, share: number): SchemeOutcome {
    const R = Float64Array.from(equilibriumPrices);
    return outcome(
        problem,
        R,
        R.map((_, i) => share * at(problem.fbar, i)),
    );
}
