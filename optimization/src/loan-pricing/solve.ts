import { ProblemError } from '../common/problem-error';
import { assertLoanProblem } from './domain';
import type { LoanProblem, LoanSolution, LoanStatus } from './problem';
import { bankUtility, bestLoan, borrowerUtility, coinCost, loanOffset, mix } from './utilities';

interface Rates {
    readonly alphaBreakEven: number;
    readonly alphaChoke: number | null;
}

function ratesOf(problem: LoanProblem, offset: number, shadowPrice: number): Rates {
    const { gamma, eta, lambda, d } = problem;
    const alphaBreakEven = ((coinCost(problem) + shadowPrice) * eta) / mix(gamma, eta);
    const alphaChoke = offset < 0 ? (lambda * d * eta) / (-offset * mix(lambda, eta)) : null;
    return { alphaBreakEven, alphaChoke };
}

function withoutLoan(problem: LoanProblem, status: 'no-loan' | 'refused', rates: Rates): LoanSolution {
    const utility = status === 'no-loan' ? borrowerUtility(problem, 0, 0) : NaN;
    const borrower = Number.isFinite(utility) ? utility : null;
    return { status, alpha: 0, beta: 0, loan: 0, bankUtility: 0, borrowerUtility: borrower, ...rates };
}

function withLoan(problem: LoanProblem, status: 'interior' | 'capped', alpha: number, rates: Rates): LoanSolution {
    const loan = bestLoan(problem, alpha);
    if (!Number.isFinite(alpha * loan)) throw new ProblemError('LOAN_OVERFLOW', 'the loan exceeds what a double holds');
    return {
        status,
        alpha,
        beta: alpha / (problem.eta * problem.t),
        loan,
        bankUtility: bankUtility(problem, loan, alpha),
        borrowerUtility: borrowerUtility(problem, loan, alpha),
        ...rates,
    };
}

/** The rows of the table with k = 0: the bank's utility rises with the rate for ever. */
function statusAtTheta({ alphaMax }: LoanProblem): LoanStatus {
    return alphaMax === undefined ? 'unbounded' : 'capped';
}

function statusOf(problem: LoanProblem, offset: number, rates: Rates, best: number): LoanStatus {
    const { alphaMax = Infinity, lambda } = problem;
    if (offset > 0) return 'refused';
    if (lambda === 0 || alphaMax <= rates.alphaBreakEven) return 'no-loan';
    if (rates.alphaChoke === null) return statusAtTheta(problem);
    if (rates.alphaChoke <= rates.alphaBreakEven) return 'no-loan';
    return best < alphaMax ? 'interior' : 'capped';
}

/**
 * The Stackelberg equilibrium in closed form. The bank names alpha, the borrower answers with {@link bestLoan}.
 *
 * - `refused`: k > 0, the borrower's least need exceeds theta. The paper's lending rule.
 * - `no-loan`: no rate suits both, as the borrower's choke rate, or alphaMax, does not exceed the bank's break-even rate.
 *   The paper's (12) and (8) give a negative loan at a loss there, whose product looks like a gain.
 * - `interior`: alpha* = sqrt(alphaBreakEven alphaChoke), which is (12).
 * - `capped`: alpha* would exceed alphaMax, which is the rate then; (13).
 * - `unbounded`: k = 0 and no ceiling: the bank's gain grows with alpha for ever. Nothing to lend at.
 *
 * @param shadowPrice - What a coin is worth to a bank that is short of coins, on top of its cost: mu of the book.
 * @throws ProblemError LOAN_DOMAIN where a value lies outside the model, LOAN_OVERFLOW where doubles do not hold it.
 */
export function solveLoan(problem: LoanProblem, shadowPrice = 0): LoanSolution {
    assertLoanProblem(problem);
    const offset = loanOffset(problem);
    const rates = ratesOf(problem, offset, shadowPrice);
    const best = Math.sqrt(rates.alphaBreakEven * (rates.alphaChoke ?? Infinity));
    const status = statusOf(problem, offset, rates, best);
    if (status === 'no-loan' || status === 'refused') return withoutLoan(problem, status, rates);
    if (status === 'unbounded') {
        return { status, alpha: null, beta: null, loan: null, bankUtility: null, borrowerUtility: null, ...rates };
    }
    return withLoan(problem, status, status === 'interior' ? best : (problem.alphaMax ?? best), rates);
}
