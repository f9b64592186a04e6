import { seededRandom } from '../common/random';
import type { ComputeProblem } from './problem';
import { randomAmounts, randomPricing, uniformAmounts, uniformPricing } from './schemes';
import { solveCompute } from './solve';
import { utilitiesOf } from './utilities';

const random = seededRandom(67);
const draws = (count: number, low = 0): number[] =>
    Array.from({ length: count }, () => low + random.integer(2 ** 32) / 2 ** 32);
const total = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);

/** Figures 6 and 7 of the computing paper: a = 30, lambda = 0.05, capacities and gamma 1. */
function drawMarket(sellers: number): ComputeProblem {
    const ones = Array<number>(sellers).fill(1);
    return {
        a: 30,
        lambda: 0.05,
        fbar: ones,
        gamma: ones,
        rho: draws(sellers),
        c: draws(sellers),
        r: draws(sellers, 1),
    };
}

function solved(problem: ComputeProblem): { R: Float64Array; buyer: number; sellers: number } {
    const { R, f } = solveCompute(problem);
    const { buyerUtility, sellerUtility } = utilitiesOf(problem, R, f);
    return { R, buyer: buyerUtility, sellers: total(sellerUtility) };
}

const SIZES = [1, 2, 4, 8, 16, 24, 40];
const markets = SIZES.flatMap((size) => Array.from({ length: 100 }, () => drawMarket(size)));

describe('the equilibrium against the paper’s other schemes', () => {
    it('is never worse for the buyer than random and uniform prices', () => {
        for (const market of markets) {
            const { buyer } = solved(market);
            for (const other of [
                randomPricing(market, draws(market.fbar.length)),
                uniformPricing(market, 2),
                uniformPricing(market, 2.5),
            ]) {
                expect(other.buyerUtility).toBeLessThanOrEqual(buyer + 1e-9);
            }
        }
    });

    it('is never worse for any seller than random and uniform amounts at the same prices', () => {
        for (const market of markets) {
            const { R, sellers } = solved(market);
            for (const other of [
                randomAmounts(market, R, draws(market.fbar.length)),
                uniformAmounts(market, R, 0.4),
                uniformAmounts(market, R, 0.7),
            ]) {
                expect(total(other.sellerUtility)).toBeLessThanOrEqual(sellers + 1e-9);
            }
        }
    });

    it('never gives buyer or sellers less when a seller is added', () => {
        for (let run = 0; run < 100; run += 1) {
            const all = drawMarket(24);
            let last = { buyer: 0, sellers: 0 };
            for (let size = 1; size <= 24; size += 1) {
                const first = (list: ArrayLike<number>): number[] => Array.from(list).slice(0, size);
                const { fbar, rho, r, c, gamma } = all;
                const next = solved({
                    ...all,
                    fbar: first(fbar),
                    rho: first(rho),
                    r: first(r),
                    c: first(c),
                    gamma: first(gamma),
                });
                expect(next.buyer).toBeGreaterThanOrEqual(last.buyer - 1e-9);
                expect(next.sellers).toBeGreaterThanOrEqual(last.sellers - 1e-9);
                last = next;
            }
        }
    });

    it('leaves the mean utilities of the corrected mathematics at N = 8', () => {
        const sample = Array.from({ length: 4000 }, () => solved(drawMarket(8)));
        const mean = (of: 'buyer' | 'sellers'): number => total(sample.map((each) => each[of])) / sample.length;
        // Published means .67 and .154; the bands are four standard errors of 4000 draws.
        expect(Math.abs(mean('buyer') - 0.67)).toBeLessThan(0.06);
        expect(Math.abs(mean('sellers') - 0.154)).toBeLessThan(0.015);
    });
});
