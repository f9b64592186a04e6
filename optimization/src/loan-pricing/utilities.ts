import type { LoanProblem } from './problem';

/** k = p (Qmin - theta), coins: the only way in which p, Qmin and theta enter loan and rates. */
export function loanOffset({ p, qMin, theta }: LoanProblem): number {
    return p * (qMin - theta);
}

/** L or G of docs/concepts/loan-pricing.md: x + eta - x eta for a probability x; from 1 to eta. */
export function mix(x: number, eta: number): number {
    return x + eta - x * eta;
}

/** The bank's cost of a lent coin over the whole loan, in its own expectation: gamma t c. */
export function coinCost({ gamma, t, c }: LoanProblem): number {
    return gamma * t * c;
}

/**
 * The borrower's utility u, (1) and (2): satisfaction counts with probability lambda, the penalty with the rest.
 * @returns Coins; -Infinity or NaN where the loan does not exceed k.
 */
export function borrowerUtility(problem: LoanProblem, loan: number, alpha: number): number {
    const { lambda, d, p, qMin, theta, eta } = problem;
    const satisfaction = lambda === 0 ? 0 : lambda * d * Math.log(loan / p - qMin + theta);
    return satisfaction - (alpha * loan * mix(lambda, eta)) / eta;
}

/** The bank's utility v, (3), coins. */
export function bankUtility(problem: LoanProblem, loan: number, alpha: number): number {
    return loan * ((alpha * mix(problem.gamma, problem.eta)) / problem.eta - coinCost(problem));
}

/** What the borrower takes at a rate: (8), and never less than nothing. Coins. */
export function bestLoan(problem: LoanProblem, alpha: number): number {
    const { lambda, d, eta } = problem;
    return Math.max(0, (lambda * d * eta) / (alpha * mix(lambda, eta)) + loanOffset(problem));
}
