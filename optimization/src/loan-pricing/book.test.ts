import { loanCases } from './cases';
import { toLoanProblem } from './exact-terms';
import { solveLoanBook } from './book';
import { solveExactLoanBook } from './exact-book';
import type { LoanProblem } from './problem';
import { bankUtility, coinCost, loanOffset, mix } from './utilities';

const drawn = loanCases(4000, 5).filter(({ kind }) => kind === 'table' || kind === 'ceiling' || kind === 'dear-energy');
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Books of 2 to 21 borrowers; `share` is the part of what they would take that the bank has. */
const books = [0.02, 0.1, 0.3, 0.7, 0.99]
    .flatMap((share) =>
        Array.from({ length: 20 }, (_, index) => {
            const terms = drawn.slice(index * 50, index * 50 + 2 + index).map((one) => one.terms);
            const problems = terms.map(toLoanProblem);
            const wanted = sum(solveLoanBook(problems, Infinity).granted);
            return { terms, problems, budget: wanted * share };
        }),
    )
    .filter(({ budget }) => budget > 1);

/** What the bank gains by a loan of any size, at the highest rate at which the borrower takes it. */
function gainOf(problem: LoanProblem, loan: number): number {
    const { lambda, d, eta, alphaMax = Infinity } = problem;
    const rate = (lambda * d * eta) / (mix(lambda, eta) * (loan - loanOffset(problem)));
    return bankUtility(problem, loan, Math.min(rate, alphaMax));
}

describe('a bank short of coins', () => {
    it('is tried on nearly a hundred books', () => {
        expect(books.length).toBeGreaterThan(90);
    });

    it('charges nothing for its coins while they suffice', () => {
        for (const { problems } of books.slice(0, 20)) {
            const wanted = sum(solveLoanBook(problems, Infinity).granted);
            expect(solveLoanBook(problems, wanted)).toMatchObject({ mu: 0 });
            expect(solveLoanBook(problems, wanted * 0.999).mu).toBeGreaterThan(0);
        }
    });

    it('lends exactly what it has', () => {
        for (const { problems, budget } of books) {
            expect(sum(solveLoanBook(problems, budget).granted) / budget).toBeCloseTo(1, 9);
        }
    });

    it('is the printed root where no rate is capped', () => {
        for (const { problems, budget } of books) {
            const free = problems.map((problem) => ({ ...problem, alphaMax: undefined }));
            const { mu, granted } = solveLoanBook(free, budget);
            free.forEach((problem, index) => {
                const { lambda, d, gamma, eta } = problem;
                const offset = loanOffset(problem);
                const [l, g] = [mix(lambda, eta), mix(gamma, eta)];
                const root = Math.sqrt((lambda * d * g * -offset) / (l * (coinCost(problem) + mu)));
                expect(granted[index]).toBeCloseTo(Math.max(0, offset + root), 5);
            });
        }
    });

    it('gains less by moving coins from any borrower to any other', () => {
        for (const { problems, budget } of books) {
            const { granted } = solveLoanBook(problems, budget);
            const gains = problems.map((problem, index) => gainOf(problem, granted[index] ?? 0));
            const noise = 1e-9 * (1 + sum(gains.map(Math.abs)));
            for (const part of [1e-4, 0.01, 0.3, 1]) {
                const best = bestMove(problems, granted, part);
                expect(best).toBeLessThanOrEqual(noise);
            }
        }
    });

    it('has nothing to lend without coins, nor without borrowers', () => {
        const { problems, terms } = books[0]!;
        expect(sum(solveLoanBook(problems, 0).granted)).toBe(0);
        expect(solveLoanBook([], 5)).toEqual({ mu: 0, loans: [], granted: [] });
        expect(solveExactLoanBook(terms, 0n).loans.every(({ loanMicro }) => loanMicro === 0n)).toBe(true);
    });

    it('finds the same price of a coin in whole numbers, to the rounding', () => {
        for (const { terms, problems, budget } of books) {
            const { muE12, loans } = solveExactLoanBook(terms, BigInt(Math.floor(budget * 1e6)));
            const { mu } = solveLoanBook(problems, budget);
            expect(Number(muE12) / 1e12 / mu).toBeCloseTo(1, 5);
            expect(loans).toHaveLength(terms.length);
        }
    });
});

/** The most that the bank gains by taking a part of one loan and giving it to another borrower. */
function bestMove(problems: readonly LoanProblem[], granted: readonly number[], part: number): number {
    let best = -Infinity;
    problems.forEach((from, giver) => {
        const moved = (granted[giver] ?? 0) * part;
        if (moved === 0) return;
        const lost = gainOf(from, (granted[giver] ?? 0) - moved) - gainOf(from, granted[giver] ?? 0);
        problems.forEach((to, taker) => {
            if (giver === taker) return;
            const won = gainOf(to, (granted[taker] ?? 0) + moved) - gainOf(to, granted[taker] ?? 0);
            best = Math.max(best, lost + won);
        });
    });
    return best;
}
