import { ProblemError } from '../common/problem-error';
import { checkProblem, type ComputeProblem, type SellerTerms, sellerTerms } from './problem';
import { type PreparedSellers, prepareSellers, unsoldAt } from './unsold';

/** Whether a seller sells nothing, a part or all. */
export type SellerState = 'shut' | 'interior' | 'full';

/** The Stackelberg equilibrium; entry i of each list belongs to seller i. */
export interface ComputeEquilibrium {
    /** A = lambda a e^(lambda (S - sum f)): what the buyer would save by one more unit, coins a unit. */
    readonly A: number;
    /** Unit prices. A shut seller's price is not unique: its R' is reported. */
    readonly R: Float64Array;
    /** Amounts, 0 <= f <= fbar. */
    readonly f: Float64Array;
    readonly state: readonly SellerState[];
}

/** One seller's part of the equilibrium. */
export interface SellerPart {
    readonly state: SellerState;
    readonly price: number;
    readonly amount: number;
}

/** Every step halves the bracket or is at most half of the step before the last, so these exhaust every pair of doubles. */
const STEPS_MAX = 300;

/** e^z overflows a double above; a problem whose root lies there is refused. */
const Z_MAX = 709;

/** Smallest relative step that still moves a double of the root's size by more than its rounding. */
const STEP_LEAST = 2 ** -52;

/**
 * The root of z = ln(lambda a) + lambda (S - sum f(e^z)). The left side less the right is continuous and strictly
 * increasing in z, so a bracketed Newton search cannot fail; each step passes over the sellers once.
 */
function marginalRoot(sellers: PreparedSellers, { a, lambda }: ComputeProblem): number {
    const start = Math.log(lambda) + Math.log(a);
    let low = start;
    let high = Math.min(start + lambda * sellers.capacity, Z_MAX);
    let z = high;
    let step = high - low;
    let lastStep = step;
    for (let count = 0; count < STEPS_MAX; count += 1) {
        const { unsold, slope } = unsoldAt(sellers, Math.exp(z));
        const residual = z - start - lambda * unsold;
        if (residual > 0) high = z;
        else low = z;
        const newton = z - residual / (1 + lambda * slope);
        const isTaken = newton >= low && newton <= high && Math.abs(newton - z) <= lastStep / 2;
        const next = isTaken ? newton : low + (high - low) / 2;
        lastStep = step;
        step = Math.abs(next - z);
        if (step <= STEP_LEAST * Math.max(1, Math.abs(z))) return next;
        z = next;
    }
    return z;
}

/**
 * What the buyer buys from one seller at the marginal value A, and for how much (B2): in all three states
 * R = r + g/(b - f).
 */
export function partAt(terms: SellerTerms, marginal: number): SellerPart {
    const { fbar, r, b, g, lowest, highest, fullFrom } = terms;
    // First: below r the root would be NaN.
    if (marginal <= lowest) return { state: 'shut', price: lowest, amount: 0 };
    if (marginal >= fullFrom) return { state: 'full', price: highest, amount: fbar };
    const amount = b - Math.sqrt((g * b) / (marginal - r));
    const price = r + Math.sqrt((g * (marginal - r)) / b);
    return {
        state: 'interior',
        price: Math.min(Math.max(price, lowest), highest),
        amount: Math.min(Math.max(amount, 0), fbar),
    };
}

/**
 * The one Stackelberg equilibrium of the computing game: the buyer's best prices and every seller's best answer, by
 * one root. A seller is shut iff A <= R', full iff rho < 1 and A >= r + g b/(1 - rho)^2, else interior. Up to 10^6
 * sellers in under a second. Source: computing paper, eqs. (3), (6), (11), (14), corrected.
 *
 * @throws ProblemError as {@link checkProblem}, and COMPUTE_OVERFLOW where no double holds the marginal value
 */
export function solveCompute(problem: ComputeProblem): ComputeEquilibrium {
    checkProblem(problem);
    const root = marginalRoot(prepareSellers(problem), problem);
    if (root >= Z_MAX) throw new ProblemError('COMPUTE_OVERFLOW', 'the marginal value is beyond e^709');
    const A = Math.exp(root);
    const count = problem.fbar.length;
    const R = new Float64Array(count);
    const f = new Float64Array(count);
    const state = new Array<SellerState>(count);
    for (let i = 0; i < count; i += 1) {
        const part = partAt(sellerTerms(problem, i), A);
        R[i] = part.price;
        f[i] = part.amount;
        state[i] = part.state;
    }
    return { A, R, f, state };
}
