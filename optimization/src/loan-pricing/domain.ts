import { ProblemError } from '../common/problem-error';
import type { LoanProblem } from './problem';

/** Longest loan of the model, months. */
export const MONTHS_MAX = 10;

const isPositive = (value: number): boolean => value > 0 && value < Infinity;

/** Each rule on its own line: this runs for every loan, and a table of bounds would take longer than the solution. */
function misfit(problem: LoanProblem): keyof LoanProblem | undefined {
    const { t, eta, lambda, gamma } = problem;
    if (!(isPositive(t) && t <= MONTHS_MAX)) return 't';
    if (!(isPositive(eta) && eta > 1)) return 'eta';
    if (!(lambda >= 0 && lambda <= 1)) return 'lambda';
    if (!(gamma > 0 && gamma <= 1)) return 'gamma';
    return misfitOfAmounts(problem);
}

function misfitOfAmounts({ d, theta, qMin, p, c, alphaMax }: LoanProblem): keyof LoanProblem | undefined {
    if (!isPositive(d)) return 'd';
    if (!isPositive(theta)) return 'theta';
    if (!(qMin >= 0 && qMin < Infinity)) return 'qMin';
    if (!isPositive(p)) return 'p';
    if (!isPositive(c)) return 'c';
    return alphaMax === undefined || isPositive(alphaMax) ? undefined : 'alphaMax';
}

/**
 * Refuses values for which the game has no answer: gamma or c of 0, say, make the best rate tend to 0 and the loan to
 * infinity.
 * @throws ProblemError LOAN_DOMAIN
 */
export function assertLoanProblem(problem: LoanProblem): void {
    const name = misfit(problem);
    if (name === undefined) return;
    throw new ProblemError('LOAN_DOMAIN', `${name} is ${String(problem[name])}, outside the model`);
}
