import { type Random, seededRandom } from '../common/random';
import { loanCases } from './cases';
import { toLoanProblem } from './exact-terms';
import type { LoanProblem, LoanSolution } from './problem';
import { solveLoan } from './solve';
import { bankUtility, bestLoan, borrowerUtility } from './utilities';

const SINGLE_STEPS = 100;
const SCAN_POINTS = 1000;
const NOISE = 1e-13;

// Looked up once: in a test's context every use of a global costs more than the game itself.
const { log, max, min, abs } = Math;

type Solver = (problem: LoanProblem) => LoanSolution;

/** Steps from 1e-9 to 1 of what is deviated from, their logarithm even; each is tried both ways. */
const drawSteps = (random: Random): number[] =>
    Array.from({ length: SINGLE_STEPS }, () => 10 ** (-9 * (random.integer(1_000_001) / 1e6)));

const steps = drawSteps(seededRandom(9));

/** The largest utility over: single deviations both ways, both ends of the domain, a scan of a thousand points. */
function greatest(utility: (choice: number) => number, around: number, low: number, high: number): number {
    let best = max(utility(low), utility(high));
    for (const step of steps) {
        const [less, more] = [around * (1 - step), around * (1 + step)];
        best = max(best, utility(less < low ? low : less), utility(more > high ? high : more));
    }
    const width = (high - low) / SCAN_POINTS;
    for (let point = 1; point <= SCAN_POINTS; point += 1) {
        const value = utility(low + width * point);
        if (value > best) best = value;
    }
    return best;
}

/** (3) as printed, of the rate that the bank names, to which the borrower answers with (8) or with nothing. */
function bankUtilityOf({ d, theta, qMin, p, t, eta, lambda, gamma, c }: LoanProblem): (alpha: number) => number {
    return (alpha) => {
        const beta = alpha / (eta * t);
        const answer = (lambda * d) / (lambda * beta * t + (1 - lambda) * alpha) + p * (qMin - theta);
        const loan = answer > 0 ? answer : 0;
        return gamma * (beta * loan * t - loan * t * c) + (1 - gamma) * alpha * loan;
    };
}

/** (2) as printed, of the loan that the borrower takes at a rate. */
function borrowerUtilityOf(
    { d, theta, qMin, p, t, eta, lambda }: LoanProblem,
    alpha: number,
): (loan: number) => number {
    const beta = alpha / (eta * t);
    return (loan) => {
        const satisfaction = lambda === 0 ? 0 : lambda * d * log(loan / p - qMin + theta);
        return satisfaction - lambda * beta * loan * t - (1 - lambda) * alpha * loan;
    };
}

/** Whether the bank could gain by naming another rate. */
function couldBankGain(problem: LoanProblem, solution: LoanSolution): boolean {
    const { alpha, loan, bankUtility: gain, alphaBreakEven, alphaChoke } = solution;
    const high = problem.alphaMax ?? 3 * max(alphaChoke ?? 0, alphaBreakEven, alpha ?? 0);
    const around = alpha === null || alpha === 0 ? min(alphaBreakEven, high) : alpha;
    const scale = (loan ?? 0) * ((alpha ?? 0) + problem.t * problem.c) + problem.d * problem.lambda;
    return greatest(bankUtilityOf(problem), around, high * 1e-12, high) > (gain ?? 0) + NOISE * scale;
}

/** Whether the borrower could gain by another loan at the rate; without a loan, at the rate where the bank gains none. */
function couldBorrowerGain(problem: LoanProblem, solution: LoanSolution): boolean {
    const { alpha, loan, borrowerUtility: own, alphaBreakEven, status } = solution;
    if (own === null || loan === null) return false;
    const isLent = status === 'interior' || status === 'capped';
    // A ceiling below the break-even rate leaves a borrower who would gladly borrow and a bank that does not lend.
    if (!isLent && (problem.alphaMax ?? Infinity) <= alphaBreakEven) return false;
    const rate = isLent ? (alpha ?? NaN) : alphaBreakEven;
    const around = loan === 0 ? problem.p * problem.theta : loan;
    // The logarithm's argument loses the digits that theta and Qmin have in common.
    const lost = problem.theta / (problem.theta - problem.qMin);
    const scale = problem.lambda * problem.d * (40 + abs(log(problem.theta)) + lost) + rate * loan;
    return greatest(borrowerUtilityOf(problem, rate), around, 0, 3 * around) > own + NOISE * scale;
}

const problems = loanCases(10_000, 77).map(({ terms }) => toLoanProblem(terms));

/** Who could gain by deviating from a solver's answers, counted over all problems. */
function deviations(solver: Solver): Record<'bank' | 'borrower', number> {
    const count = { bank: 0, borrower: 0 };
    for (const problem of problems) {
        const solution = solver(problem);
        // The lending rule refuses before the game, and without a bound there is no equilibrium: tested below.
        if (solution.status === 'refused' || solution.status === 'unbounded') continue;
        if (couldBankGain(problem, solution)) count.bank += 1;
        if (couldBorrowerGain(problem, solution)) count.borrower += 1;
    }
    return count;
}

/** A solver with a mistake planted into its rate, or into its loan. */
const planted =
    (rateFactor: number, loanFactor: number): Solver =>
    (problem) => {
        const right = solveLoan(problem);
        if (right.status !== 'interior') return right;
        const alpha = (right.alpha ?? NaN) * rateFactor;
        const loan = bestLoan(problem, alpha) * loanFactor;
        return {
            ...right,
            alpha,
            loan,
            bankUtility: bankUtility(problem, loan, alpha),
            borrowerUtility: borrowerUtility(problem, loan, alpha),
        };
    };

describe('deviating from the equilibrium of ten thousand loans', () => {
    it('gains nobody anything', () => {
        expect(deviations(solveLoan)).toEqual({ bank: 0, borrower: 0 });
    });

    it.each([0.99, 1.01])('is found to pay for the bank where the solver’s rate is off by the factor %d', (factor) => {
        expect(deviations(planted(factor, 1)).bank).toBeGreaterThan(1000);
    });

    it.each([0.99, 1.01])('is found to pay for the borrower where the loan is off by the factor %d', (factor) => {
        expect(deviations(planted(1, factor)).borrower).toBeGreaterThan(1000);
    });

    it('always pays the bank where there is no bound: the more it asks, the more it gains', () => {
        const unbounded = problems.filter((problem) => solveLoan(problem).status === 'unbounded');
        expect(unbounded.length).toBeGreaterThan(500);
        for (const problem of unbounded) {
            const gain = (alpha: number): number => bankUtility(problem, bestLoan(problem, alpha), alpha);
            expect(gain(10)).toBeGreaterThan(gain(1));
            expect(gain(100)).toBeGreaterThan(gain(10));
        }
    });
});
