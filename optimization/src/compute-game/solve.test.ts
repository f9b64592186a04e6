import { withCode } from '../../test/with-code';
import { largeProblem, sellersAlike, workedExample } from './cases';
import { type ComputeProblem, sellerTerms } from './problem';
import { gradientSearch } from './reference';
import { solveCompute } from './solve';
import { bestResponse, utilitiesOf } from './utilities';

const total = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);
const RHO = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
const COSTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

function outcome(problem: ComputeProblem): { buyer: number; sellers: number; f: number[] } {
    const { R, f } = solveCompute(problem);
    const { buyerUtility, sellerUtility } = utilitiesOf(problem, R, f);
    return { buyer: buyerUtility, sellers: total(sellerUtility), f: [...f] };
}

const figure5 = (a: number, r: number, c: number, gamma = 1): ComputeProblem =>
    sellersAlike(RHO, { a, lambda: 0.05, r, c, gamma });

describe('the worked example of the design', () => {
    const { A, R, f, state } = solveCompute(workedExample);
    const { buyerUtility, sellerUtility } = utilitiesOf(workedExample, R, f);

    it('gives a full, an interior and a shut seller at the published values', () => {
        expect(state).toEqual(['full', 'interior', 'shut']);
        expect(A).toBeCloseTo(2.181522220245, 11);
        expect([...f]).toEqual([1, expect.closeTo(0.262485625315, 11), 0]);
        expect([...R]).toEqual(
            [1.575, 2.027264279439, 3.316666666667].map((price) => expect.closeTo(price, 11) as number),
        );
    });

    it('gives their utilities', () => {
        expect(buyerUtility).toBeCloseTo(0.735797572157, 11);
        expect(total(sellerUtility)).toBeCloseTo(0.149493105166, 11);
    });
});

describe('the parameters of figure 5', () => {
    it('give its anchors', () => {
        const problem = figure5(30, 1.2, 0.5);
        expect(solveCompute(problem).A).toBeCloseTo(1.9469, 4);
        const { buyer, sellers, f } = outcome(problem);
        expect([buyer, sellers, f[0], f[7]]).toEqual(
            [0.8935, 0.2043, 0.5656, 0.1395].map((x) => expect.closeTo(x, 4) as number),
        );
    });

    it.each([30, 35])('let the buyer gain by a larger cost and a smaller reward, a = %d', (a) => {
        for (const c of COSTS) {
            const byReward = [1.1, 1.2, 1.3].map((r) => outcome(figure5(a, r, c)));
            for (const [lower, higher] of [byReward.slice(0, 2), byReward.slice(1)] as const) {
                expect(lower!.buyer).toBeGreaterThan(higher!.buyer);
                lower!.f.forEach((amount, i) => {
                    expect(amount).toBeGreaterThanOrEqual(higher!.f[i]!);
                });
            }
            if (c === 0.1) continue;
            for (const [i, r] of [1.1, 1.2, 1.3].entries()) {
                const cheaper = outcome(figure5(a, r, c - 0.1));
                expect(byReward[i]!.buyer).toBeGreaterThan(cheaper.buyer);
                byReward[i]!.f.forEach((amount, j) => {
                    expect(amount).toBeGreaterThanOrEqual(cheaper.f[j]! - 1e-12);
                });
            }
        }
    });

    it('let amounts fall with own demand, the buyer gain with a and lose with gamma', () => {
        for (const c of COSTS) {
            const { f, buyer } = outcome(figure5(30, 1.2, c));
            for (let i = 1; i < f.length; i += 1) expect(f[i]!).toBeLessThanOrEqual(f[i - 1]!);
            expect(outcome(figure5(35, 1.2, c)).buyer).toBeGreaterThan(buyer);
            expect(outcome(figure5(30, 1.2, c, 1.1)).buyer).toBeLessThan(buyer);
        }
    });

    it('refute the paper: the sellers’ total does not fall with gamma everywhere, nor rise with cost everywhere', () => {
        expect(outcome(figure5(30, 1.2, 0.5, 0.3)).sellers).toBeGreaterThan(
            outcome(figure5(30, 1.2, 0.5, 0.1)).sellers,
        );
        expect(outcome(figure5(35, 1.1, 0.8)).sellers).toBeCloseTo(0.7625, 4);
        expect(outcome(figure5(35, 1.1, 0.9)).sellers).toBeCloseTo(0.7266, 4);
    });

    it('shut three of eight sellers at a = 30, r = 1.3, c = 0.1', () => {
        expect(solveCompute(figure5(30, 1.3, 0.1)).state.filter((state) => state === 'shut')).toHaveLength(3);
    });
});

