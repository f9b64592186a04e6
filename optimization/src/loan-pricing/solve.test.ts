import fc from 'fast-check';
import { withCode } from '../../test/with-code';
import { type LoanClass, loanCases, loanClasses } from './cases';
import { toLoanProblem } from './exact-terms';
import type { LoanProblem, LoanSolution } from './problem';
import { scanLoan } from './reference';
import { solveLoan } from './solve';
import { bankUtility, bestLoan, borrowerUtility } from './utilities';

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

describe('the price of a loan', () => {
    it('is the worked example’s', () => {
        const solution = solveLoan(example);
        expect(solution.status).toBe('interior');
        expect(solution.alphaBreakEven).toBeCloseTo(1.26, 12);
        expect(solution.alphaChoke).toBeCloseTo(30.165333, 6);
        expect(solution.alpha).toBeCloseTo(6.165088807146, 12);
        expect(solution.beta).toBeCloseTo(0.293575657483, 12);
        expect(solution.loan).toBeCloseTo(4866.159530899, 9);
        expect(solution.bankUtility).toBeCloseTo(11934.472324401, 9);
        expect(solution.borrowerUtility).toBeCloseTo(128036.750905191, 9);
    });

    it('is capped at alphaMax, and the borrower takes more', () => {
        const solution = solveLoan({ ...example, alphaMax: 2 });
        expect(solution).toMatchObject({ status: 'capped', alpha: 2 });
        expect(solution.loan).toBeCloseTo(17603.333333333, 9);
        expect(solution.bankUtility).toBeCloseTo(6513.233333333, 9);
    });

    it('is no loan where the printed formulas give a negative loan at a loss, whose product looks like a gain', () => {
        const problem = { ...example, p: 6, lambda: 0.1 };
        const { alphaBreakEven, alphaChoke, ...solution } = solveLoan(problem);
        expect(solution).toMatchObject({ status: 'no-loan', alpha: 0, beta: 0, loan: 0, bankUtility: 0 });
        expect(solution.borrowerUtility).toBeCloseTo(0.1 * 20200 * Math.log(1250), 9);
        const printed = Math.sqrt(alphaBreakEven * (alphaChoke ?? NaN));
        const printedLoan = (0.1 * 20200 * 3.5) / (printed * 3.25) + 6 * -1250;
        expect(printed).toBeCloseTo(0.6045, 4);
        expect(printedLoan).toBeCloseTo(-3901.6, 1);
        expect(bankUtility(problem, printedLoan, printed)).toBeCloseTo(1278.7, 1);
    });

    it('refuses a borrower who needs more than theta', () => {
        expect(solveLoan({ ...example, qMin: 2250.5 })).toMatchObject({
            status: 'refused',
            alpha: 0,
            loan: 0,
            bankUtility: 0,
            borrowerUtility: null,
            alphaChoke: null,
        });
    });

    it('has no bound where the need is theta and nothing caps the rate; a ceiling gives it one', () => {
        const edge = { ...example, qMin: 2250 };
        expect(solveLoan(edge)).toMatchObject({ status: 'unbounded', alpha: null, loan: null, bankUtility: null });
        expect(solveLoan({ ...edge, alphaMax: 3 })).toMatchObject({ status: 'capped', alpha: 3 });
        expect(solveLoan({ ...edge, alphaMax: 1 })).toMatchObject({ status: 'no-loan', borrowerUtility: null });
    });

    it('gives ties to no loan', () => {
        // gamma 1 and lambda 1: break-even t c eta, choke d eta / -k; both 7 here.
        const tie = { ...example, gamma: 1, lambda: 1, t: 2, c: 1, d: 2, theta: 1, qMin: 0, p: 1 };
        expect(solveLoan(tie)).toMatchObject({ status: 'no-loan', alphaBreakEven: 7, alphaChoke: 7 });
        expect(solveLoan({ ...example, alphaMax: solveLoan(example).alphaBreakEven }).status).toBe('no-loan');
        expect(solveLoan({ ...example, alphaMax: solveLoan(example).alpha ?? NaN }).status).toBe('capped');
    });

    it('lends nothing to one who never repays', () => {
        expect(solveLoan({ ...example, lambda: 0 })).toMatchObject({ status: 'no-loan', borrowerUtility: 0 });
    });

    it.each<Partial<LoanProblem>>([
        { d: 0 },
        { theta: 0 },
        { qMin: -1 },
        { p: 0 },
        { t: 0 },
        { t: 10.5 },
        { eta: 1 },
        { lambda: -0.1 },
        { lambda: 1.1 },
        { gamma: 0 },
        { gamma: 1.1 },
        { c: 0 },
        { alphaMax: 0 },
        { alphaMax: Infinity },
        { d: NaN },
        { p: Infinity },
    ])('is refused outside the model: %j', (change) => {
        expect(() => solveLoan({ ...example, ...change })).toThrow(withCode('LOAN_DOMAIN'));
    });

    it('never overflows in silence', () => {
        expect(() => solveLoan({ ...example, d: 1e308, p: 1e-300 })).toThrow(withCode('LOAN_OVERFLOW'));
    });
});

