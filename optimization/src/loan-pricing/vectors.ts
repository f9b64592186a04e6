import { loanCases } from './cases';
import { solveExactLoanBook } from './exact-book';
import { solveExactLoan } from './exact-loan';
import { E12, type ExactLoanTerms, toLoanProblem } from './exact-terms';
import type { LoanSolution } from './problem';
import { solveLoan } from './solve';

/** The worked example of docs/concepts/loan-pricing.md: k = -1250 coins. */
const example: ExactLoanTerms = {
    dMicro: 20_200_000_000n,
    thetaWh: 2_250_000n,
    qMinWh: 1_000_000n,
    pMicroPerKwh: 1_000_000n,
    tE12: 6n * E12,
    etaE12: (35n * E12) / 10n,
    lambdaE12: (8n * E12) / 10n,
    gammaE12: (7n * E12) / 10n,
    cE12: (15n * E12) / 100n,
};

const named: readonly (readonly [string, Partial<ExactLoanTerms>])[] = [
    ['interior', {}],
    ['capped', { alphaMaxE12: 2n * E12 }],
    ['a ceiling above the optimum', { alphaMaxE12: 7n * E12 }],
    ['no loan: energy too dear for one who hardly ever repays', { pMicroPerKwh: 6_000_000n, lambdaE12: E12 / 10n }],
    ['no loan: a ceiling at which the bank only breaks even', { alphaMaxE12: 1_260_000_000_000n }],
    ['no loan: never repays', { lambdaE12: 0n }],
    ['refused: needs more than theta', { qMinWh: 2_250_001n }],
    ['unbounded: needs theta, no ceiling', { qMinWh: 2_250_000n }],
    ['capped: needs theta', { qMinWh: 2_250_000n, alphaMaxE12: 3n * E12 }],
    ['certain to repay, best grade', { lambdaE12: E12, gammaE12: E12 }],
];

/** Ten digits: the last ones differ between engines, whose logarithms may be an ulp apart. */
function rounded(solution: LoanSolution): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(solution).map(([name, value]: [string, unknown]) => [
            name,
            typeof value === 'number' ? Number(value.toPrecision(10)) : value,
        ]),
    );
}

/**
 * The contents of `vectors/loan.json`: loans in ledger units with the one answer that the certificate accepts, the same in
 * doubles, and a book of a bank short of coins.
 */
export function loanVectors(): object {
    const drawn = loanCases(60, 20_261_129).filter(({ kind }) => kind !== 'extremes');
    const all = [
        ...named.map(([name, change]) => ({ name, terms: { ...example, ...change } })),
        ...drawn.map(({ kind, terms }, index) => ({ name: `${kind} ${String(index + 1)}`, terms })),
    ];
    const borrowers = drawn.filter(({ kind }) => kind === 'table' || kind === 'ceiling').map(({ terms }) => terms);
    const budgetMicro = 20_000_000_000n;
    return {
        rule: 'docs/concepts/loan-pricing.md',
        digits: 10,
        cases: all.map(({ name, terms }) => ({
            name,
            terms,
            answer: solveExactLoan(terms),
            input: toLoanProblem(terms),
            expected: rounded(solveLoan(toLoanProblem(terms))),
        })),
        book: { borrowers, budgetMicro, answer: solveExactLoanBook(borrowers, budgetMicro) },
    };
}