describe('Algorithm 2 of the paper', () => {
    it('ends where the root is', () => {
        for (const a of [30, 35]) {
            for (const r of [1.1, 1.2, 1.3]) {
                for (const c of COSTS) {
                    const problem = figure5(a, r, c);
                    const { f, R } = gradientSearch(problem, { step: 0.05, threshold: 1e-13, iterationsMax: 5000 });
                    const exact = solveCompute(problem);
                    f.forEach((amount, i) => {
                        expect(Math.abs(amount - exact.f[i]!)).toBeLessThan(1e-9);
                    });
                    R.forEach((price, i) => {
                        expect(Math.abs(price - exact.R[i]!)).toBeLessThan(1e-9);
                    });
                }
            }
        }
    });

    it.each([
        [30, 1.2, 0.5, 0.2105],
        [35, 1.1, 0.9, 0.1773],
        [30, 1.3, 0.1, 0.2956],
    ])('converges below the largest step and cycles above it: a %d, r %d, c %d', (a, r, c, largest) => {
        const run = (step: number): number =>
            gradientSearch(figure5(a, r, c), { step, threshold: 1e-10, iterationsMax: 20_000 }).iterations;
        expect(run(largest * 0.97)).toBeLessThan(20_000);
        expect(() => run(largest * 1.03)).toThrow(withCode('COMPUTE_NOT_CONVERGED'));
    });

    it('ends at once where nobody trades, where the paper’s stop rule divides by zero', () => {
        const { iterations, f } = gradientSearch(figure5(1, 1.2, 0.5), {
            step: 0.1,
            threshold: 1e-9,
            iterationsMax: 10,
        });
        expect([iterations, total(f)]).toEqual([1, 0]);
    });
});

describe('the domain', () => {
    const one = sellersAlike([0.5], { a: 30, lambda: 0.05, r: 1.2, c: 0.5, gamma: 1 });

    it.each<[string, Partial<ComputeProblem>]>([
        ['COMPUTE_BUYER', { a: 0 }],
        ['COMPUTE_BUYER', { lambda: Number.POSITIVE_INFINITY }],
        ['COMPUTE_LENGTHS', { gamma: [] }],
        ['COMPUTE_NUMBER', { rho: [Number.NaN] }],
        ['COMPUTE_CAPACITY', { fbar: [0] }],
        ['COMPUTE_DEMAND', { rho: [2] }],
        ['COMPUTE_DEMAND', { rho: [-0.1] }],
        ['COMPUTE_REWARD', { c: [1.2] }],
        ['COMPUTE_REWARD', { c: [-0.1] }],
        ['COMPUTE_SATISFACTION', { gamma: [0] }],
    ])('refuses with %s: %j', (code, change) => {
        expect(() => solveCompute({ ...one, ...change })).toThrow(withCode(code));
    });

    it('refuses a marginal value that no double holds', () => {
        expect(() => solveCompute({ ...one, lambda: 1000, r: [1e308], gamma: [1e-3] })).toThrow(
            withCode('COMPUTE_OVERFLOW'),
        );
    });

    it('answers without any seller, and where the buyer’s cost overflows a double', () => {
        const empty = sellersAlike([], { a: 30, lambda: 0.05, r: 1.2, c: 0.5, gamma: 1 });
        expect(solveCompute(empty).A).toBeCloseTo(1.5, 12);
        const crowd = sellersAlike(Array<number>(20_000).fill(0.5), { a: 30, lambda: 0.05, r: 1.2, c: 0.5, gamma: 1 });
        const { R, f, A } = solveCompute(crowd);
        const { buyerUtility, lnCostBefore, costAfter } = utilitiesOf(crowd, R, f);
        expect(buyerUtility).toBe(Number.POSITIVE_INFINITY);
        expect(lnCostBefore).toBeCloseTo(Math.log(30) + 1000, 9);
        expect((0.05 * costAfter) / A).toBeCloseTo(1, 9);
    });
});

describe('a large market', () => {
    it('of 10^5 sellers is solved to a best-response gap of 1e-9', () => {
        const problem = largeProblem(100_000, 5);
        const { A, R, f, state } = solveCompute(problem);
        let gap = 0;
        f.forEach((amount, i) => {
            gap = Math.max(gap, Math.abs(amount - bestResponse(sellerTerms(problem, i), R[i]!)));
        });
        expect(gap).toBeLessThan(1e-9);
        const { costAfter } = utilitiesOf(problem, R, f);
        expect(Math.abs((problem.lambda * costAfter) / A - 1)).toBeLessThan(1e-9);
        expect(new Set(state).size).toBe(3);
    });
});
