import { loanCases } from './cases';
import { toLoanProblem } from './exact-terms';
import { misreport } from './misreport';
import type { LoanProblem } from './problem';

const example: LoanProblem = {
    d: 20200,
    theta: 2250,
    qMin: 1000,
    p: 1,
    t: 6,
    eta: 3.5,
    lambda: 0.8,
    gamma: 0.7,
    c: 0.15,
};

describe('misreporting', () => {
    it('changes nothing where the claim is the truth', () => {
        expect(misreport(example, {})).toMatchObject({ borrowerGain: 0, bankGain: 0 });
    });

    // The table of docs/concepts/loan-pricing.md.
    it.each<[Partial<LoanProblem>, number, number, number, number]>([
        [{ lambda: 0.7 }, 5.34, 4047, 1273, -3681],
        [{ lambda: 0.9 }, 7.16, 4014, -1890, -87],
        [{ gamma: 0.5 }, 4.6, 6956, 3908, -335],
        [{ gamma: 0.9 }, 8.27, 3309, -3621, -335],
        [{ qMin: 0 }, 4.6, 5956, 3778, -2003],
        [{ qMin: 1500 }, 7.96, 3488, -3166, -253],
        [{ d: 15000 }, 5.31, 4020, 1298, -3788],
        [{ d: 25000 }, 6.86, 4248, -1351, -44],
    ])('%j is priced, taken and paid for as the page says', (claim, alpha, loan, borrower, bank) => {
        const outcome = misreport(example, claim);
        expect(outcome?.alpha).toBeCloseTo(alpha, 2);
        expect(outcome?.loan).toBeCloseTo(loan, 0);
        expect(outcome?.borrowerGain).toBeCloseTo(borrower, 0);
        expect(outcome?.bankGain).toBeCloseTo(bank, 0);
    });

    it('never pays the borrower by looking better, nor the bank ever', () => {
        const problems = loanCases(3000, 41)
            .filter(({ kind }) => kind === 'table')
            .map(({ terms }) => toLoanProblem(terms));
        for (const problem of problems) {
            const { lambda, gamma, qMin, theta, d } = problem;
            const claims = [
                { lambda: (lambda + 1) / 2 },
                { gamma: (gamma + 1) / 2 },
                { qMin: (qMin + theta) / 2 },
                { d: d * 1.5 },
            ];
            for (const claim of claims) {
                const outcome = misreport(problem, claim);
                expect(outcome?.borrowerGain ?? 0).toBeLessThanOrEqual(1e-9 * d);
                expect(outcome?.bankGain ?? 0).toBeLessThanOrEqual(1e-9 * d);
            }
        }
    });

    it('has no outcome where nothing is lent', () => {
        expect(misreport(example, { qMin: 3000 })).toBeUndefined();
        expect(misreport({ ...example, qMin: 3000 }, {})).toBeUndefined();
        expect(misreport(example, { lambda: 0 })).toBeUndefined();
    });
});