const cases = loanCases(10_000, 1).map(({ kind, terms }) => ({ kind, problem: toLoanProblem(terms) }));

describe('ten thousand seeded loans', () => {
    it.each(loanClasses)('hold at least 5 %% of the class %s', (kind: LoanClass) => {
        expect(cases.filter((one) => one.kind === kind).length).toBeGreaterThanOrEqual(500);
    });

    it('find a bank that never pays to lend, and utilities that are those of the paper', () => {
        for (const { problem } of cases) {
            const { status, alpha, beta, loan, bankUtility: gain, alphaBreakEven } = solveLoan(problem);
            if (status === 'unbounded') continue;
            const scale = ((loan ?? 0) * (alpha ?? 0)) / problem.eta;
            expect(gain).toBeGreaterThanOrEqual(-1e-12 * scale);
            if (status !== 'interior' && status !== 'capped') continue;
            expect(alpha).toBeGreaterThan(alphaBreakEven * (1 - 1e-12));
            expect(((beta ?? 0) * problem.eta * problem.t) / (alpha ?? NaN)).toBeCloseTo(1, 12);
            expect(alpha).toBeLessThanOrEqual(problem.alphaMax ?? Infinity);
        }
    });
});

describe('the closed form against Algorithm 1', () => {
    it('is never beaten by a scan, and beats it by no more than the width of its steps explains', () => {
        const failures: string[] = [];
        for (const { problem } of cases.slice(0, 1000)) {
            const solution = solveLoan(problem);
            const { status, alphaChoke, alphaBreakEven } = solution;
            if (status === 'unbounded') continue;
            const until = Math.max(alphaChoke ?? 0, alphaBreakEven, problem.alphaMax ?? 0);
            const { best } = scanLoan(problem, { step: until / 500, until });
            if (!isAsScanned(problem, solution, best, until / 500)) failures.push(JSON.stringify({ problem, best }));
        }
        expect(failures).toEqual([]);
    });

    it('finds the same rate to a step in the worked example', () => {
        const { best, iterations } = scanLoan(example, { step: 1e-3, until: 31 });
        expect(iterations).toBe(31_000);
        expect(best?.alpha).toBeCloseTo(6.165, 3);
        expect(best?.loan).toBeCloseTo(4866.16, 0);
        expect(best?.iteration).toBe(Math.round(6.165088807146 / 1e-3));
    });

    it('shows each step with the best so far, which never falls', () => {
        const trace: number[] = [];
        scanLoan(example, { step: 0.1, until: 10 }, (_, best) => trace.push(best?.bankUtility ?? 0));
        expect(trace).toHaveLength(100);
        expect(trace.every((value, index) => index === 0 || value >= trace[index - 1]!)).toBe(true);
    });

    it('scans nothing for a borrower who is refused', () => {
        expect(scanLoan({ ...example, qMin: 3000 }, { step: 0.1, until: 5 })).toEqual({
            best: undefined,
            iterations: 0,
        });
    });
});

/** Whether the scan's best gains no more than the solution, and lies within a step of it. */
function isAsScanned(
    { eta }: LoanProblem,
    solution: LoanSolution,
    best: { readonly alpha: number; readonly bankUtility: number } | undefined,
    step: number,
): boolean {
    // The rates of an interval narrower than a step are missed.
    if (best === undefined) return true;
    const { alpha, loan, bankUtility: gain } = solution as Record<'alpha' | 'loan' | 'bankUtility', number>;
    const noise = 1e-12 * (best.bankUtility + (loan * alpha) / eta);
    return best.bankUtility <= gain + noise && Math.abs(alpha - best.alpha) <= step * (1 + 1e-9);
}

