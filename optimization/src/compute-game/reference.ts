import { ProblemError } from '../common/problem-error';
import { at, checkProblem, type ComputeProblem, type SellerTerms, sellerTerms } from './problem';
import { bestResponse } from './utilities';

/** How Algorithm 2 is run; the paper states none of these values. */
export interface GradientOptions {
    /** theta: the step along the gradient. */
    readonly step: number;
    /** xi: the relative change of the amounts (1-norm) at which it stops. */
    readonly threshold: number;
    /** Above the largest converging step the loop cycles for ever: it is refused after so many rounds. */
    readonly iterationsMax: number;
}

/** Where Algorithm 2 stopped. */
export interface GradientResult {
    readonly R: Float64Array;
    readonly f: Float64Array;
    readonly iterations: number;
}

/**
 * dU'/dR_i, eq. (14), at a projected price: df_i/dR_i = g/(R - r)^2 inside, where U' = cost after + payment. At the
 * projection's own ends the same one-sided derivative holds.
 */
function gradientAt({ r, g }: SellerTerms, price: number, amount: number, marginal: number): number {
    return amount - (g * (marginal - price)) / (price - r) ** 2;
}

const project = ({ lowest, highest }: SellerTerms, price: number): number => Math.min(Math.max(price, lowest), highest);

function distance(left: Float64Array, right: Float64Array): number {
    return left.reduce((total, value, i) => total + Math.abs(value - at(right, i)), 0);
}

/**
 * Algorithm 2 of the computing paper as printed, with what it leaves out: prices start at R', the final prices are
 * projected onto [R', R''], the rounds are bounded, and the stop rule multiplies instead of dividing by an amount that
 * may be zero. It converges iff the step is below 2/(largest eigenvalue of the Hessian over the interior sellers).
 * `solveCompute` is tested against it.
 *
 * @throws ProblemError as {@link checkProblem}, and COMPUTE_NOT_CONVERGED after `iterationsMax` rounds
 */
export function gradientSearch(problem: ComputeProblem, options: GradientOptions): GradientResult {
    checkProblem(problem);
    const { a, lambda } = problem;
    const terms = Array.from({ length: problem.fbar.length }, (_, i) => sellerTerms(problem, i));
    let R = Float64Array.from(terms, ({ lowest }) => lowest);
    let f = Float64Array.from(terms, (seller, i) => bestResponse(seller, at(R, i)));
    for (let iterations = 1; iterations <= options.iterationsMax; iterations += 1) {
        const unsold = terms.reduce((total, { fbar }, i) => total + fbar - at(f, i), 0);
        const marginal = lambda * a * Math.exp(lambda * unsold);
        const prices = R;
        const amounts = f;
        R = Float64Array.from(terms, (seller, i) => {
            const price = at(prices, i);
            return project(seller, price - options.step * gradientAt(seller, price, at(amounts, i), marginal));
        });
        f = Float64Array.from(terms, (seller, i) => bestResponse(seller, at(R, i)));
        if (distance(f, amounts) <= options.threshold * distance(amounts, new Float64Array(amounts.length))) {
            return { R, f, iterations };
        }
    }
    throw new ProblemError(
        'COMPUTE_NOT_CONVERGED',
        `no end after ${options.iterationsMax} rounds: take a smaller step`,
    );
}
