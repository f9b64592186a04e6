import fc from 'fast-check';
import { withCode } from '../../test/with-code';
import { loanCases } from './cases';
import { solveExactLoan } from './exact-loan';
import { E12, type ExactLoanAnswer, type ExactLoanTerms, toLoanProblem } from './exact-terms';
import { ceilDivide, ceilRoot, floorRoot } from './integers';
import type { LoanSolution } from './problem';
import { solveLoan } from './solve';

const cases = loanCases(10_000, 11);

/**
 * Whether the two prices differ by no more than rounding: of the rates, and of theta - Qmin in kWh, whose doubles lose
 * the digits that the two have in common.
 */
function isSame(terms: ExactLoanTerms, exact: ExactLoanAnswer, solution: LoanSolution): boolean {
    const [alpha, beta, loan] = [solution.alpha ?? 0, solution.beta ?? 0, solution.loan ?? 0];
    const { qMinWh, thetaWh, pMicroPerKwh } = terms;
    const lost = thetaWh === qMinWh ? 0 : 4e-15 * (Number(thetaWh) / Number(thetaWh - qMinWh));
    const relative = 1e-12 + 2 / Number(exact.alphaE12) + lost;
    // The loan is a difference, of loan + |k| and |k|.
    const demand = Number(exact.loanMicro) + Number(pMicroPerKwh * (thetaWh - qMinWh)) / 1e3;
    const gaps = [
        Math.abs(Number(exact.alphaE12) - alpha * 1e12) / (1 + alpha * 1e12 * relative),
        Math.abs(Number(exact.betaE12) - beta * 1e12) / (1 + beta * 1e12 * relative),
        Math.abs(Number(exact.loanMicro) - loan * 1e6) / (1 + demand * relative),
    ];
    return gaps.every((gap) => gap <= 1);
}

describe('the whole-numbered price of a loan', () => {
    it('is the double one, but for rounding and for ties that doubles miss', () => {
        const failures: string[] = [];
        let ties = 0;
        for (const { terms } of cases) {
            const exact = solveExactLoan(terms);
            const solution = solveLoan(toLoanProblem(terms));
            const isLent = exact.status === 'interior' || exact.status === 'capped';
            if (exact.status !== solution.status) ties += 1;
            else if (isLent && !isSame(terms, exact, solution)) failures.push(JSON.stringify(solution));
        }
        expect(failures).toEqual([]);
        expect(ties).toBeLessThan(cases.length / 100);
    });

    it('never lends at a rate at which the bank loses, nor above the ceiling', () => {
        for (const { terms } of cases) {
            const { status, alphaE12 } = solveExactLoan(terms);
            if (status !== 'interior' && status !== 'capped') continue;
            const { gammaE12, etaE12, tE12, cE12 } = terms;
            const cost = gammaE12 * tE12 * cE12 * etaE12;
            expect(alphaE12 * E12 * ((gammaE12 + etaE12) * E12 - gammaE12 * etaE12) > cost).toBe(true);
            expect(alphaE12 <= (terms.alphaMaxE12 ?? alphaE12)).toBe(true);
        }
    });

    it('decides an exact tie of alpha* and ceiling for the ceiling', () => {
        // gamma 1 and lambda 1: break-even t c eta = 1 x 0.5 x 2 = 1, choke d eta / -k = 2 x 2 / 1 = 4, so alpha* = 2.
        const terms: ExactLoanTerms = {
            dMicro: 2_000_000n,
            thetaWh: 1000n,
            qMinWh: 0n,
            pMicroPerKwh: 1_000_000n,
            tE12: E12,
            etaE12: 2n * E12,
            lambdaE12: E12,
            gammaE12: E12,
            cE12: E12 / 2n,
        };
        const lent = { alphaE12: 2n * E12, betaE12: E12, loanMicro: 1_000_000n };
        expect(solveExactLoan(terms)).toEqual({ status: 'interior', ...lent });
        expect(solveExactLoan({ ...terms, alphaMaxE12: 2n * E12 + 1n })).toEqual({ status: 'interior', ...lent });
        expect(solveExactLoan({ ...terms, alphaMaxE12: 2n * E12 })).toEqual({ status: 'capped', ...lent });
        expect(solveExactLoan({ ...terms, alphaMaxE12: E12 }).status).toBe('no-loan');
    });

    it.each<Partial<ExactLoanTerms>>([
        { dMicro: 0n },
        { etaE12: E12 },
        { tE12: 10n * E12 + 1n },
        { lambdaE12: E12 + 1n },
        { gammaE12: 0n },
        { qMinWh: -1n },
        { muE12: -1n },
        { alphaMaxE12: 0n },
    ])('is refused outside the model (%#)', (change) => {
        expect(() => solveExactLoan({ ...cases[0]!.terms, ...change })).toThrow(withCode('LOAN_DOMAIN'));
    });
});

describe('integer roots', () => {
    it('enclose the root', () => {
        const squares = fc.bigInt({ min: 0n, max: 10n ** 60n });
        fc.assert(
            fc.property(
                fc.oneof(
                    squares,
                    squares.map((n) => n * n),
                    squares.map((n) => n * n + 1n),
                ),
                (n) => {
                    const [low, high] = [floorRoot(n), ceilRoot(n)];
                    expect(low * low <= n && (low + 1n) ** 2n > n).toBe(true);
                    expect(high * high >= n && (high === 0n || (high - 1n) ** 2n < n)).toBe(true);
                },
            ),
            { numRuns: 2000 },
        );
    });

    it('round quotients up', () => {
        expect([ceilDivide(0n, 3n), ceilDivide(1n, 3n), ceilDivide(3n, 3n), ceilDivide(4n, 3n)]).toEqual([
            0n,
            1n,
            1n,
            2n,
        ]);
    });
});
