import { seededRandom } from '../common/random';
import type { ComputeProblem } from './problem';

/** The worked example of the corrected mathematics: one seller full, one interior, one shut. */
export const workedExample: ComputeProblem = {
    a: 40,
    lambda: 0.05,
    fbar: [1, 1, 1],
    rho: [0.2, 0.5, 0.8],
    r: [1.2, 1.3, 1.9],
    c: [0.9, 0.4, 0.2],
    gamma: [1, 1, 1],
};

/** @returns Sellers of capacity 1 that differ in their own demand only, as in figure 5 of the computing paper. */
export function sellersAlike(
    rho: readonly number[],
    { a, lambda, r, c, gamma }: { a: number; lambda: number; r: number; c: number; gamma: number },
): ComputeProblem {
    const each = (value: number): number[] => rho.map(() => value);
    return { a, lambda, fbar: each(1), rho, r: each(r), c: each(c), gamma: each(gamma) };
}

/**
 * @returns N sellers drawn as in figures 6 and 7 (rho, c in [0, 1), r in [1, 2), gamma 1), with lambda 8 * 0.05/N and a
 * 1.5/lambda: only then lies the marginal value near the prices and all three states occur, whatever N.
 */
export function largeProblem(sellers: number, seed: number): ComputeProblem {
    const random = seededRandom(seed);
    const draw = (low: number): Float64Array =>
        Float64Array.from({ length: sellers }, () => low + random.integer(2 ** 32) / 2 ** 32);
    const lambda = (8 * 0.05) / sellers;
    const ones = new Float64Array(sellers).fill(1);
    return { a: 1.5 / lambda, lambda, fbar: ones, rho: draw(0), r: draw(1), c: draw(0), gamma: ones };
}

/** A game with its name. */
export interface ComputeCase {
    readonly name: string;
    readonly input: ComputeProblem;
}

const RHO = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

function drawnCase(seed: number): ComputeCase {
    const random = seededRandom(seed);
    const draw = (low: number, high: number): number => low + ((high - low) * random.integer(1_000_000)) / 1_000_000;
    const count = 1 + random.integer(6);
    const list = (low: number, high: number): number[] => Array.from({ length: count }, () => draw(low, high));
    const c = list(0, 1);
    const input = {
        a: draw(10, 45),
        lambda: draw(0.02, 0.1),
        fbar: list(0.5, 2),
        rho: list(0, 1.4),
        r: c.map((cost) => cost + draw(0.05, 1.5)),
        c,
        gamma: list(0.1, 1.5),
    };
    return { name: `drawn ${seed}`, input };
}

/** The published cases: the worked example, the grid of figure 5, every edge, and 20 drawn ones. */
export function computeCases(): ComputeCase[] {
    const figure5 = [30, 35].flatMap((a) =>
        [1.1, 1.2, 1.3].map((r) => ({
            name: `figure 5: a ${a}, r ${r}, c 0.5`,
            input: sellersAlike(RHO, { a, lambda: 0.05, r, c: 0.5, gamma: 1 }),
        })),
    );
    const plain = { a: 30, lambda: 0.05, r: 1.2, c: 0.5, gamma: 1 };
    return [
        { name: 'worked example: full, interior, shut', input: workedExample },
        ...figure5,
        { name: 'nobody trades', input: sellersAlike(RHO, { ...plain, a: 10 }) },
        { name: 'everybody sells all', input: sellersAlike(RHO, { ...plain, a: 5000 }) },
        { name: 'own demand of 1: no price buys all', input: sellersAlike([1, 1], { ...plain, a: 5000 }) },
        { name: 'own demand above capacity', input: sellersAlike([1.5, 1.9], { ...plain, a: 5000 }) },
        { name: 'no seller', input: sellersAlike([], plain) },
        ...Array.from({ length: 20 }, (_, index) => drawnCase(index + 1)),
    ];
}