describe('the equilibrium', () => {
    const unit = fc.double({ min: 0.01, max: 1, noNaN: true });
    const problems = fc
        .record({
            d: fc.double({ min: 10, max: 1e6, noNaN: true }),
            theta: fc.double({ min: 1, max: 1e4, noNaN: true }),
            part: fc.double({ min: 0, max: 0.999, noNaN: true }),
            p: fc.double({ min: 1e-3, max: 10, noNaN: true }),
            t: fc.double({ min: 0.01, max: 10, noNaN: true }),
            eta: fc.double({ min: 1.01, max: 10, noNaN: true }),
            lambda: unit,
            gamma: unit,
            c: unit,
        })
        .map(({ part, ...rest }): LoanProblem => ({ ...rest, qMin: part * rest.theta }));

    it('depends on p, Qmin and theta only through k, but for the level of the borrower’s utility', () => {
        fc.assert(
            fc.property(problems, fc.double({ min: 0.1, max: 10, noNaN: true }), (problem, factor) => {
                const one = solveLoan(problem);
                const { p, theta, qMin, lambda, d } = problem;
                const other = solveLoan({ ...problem, p: p * factor, theta: theta / factor, qMin: qMin / factor });
                expect(other.alpha).toBeCloseTo(one.alpha ?? NaN, 6);
                const shift = -lambda * d * Math.log(factor);
                const gap = (other.borrowerUtility ?? 0) - (one.borrowerUtility ?? 0) - shift;
                expect(Math.abs(gap)).toBeLessThan(1e-6 * lambda * d * 20);
            }),
        );
    });

    it('is that of (12) and of v* in closed form', () => {
        fc.assert(
            fc.property(problems, (problem) => {
                const { status, alpha, bankUtility: gain, alphaBreakEven, alphaChoke } = solveLoan(problem);
                fc.pre(status === 'interior');
                const { d, gamma, t, c, eta, lambda, p, qMin, theta } = problem;
                const [k, l, g] = [p * (qMin - theta), lambda + eta - lambda * eta, gamma + eta - gamma * eta];
                const printed = Math.sqrt((lambda * d * gamma * t * c * eta ** 2) / (-k * g * l));
                expect((alpha ?? 0) / printed).toBeCloseTo(1, 12);
                const profit = ((-k * g) / eta) * (Math.sqrt(alphaChoke ?? 0) - Math.sqrt(alphaBreakEven)) ** 2;
                expect(Math.abs((gain ?? 0) - profit)).toBeLessThan(1e-9 * (profit + lambda * d));
            }),
        );
    });

    it('leaves the bank less for a better factor of grade, and the borrower more for repaying more surely (fig 9)', () => {
        fc.assert(
            fc.property(problems, unit, (problem, other) => {
                const low = Math.min(problem.gamma, other);
                const high = Math.max(problem.gamma, other);
                const gains = [low, high].map((gamma) => solveLoan({ ...problem, gamma }).bankUtility ?? 0);
                expect(gains[0]).toBeGreaterThanOrEqual(gains[1]! - 1e-9 * problem.d);
                fc.pre(problem.theta - problem.qMin >= Math.exp(problem.eta / 2));
                const lambdas = [problem.lambda, other].sort((a, b) => a - b);
                const [sparse, sure] = lambdas.map((lambda) => solveLoan({ ...problem, lambda }).borrowerUtility ?? 0);
                expect(sure).toBeGreaterThanOrEqual(sparse! - 1e-9 * problem.d * 20);
            }),
        );
    });

    it('answers each rate with the loan that suits the borrower best', () => {
        fc.assert(
            fc.property(problems, fc.double({ min: 0.001, max: 50, noNaN: true }), unit, (problem, alpha, part) => {
                const loan = bestLoan(problem, alpha);
                const best = borrowerUtility(problem, loan, alpha);
                for (const other of [loan * part, loan / part, loan + part]) {
                    expect(borrowerUtility(problem, other, alpha)).toBeLessThanOrEqual(
                        best + 1e-10 * (Math.abs(best) + alpha * other),
                    );
                }
            }),
        );
    });
});
