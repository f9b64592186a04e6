import type { LoanProblem } from '@edgebourse/optimization/loan-pricing/problem';
import { solveLoan } from '@edgebourse/optimization/loan-pricing/solve';
import { bankUtility, bestLoan, borrowerUtility } from '@edgebourse/optimization/loan-pricing/utilities';
import type { Claim, Figure, StudyOptions } from '../report/figure';
import { percent, short } from '../report/judge';
import { column, valueAt, type Table } from '../report/table';
import { seededDraws } from '../random';
import { CALIBRATED, drawBorrower } from './borrowers';

/** What is stated, as a multiple of the truth. */
const FACTORS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** What a borrower may be asked for in the paper, and how it looks when it is stated wrongly. */
const LIES: Readonly<Record<string, (truth: LoanProblem, factor: number) => LoanProblem>> = {
    d: (truth, factor) => ({ ...truth, d: factor * truth.d }),
    lambda: (truth, factor) => ({ ...truth, lambda: Math.min(1, factor * truth.lambda) }),
    'theta - Qmin': (truth, factor) => ({ ...truth, qMin: truth.theta - factor * (truth.theta - truth.qMin) }),
};
const NAMES = Object.keys(LIES);
const borrowerOf = (name: string): string => `borrower: ${name}`;
const bankOf = (name: string): string => `bank: ${name}`;

/** Benefits when a loan is priced by what was stated; nobody must take more than suits it, nor gets more than R*. */
function benefits(truth: LoanProblem, stated: LoanProblem): { borrower: number; bank: number } {
    const { alpha, loan: offered } = solveLoan(stated);
    const rate = alpha ?? 0;
    const loan = rate > 0 ? Math.min(offered ?? 0, bestLoan(truth, rate)) : 0;
    return { borrower: borrowerUtility(truth, loan, rate), bank: bankUtility(truth, loan, rate) };
}

function misreports(problems: readonly LoanProblem[]): Table {
    const sums = (change: (truth: LoanProblem) => LoanProblem): { borrower: number; bank: number } =>
        problems.reduce(
            (sum, truth) => {
                const { borrower, bank } = benefits(truth, change(truth));
                return { borrower: sum.borrower + borrower, bank: sum.bank + bank };
            },
            { borrower: 0, bank: 0 },
        );
    const honest = sums((truth) => truth);
    const rows = FACTORS.map((factor) => {
        const all = Object.values(LIES).map((lie) => sums((truth) => lie(truth, factor)));
        return [
            factor,
            ...all.map(({ borrower }) => borrower / honest.borrower),
            ...all.map(({ bank }) => bank / honest.bank),
        ];
    });
    return { columns: ['stated over true', ...NAMES.map(borrowerOf), ...NAMES.map(bankOf)], rows };
}

/** Where a column is highest: the row's x, and the value. */
function best(table: Table, name: string): { at: number; ratio: number } {
    const values = column(table, name);
    const ratio = Math.max(...values);
    return { at: column(table, 'stated over true')[values.indexOf(ratio)] ?? 1, ratio };
}

function pays(name: string, why: string): Claim {
    return {
        id: `9-misreport-${name.replaceAll(' ', '')}`,
        paper: `(not in the paper) a borrower gains nothing by stating a wrong ${name}`,
        ours: (table) => {
            const { at, ratio } = best(table, borrowerOf(name));
            const bank = valueAt(table, bankOf(name), at);
            return `at ${short(at)} times the truth its benefit changes by ${percent(ratio)}, the bank's by ${percent(bank)}`;
        },
        holds: (table) => best(table, borrowerOf(name)).ratio <= 1 + 1e-6,
        why,
    };
}

const FROM_LEDGER = 'The contract therefore takes';

/** Ours: what a borrower gains by misreporting, which the paper does not ask. */
export function figureMisreport({ seed, runs }: StudyOptions): Figure {
    const draws = seededDraws(seed);
    const count = 100 * Math.max(1, Math.ceil(runs / 50));
    const problems = Array.from({ length: count }, () => drawBorrower(draws, CALIBRATED));
    return {
        id: '9-misreport',
        title: 'what a borrower gains by misreporting',
        caption: `Mean benefits when one number is stated wrongly, over those of the truth. ${String(count)} borrowers, seed ${String(seed)}.`,
        table: misreports(problems),
        plot: {
            xLabel: 'stated over true',
            yLabel: 'benefit over that of the truth',
            series: [...NAMES.map(borrowerOf), ...NAMES.map(bankOf)].map((name) => ({ column: name })),
        },
        claims: [
            pays('d', `${FROM_LEDGER} d from the bank's product, never from the borrower.`),
            pays('lambda', `${FROM_LEDGER} lambda from the loans that the ledger saw repaid, or from the grade.`),
            pays('theta - Qmin', `${FROM_LEDGER} theta from the bank's product and Qmin from metered readings.`),
        ],
        assumptions: [
            'A loan is priced by what was stated; the borrower then takes what suits it at that rate, at most the R of the stated game, ' +
                'as the contract lends.',
            'A stated lambda ends at 1. Borrowers are those of figure 7.',
        ],
    };
}
