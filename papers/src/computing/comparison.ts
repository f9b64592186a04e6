import { sellerTerms, type ComputeProblem } from '@edgebourse/optimization/compute-game/problem';
import {
    randomAmounts,
    randomPricing,
    uniformAmounts,
    uniformPricing,
} from '@edgebourse/optimization/compute-game/schemes';
import { solveCompute } from '@edgebourse/optimization/compute-game/solve';
import { utilitiesOf } from '@edgebourse/optimization/compute-game/utilities';
import { seededDraws } from '../random';
import type { StudyOptions } from '../report/figure';
import { drawFleet, firstVehicles } from './markets';

/** Numbers of vehicles. The paper does not state its own. */
export const COUNTS = [2, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40];
const MOST = 40;
export const PRICES = [2, 2.5] as const;
export const SHARES = [0.4, 0.7] as const;

/** One market under the equilibrium and the schemes that the paper compares it with. */
export interface Market {
    /** A of the equilibrium. */
    readonly marginal: number;
    /** The buyer's utility. */
    readonly buyer: { readonly ours: number; readonly rps: number; readonly ups: readonly number[] };
    /** The sellers' total utility. */
    readonly sellers: { readonly ours: number; readonly ras: number; readonly uas: readonly number[] };
    /** How many sellers some scheme serves better than the equilibrium's amounts at the same prices. */
    readonly betterServed: number;
    /** Share of the sellers whose R'' is below the higher uniform price. */
    readonly saturated: number;
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

/** Below this a difference is rounding. */
const ROUNDING = 1e-9;

function play(problem: ComputeProblem, pricing: readonly number[], amounts: readonly number[]): Market {
    const { A, R, f } = solveCompute(problem);
    const ours = utilitiesOf(problem, R, f);
    const ras = randomAmounts(problem, R, amounts);
    const uas = SHARES.map((share) => uniformAmounts(problem, R, share));
    const beaten = (at: number): boolean =>
        [ras, ...uas].some(({ sellerUtility }) => (sellerUtility[at] ?? 0) > (ours.sellerUtility[at] ?? 0) + ROUNDING);
    const terms = Array.from(R, (_, at) => sellerTerms(problem, at));
    return {
        marginal: A,
        buyer: {
            ours: ours.buyerUtility,
            rps: randomPricing(problem, pricing).buyerUtility,
            ups: PRICES.map((price) => uniformPricing(problem, price).buyerUtility),
        },
        sellers: {
            ours: sum(ours.sellerUtility),
            ras: sum(ras.sellerUtility),
            uas: uas.map(({ sellerUtility }) => sum(sellerUtility)),
        },
        betterServed: terms.filter((_, at) => beaten(at)).length,
        saturated: terms.filter(({ highest }) => highest < PRICES[1]).length / terms.length,
    };
}

/**
 * Draws markets: each run has 40 vehicles and is played with the first 2, the first 4 and so on, so that more vehicles
 * means the same ones and some more.
 * @returns By run, then by number of vehicles as in {@link COUNTS}.
 */
export function playRuns({ seed, runs }: StudyOptions): Market[][] {
    const draws = seededDraws(seed);
    return Array.from({ length: runs }, () => {
        const fleet = drawFleet(draws, MOST);
        const pricing = Array.from({ length: MOST }, () => draws.uniform(0, 1));
        const amounts = Array.from({ length: MOST }, () => draws.uniform(0, 1));
        return COUNTS.map((count) =>
            play(firstVehicles(fleet, count), pricing.slice(0, count), amounts.slice(0, count)),
        );
    });
}
