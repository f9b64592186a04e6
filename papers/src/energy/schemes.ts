import { solveLoan } from '@edgebourse/optimization/loan-pricing/solve';
import { bankUtility, borrowerUtility } from '@edgebourse/optimization/loan-pricing/utilities';
import type { LoanProblem } from '@edgebourse/optimization/loan-pricing/problem';
import type { Draws } from '../random';
import { drawBorrower, type Calibration } from './borrowers';

/** Five banks with 20 borrowers each. */
export const BANKS = 5;
export const BORROWERS_PER_BANK = 20;
/** "Interest 0.1" of RAS and AAS: a share of the loan per month. */
const SCHEME_BETA = 0.1;

/** The paper's ways to lend: its own equilibrium, the average amount for all, a random amount. */
export const SCHEMES = ['equilibrium', 'AAS', 'RAS'] as const;
export type Scheme = (typeof SCHEMES)[number];

/** What each scheme brings, coins. */
export type Benefits = Readonly<Record<Scheme, number>>;

/** One bank's borrowers under each scheme. */
export interface BankRun {
    readonly bank: Benefits;
    /** By borrower. */
    readonly borrowers: readonly Benefits[];
    readonly withoutLoan: number;
}

function byScheme(value: (scheme: Scheme) => number): Benefits {
    return { equilibrium: value('equilibrium'), AAS: value('AAS'), RAS: value('RAS') };
}

/** @returns The sum of benefits; of none, nothing. */
export function total(benefits: readonly Benefits[]): Benefits {
    return byScheme((scheme) => benefits.reduce((sum, each) => sum + each[scheme], 0));
}

/** Utilities of a loan at the schemes' fixed interest. */
function atFixedInterest(problem: LoanProblem, loan: number): { bank: number; borrower: number } {
    const alpha = SCHEME_BETA * problem.eta * problem.t;
    return { bank: bankUtility(problem, loan, alpha), borrower: borrowerUtility(problem, loan, alpha) };
}

/**
 * Draws a bank's borrowers and lends to them in each way. AAS lends each the mean of the equilibrium's loans, so that
 * the bank lends the same in total; RAS an amount drawn evenly between nothing and that.
 */
export function lendAsBank(draws: Draws, calibration: Calibration): BankRun {
    const problems = Array.from({ length: BORROWERS_PER_BANK }, () => drawBorrower(draws, calibration));
    const solutions = problems.map((problem) => solveLoan(problem));
    const average = solutions.reduce((sum, { loan }) => sum + (loan ?? 0), 0) / solutions.length;
    const both = problems.map((problem, at) => {
        const equal = atFixedInterest(problem, average);
        const random = atFixedInterest(problem, draws.uniform(0, average));
        const { bankUtility: bank, borrowerUtility: borrower } = solutions[at] ?? {};
        return {
            bank: { equilibrium: bank ?? 0, AAS: equal.bank, RAS: random.bank },
            borrower: { equilibrium: borrower ?? 0, AAS: equal.borrower, RAS: random.borrower },
        };
    });
    return {
        bank: total(both.map(({ bank }) => bank)),
        borrowers: both.map(({ borrower }) => borrower),
        withoutLoan: solutions.filter(({ status }) => status === 'no-loan').length,
    };
}

/** @returns All banks of each run. */
export function lendRuns(draws: Draws, runs: number, calibration: Calibration): BankRun[][] {
    return Array.from({ length: runs }, () => Array.from({ length: BANKS }, () => lendAsBank(draws, calibration)));
}
