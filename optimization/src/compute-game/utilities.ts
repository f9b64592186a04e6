import { at, type ComputeProblem, type Numbers, type SellerTerms, sellerTerms } from './problem';

/** What prices and amounts are worth to each side; coins. */
export interface ComputeUtilities {
    /** U, eq. (3); Infinity where no double holds the buyer's cost: compare {@link costAfter} + {@link payment} then. */
    readonly buyerUtility: number;
    /** U_i, eq. (6), by seller. */
    readonly sellerUtility: Float64Array;
    /** sum R_i f_i. */
    readonly payment: number;
    /** ln of the buyer's cost without any purchase: ln a + lambda S. */
    readonly lnCostBefore: number;
    /** The buyer's own cost after the purchase: a e^(lambda (S - sum f)). */
    readonly costAfter: number;
}

/** @returns U_i of eq. (6) for an amount sold at a price: g ln((b - f)/b) + (R - r) f. */
export function sellerUtility({ r, b, g }: SellerTerms, price: number, amount: number): number {
    return g * Math.log1p(-amount / b) + (price - r) * amount;
}

/** @returns The amount that a seller likes best at a price, eq. (11). */
export function bestResponse({ fbar, r, b, g, lowest, highest }: SellerTerms, price: number): number {
    // First: for R < r the last branch would exceed fbar.
    if (price <= lowest) return 0;
    if (price >= highest) return fbar;
    return Math.min(Math.max(b - g / (price - r), 0), fbar);
}

/** @returns Every seller's best answer to its price. */
export function bestResponses(problem: ComputeProblem, prices: Numbers): Float64Array {
    return Float64Array.from({ length: prices.length }, (_, i) => bestResponse(sellerTerms(problem, i), at(prices, i)));
}

/** @returns What any prices and amounts are worth; they need not be in equilibrium. */
export function utilitiesOf(problem: ComputeProblem, prices: Numbers, amounts: Numbers): ComputeUtilities {
    const { a, lambda } = problem;
    const sellers = new Float64Array(amounts.length);
    let payment = 0;
    let capacity = 0;
    let sold = 0;
    for (let i = 0; i < sellers.length; i += 1) {
        const terms = sellerTerms(problem, i);
        sellers[i] = sellerUtility(terms, at(prices, i), at(amounts, i));
        payment += at(prices, i) * at(amounts, i);
        capacity += terms.fbar;
        sold += at(amounts, i);
    }
    const costAfter = a * Math.exp(lambda * (capacity - sold));
    return {
        // The difference of the two exponentials without cancellation.
        buyerUtility: costAfter * Math.expm1(lambda * sold) - payment,
        sellerUtility: sellers,
        payment,
        lnCostBefore: Math.log(a) + lambda * capacity,
        costAfter,
    };
}
