import { ProblemError } from '../common/problem-error';
import type { LoanProblem } from './problem';

/** Longest loan of the model, months. */
export const MONTHS_MAX = 10;

/** The bounds in order: name, lowest, highest, whether the lowest is allowed itself. */
const bounds: readonly (readonly [keyof LoanProblem, number, number, boolean])[] = [
    ['d', 0, Infinity, false],
    ['theta', 0, Infinity, false],
    ['qMin', 0, Infinity, true],
    ['p', 0, Infinity, false],
    ['t', 0, MONTHS_MAX, false],
    ['eta', 1, Infinity, false],
    ['lambda', 0, 1, true],
    ['gamma', 0, 1, false],
    ['c', 0, Infinity, false],
];

function isWithin(value: number, low: number, high: number, isLowAllowed: boolean): boolean {
    return Number.isFinite(value) && value <= high && (value > low || (isLowAllowed && value === low));
}

/**
 * Refuses values for which the game has no answer: gamma or c of 0, say, make the best rate tend to 0 and the loan to
 * infinity.
 * @throws ProblemError LOAN_DOMAIN
 */
export function assertLoanProblem(problem: LoanProblem): void {
    for (const [name, low, high, isLowAllowed] of bounds) {
        if (!isWithin(problem[name] ?? NaN, low, high, isLowAllowed)) {
            throw new ProblemError('LOAN_DOMAIN', `${name} is ${String(problem[name])}, outside the model`);
        }
    }
    if (problem.alphaMax !== undefined && !isWithin(problem.alphaMax, 0, Infinity, false)) {
        throw new ProblemError('LOAN_DOMAIN', `alphaMax is ${String(problem.alphaMax)}, outside the model`);
    }
}
