import { at, type ComputeProblem, sellerTerms } from './problem';

/** What the search for the root reads of each seller, in flat arrays: it passes over them a dozen times. */
export interface PreparedSellers {
    /** S: the sum of all capacities. */
    readonly capacity: number;
    readonly fbar: Float64Array;
    readonly r: Float64Array;
    /** The product g b. */
    readonly gb: Float64Array;
    /** The marginal value up to which a seller is shut. */
    readonly shutUpTo: Float64Array;
    /** The marginal value from which it sells all. */
    readonly fullFrom: Float64Array;
    /** rho - 1: what an interior seller keeps beside the root. */
    readonly kept: Float64Array;
}

/** @returns The flat arrays of a problem. */
export function prepareSellers(problem: ComputeProblem): PreparedSellers {
    const column = (): Float64Array => new Float64Array(problem.fbar.length);
    const fbar = column();
    const r = column();
    const gb = column();
    const shutUpTo = column();
    const fullFrom = column();
    const kept = column();
    let capacity = 0;
    for (let i = 0; i < fbar.length; i += 1) {
        const terms = sellerTerms(problem, i);
        fbar[i] = terms.fbar;
        r[i] = terms.r;
        gb[i] = terms.g * terms.b;
        shutUpTo[i] = terms.lowest;
        fullFrom[i] = terms.fullFrom;
        kept[i] = at(problem.rho, i) - 1;
        capacity += terms.fbar;
    }
    return { capacity, fbar, r, gb, shutUpTo, fullFrom, kept };
}

/** Sellers per partial sum: rounding errors grow with its length and with the number of partial sums, not with N. */
const BLOCK = 1024;

/** S - sum f at a marginal value, and how fast it falls with ln A. */
export interface Unsold {
    readonly unsold: number;
    /** -d(S - sum f)/d ln A, >= 0. */
    readonly slope: number;
}

function unsoldOfBlock(sellers: PreparedSellers, marginal: number, start: number, end: number): Unsold {
    const { fbar, r, gb, shutUpTo, fullFrom, kept } = sellers;
    let unsold = 0;
    let slope = 0;
    for (let i = start; i < end; i += 1) {
        if (marginal <= at(shutUpTo, i)) {
            unsold += at(fbar, i);
        } else if (marginal < at(fullFrom, i)) {
            const margin = marginal - at(r, i);
            const root = Math.sqrt(at(gb, i) / margin);
            unsold += root + at(kept, i);
            slope += (root * marginal) / (2 * margin);
        }
    }
    return { unsold, slope };
}

/** @returns What the sellers keep when each is bought from up to the marginal value A. */
export function unsoldAt(sellers: PreparedSellers, marginal: number): Unsold {
    let unsold = 0;
    let slope = 0;
    for (let start = 0; start < sellers.fbar.length; start += BLOCK) {
        const end = Math.min(start + BLOCK, sellers.fbar.length);
        const block = unsoldOfBlock(sellers, marginal, start, end);
        unsold += block.unsold;
        slope += block.slope;
    }
    return { unsold, slope };
}
