import { ProblemError } from '../common/problem-error';

/** Numbers by index; a Float64Array where there are many. */
export type Numbers = ArrayLike<number>;

/**
 * The computing-resource game of one buyer and N sellers (computing paper, section IV). Symbols are the paper's own;
 * prices, rewards and costs are coins per unit of capacity. Entry i of each list belongs to seller i.
 */
export interface ComputeProblem {
    /** The buyer's cost scale (a_k), coins, > 0. */
    readonly a: number;
    /** The buyer's cost exponent per unit of capacity (lambda_k), > 0. */
    readonly lambda: number;
    /** Capacities, > 0. */
    readonly fbar: Numbers;
    /** Own demands, >= 0, below fbar + 1. */
    readonly rho: Numbers;
    /** Rewards per unit of own use, > c. */
    readonly r: Numbers;
    /** Costs per unit of own use, >= 0. */
    readonly c: Numbers;
    /** Weights of own satisfaction, > 0. */
    readonly gamma: Numbers;
}

/** What one seller's answer depends on, derived from its SoC. */
export interface SellerTerms {
    readonly fbar: number;
    readonly r: number;
    /** b = fbar - rho + 1: where the seller's satisfaction would end. */
    readonly b: number;
    /** g = gamma (r - c): coins. */
    readonly g: number;
    /** R' = r + g/b, eq. (13): the lowest price that buys anything, and the marginal value up to which none is bought. */
    readonly lowest: number;
    /** R'' = r + g/(1 - rho): the price at which the seller sells all; Infinity where rho >= 1. */
    readonly highest: number;
    /** The marginal value from which all is bought: r + g b/(1 - rho)^2; Infinity where rho >= 1. */
    readonly fullFrom: number;
}

/** Entry i of a list whose length was checked. */
export function at(list: Numbers, index: number): number {
    return list[index] ?? Number.NaN;
}

/** @returns The terms of seller i. */
export function sellerTerms(problem: ComputeProblem, index: number): SellerTerms {
    const fbar = at(problem.fbar, index);
    const spare = 1 - at(problem.rho, index);
    const r = at(problem.r, index);
    const b = fbar + spare;
    const g = at(problem.gamma, index) * (r - at(problem.c, index));
    const highest = spare > 0 ? r + g / spare : Number.POSITIVE_INFINITY;
    const fullFrom = spare > 0 ? r + (g / spare) * (b / spare) : Number.POSITIVE_INFINITY;
    return { fbar, r, b, g, lowest: r + g / b, highest, fullFrom };
}

type SellerRule = readonly [code: string, isBroken: (problem: ComputeProblem, i: number) => boolean, meaning: string];

const sellerRules: readonly SellerRule[] = [
    ['COMPUTE_CAPACITY', ({ fbar }, i) => !(at(fbar, i) > 0), 'fbar is not positive'],
    [
        'COMPUTE_DEMAND',
        ({ rho, fbar }, i) => !(at(rho, i) >= 0 && at(rho, i) < at(fbar, i) + 1),
        'rho is not in [0, fbar + 1)',
    ],
    ['COMPUTE_REWARD', ({ r, c }, i) => !(at(c, i) >= 0 && at(r, i) > at(c, i)), 'r is not above c, or c is negative'],
    ['COMPUTE_SATISFACTION', ({ gamma }, i) => !(at(gamma, i) > 0), 'gamma is not positive'],
];

function checkNumbers(problem: ComputeProblem): number {
    const { fbar, rho, r, c, gamma } = problem;
    for (const [name, list] of Object.entries({ rho, r, c, gamma })) {
        if (list.length !== fbar.length) {
            throw new ProblemError('COMPUTE_LENGTHS', `${name} has ${list.length} entries, fbar ${fbar.length}`);
        }
    }
    for (const list of [fbar, rho, r, c, gamma]) {
        for (let i = 0; i < list.length; i += 1) {
            if (!Number.isFinite(list[i]))
                throw new ProblemError('COMPUTE_NUMBER', `seller ${i} has a number that is not finite`);
        }
    }
    return fbar.length;
}

/**
 * Refuses a problem outside the domain of the mathematics.
 *
 * @throws ProblemError COMPUTE_BUYER, COMPUTE_LENGTHS, COMPUTE_NUMBER, COMPUTE_CAPACITY, COMPUTE_DEMAND,
 *     COMPUTE_REWARD, COMPUTE_SATISFACTION
 */
export function checkProblem(problem: ComputeProblem): void {
    for (const value of [problem.a, problem.lambda]) {
        if (!(value > 0 && Number.isFinite(value)))
            throw new ProblemError('COMPUTE_BUYER', 'a or lambda is not positive');
    }
    const count = checkNumbers(problem);
    for (const [code, isBroken, meaning] of sellerRules) {
        for (let i = 0; i < count; i += 1) {
            if (isBroken(problem, i)) throw new ProblemError(code, `seller ${i}: ${meaning}`);
        }
    }
}
