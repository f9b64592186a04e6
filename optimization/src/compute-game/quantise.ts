import { ProblemError } from '../common/problem-error';
import { solveCompute, type SellerState } from './solve';

const E12 = 10n ** 12n;
const E6 = 10n ** 6n;

/** The marginal value that a contract's decimal text can hold: 10^12 coins a unit. */
const MARGINAL_MAX = E12 * E12;

/** One seller's SoC in units of 10^-12; symbols as in {@link ComputeProblem}. */
export interface QuantisedSeller {
    readonly fbar: bigint;
    readonly rho: bigint;
    readonly r: bigint;
    readonly c: bigint;
    readonly gamma: bigint;
}

/** The game as the ledger holds it: integers in units of 10^-12. */
export interface QuantisedProblem {
    readonly a: bigint;
    readonly lambda: bigint;
    readonly sellers: readonly QuantisedSeller[];
}

/** One seller's part; price and amount in units of 10^-12. */
export interface QuantisedPart {
    readonly state: SellerState;
    readonly price: bigint;
    readonly amount: bigint;
}

/** What a contract is asked to certify. */
export interface QuantisedSolution {
    readonly marginal: bigint;
    readonly parts: readonly QuantisedPart[];
}

const toNumber = (value: bigint): number => Number(value) / 1e12;

function solveInDoubles({ a, lambda, sellers }: QuantisedProblem): number {
    // Only g = gamma (r - c) counts: taken exactly, for the difference of two close numbers would lose its digits.
    const weights = sellers.map(({ gamma, r, c }) => Number(gamma * (r - c)) / 1e24);
    const r = sellers.map((seller) => toNumber(seller.r));
    const { A } = solveCompute({
        a: toNumber(a),
        lambda: toNumber(lambda),
        fbar: sellers.map(({ fbar }) => toNumber(fbar)),
        rho: sellers.map(({ rho }) => toNumber(rho)),
        r,
        c: sellers.map(() => 0),
        gamma: weights.map((weight, i) => weight / (r[i] ?? Number.NaN)),
    });
    return A;
}

const ceilDiv = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

/** ceil(sqrt(value)) for value > 0: from the double's root, right to 15 digits, Newton needs two or three steps. */
function ceilSqrt(value: bigint): bigint {
    const start = BigInt(Math.ceil(Math.sqrt(Number(value))));
    // One step from anywhere lands on or above the floor of the root; from there the steps fall until they reach it.
    let root = (start + value / start) / 2n;
    for (let next = (root + value / root) / 2n; next < root; next = (root + value / root) / 2n) root = next;
    return root * root === value ? root : root + 1n;
}

/** B2 in integers: the state by comparing products exactly, amounts rounded down, prices up. */
function partAtMarginal({ fbar, rho, r, c, gamma }: QuantisedSeller, marginal: bigint): QuantisedPart {
    const b = fbar - rho + E12;
    const g = gamma * (r - c);
    const margin = marginal - r;
    const spare = E12 - rho;
    if (margin * b <= g) return { state: 'shut', price: r + ceilDiv(g, b), amount: 0n };
    if (spare > 0n && spare * spare * margin >= g * b) {
        return { state: 'full', price: r + ceilDiv(g, spare), amount: fbar };
    }
    return {
        state: 'interior',
        price: r + ceilSqrt(ceilDiv(g * margin, b)),
        amount: (b * E6 - ceilSqrt(ceilDiv(g * b * E12, margin))) / E6,
    };
}

/**
 * Solves the game in doubles and rounds the solution to the ledger's units of 10^-12: the marginal value to the nearest,
 * the rest from that value in integers, since a state that doubles decide could be the neighbour's at a tie.
 *
 * @throws ProblemError as `solveCompute`, and COMPUTE_OVERFLOW where the marginal value exceeds 10^12 coins a unit
 */
export function solveQuantised(problem: QuantisedProblem): QuantisedSolution {
    const inDoubles = solveInDoubles(problem) * 1e12;
    if (!(inDoubles <= Number(MARGINAL_MAX))) {
        throw new ProblemError('COMPUTE_OVERFLOW', 'the marginal value is above 10^12 coins a unit');
    }
    const marginal = BigInt(Math.round(inDoubles));
    return { marginal, parts: problem.sellers.map((seller) => partAtMarginal(seller, marginal)) };
}
