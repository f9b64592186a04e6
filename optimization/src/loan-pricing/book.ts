import type { LoanProblem, LoanSolution } from './problem';
import { solveLoan } from './solve';
import { mix } from './utilities';

/** All loans of a bank that has a limited number of coins. */
export interface LoanBook {
    /** mu: what a coin is worth to the bank on top of its cost, coins per coin; 0 where the budget suffices. */
    readonly mu: number;
    /** Each borrower's game at this mu, in order; utilities are the paper's, without mu. */
    readonly loans: readonly LoanSolution[];
    /** Coins to lend to each: the loans, but for borrowers at alphaMax to whom the bank is indifferent at this mu. */
    readonly granted: readonly number[];
}

const amountOf = ({ loan }: LoanSolution): number => loan ?? 0;

const total = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

/** The mu from which a borrower gets nothing: there the bank breaks even at the highest rate that can be had. */
function lastPrice(problem: LoanProblem, { alphaChoke, alphaBreakEven }: LoanSolution): number {
    const highest = Math.min(alphaChoke ?? Infinity, problem.alphaMax ?? Infinity);
    if (!Number.isFinite(highest)) return 0;
    return Math.max(0, ((highest - alphaBreakEven) * mix(problem.gamma, problem.eta)) / problem.eta);
}

/** Halves until the doubles between have run out; `fits` is false at low, true at high. */
function bisect(low: number, high: number, fits: (mu: number) => boolean): [number, number] {
    for (;;) {
        const middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return [low, high];
        if (fits(middle)) high = middle;
        else low = middle;
    }
}

/** Borrowers whose capped loan ends between the two prices share what the others leave, in proportion. */
function grant(loans: readonly LoanSolution[], cheaper: readonly LoanSolution[], budget: number): number[] {
    const marginal = cheaper.map((loan, index) =>
        loan.status === 'capped' && loans[index]?.status === 'no-loan' ? amountOf(loan) : 0,
    );
    const wanted = total(marginal);
    const rest = Math.max(0, Math.min(wanted, budget - total(loans.map(amountOf))));
    return loans.map((loan, index) => {
        const share = marginal[index] ?? 0;
        return share > 0 ? (rest * share) / wanted : amountOf(loan);
    });
}

/**
 * Prices the whole book of a bank without coins enough for every loan (energy paper, section V-C): one price mu of a
 * coin is added to the cost of each, and is the root of `sum of the loans at mu = budget`, as every loan shrinks when mu
 * grows. The bank then gains most of what its coins can gain, as no coin would gain more in another's loan.
 *
 * A borrower at alphaMax gets all or nothing of the root, nothing when mu reaches what the bank gains by each coin. At
 * that price the bank does not mind how much of the loan it gives, so such borrowers share what is left.
 *
 * @param budget - Coins that the bank can lend.
 * @throws ProblemError LOAN_DOMAIN where a value lies outside the model.
 */
export function solveLoanBook(problems: readonly LoanProblem[], budget: number): LoanBook {
    const loansAt = (mu: number): LoanSolution[] => problems.map((problem) => solveLoan(problem, mu));
    const sumAt = (mu: number): number => total(loansAt(mu).map(amountOf));
    const free = loansAt(0);
    if (total(free.map(amountOf)) <= budget) return { mu: 0, loans: free, granted: free.map(amountOf) };
    const highest = Math.max(
        ...problems.map((problem, index) => lastPrice(problem, free[index] ?? solveLoan(problem))),
    );
    // Rounding may leave a last loan standing at the price computed for it; twice as much is certainly too dear.
    const [low, mu] = bisect(0, 2 * highest, (price) => sumAt(price) <= budget);
    const loans = loansAt(mu);
    return { mu, loans, granted: grant(loans, loansAt(low), budget) };
}
