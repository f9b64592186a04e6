import { ceilDiv, ceilSqrt, E12 } from './fixed-point';

/** What a seller signed (its SoC) and what the ledger leaves of it; all in units of 10^-12. */
export interface GameSeller {
    /** fbar: what it can still sell, > 0. */
    readonly capacity: bigint;
    /** rho: what it needs itself, >= 0, below capacity + 1. */
    readonly ownDemand: bigint;
    /** r: its reward per unit of own use, coins, above the cost. */
    readonly reward: bigint;
    /** c: its cost per unit of own use, coins, >= 0. */
    readonly cost: bigint;
    /** gamma: the weight of its own satisfaction, > 0. */
    readonly satisfaction: bigint;
}

/** Whether a seller sells nothing, a part or all. */
export type SellerState = 'shut' | 'interior' | 'full';

/** A seller's part of the solution; price (coins a unit) and amount in units of 10^-12. */
export interface Allotment {
    readonly state: SellerState;
    readonly price: bigint;
    readonly amount: bigint;
}

/** b and g of the mathematics, once per seller: `room` = capacity - ownDemand + 1 (E12), `weight` = gamma (r - c) (E24). */
interface Terms {
    readonly room: bigint;
    readonly weight: bigint;
}

const terms = (seller: GameSeller): Terms => ({
    room: seller.capacity - seller.ownDemand + E12,
    weight: seller.satisfaction * (seller.reward - seller.cost),
});

/**
 * The state that the marginal value A gives (B2): shut iff A <= R', that is b (A - r) <= g; full iff rho < 1 and
 * (1 - rho)^2 (A - r) >= g b. Exact: only products of integers are compared.
 */
export function sellerState(seller: GameSeller, marginal: bigint): SellerState {
    const { room, weight } = terms(seller);
    const margin = marginal - seller.reward;
    if (margin <= 0n || room * margin <= weight) return 'shut';
    const spare = E12 - seller.ownDemand;
    // Both sides are in units of 10^-36.
    return spare > 0n && spare * spare * margin >= weight * room ? 'full' : 'interior';
}

/** @returns f_i(A) in units of 10^-18, below the true value by less than one of them; finer than E12, for sums. */
export function fineAmount(seller: GameSeller, marginal: bigint): bigint {
    const state = sellerState(seller, marginal);
    if (state === 'shut') return 0n;
    if (state === 'full') return seller.capacity * 1_000_000n;
    const { room, weight } = terms(seller);
    return room * 1_000_000n - ceilSqrt(ceilDiv(weight * room * E12, marginal - seller.reward));
}

function priceAt(seller: GameSeller, marginal: bigint, state: SellerState): bigint {
    const { room, weight } = terms(seller);
    // Rounded up, so that the seller gains no less than by the exact price. A shut one's is not unique: R' is taken.
    if (state === 'shut') return seller.reward + ceilDiv(weight, room);
    if (state === 'full') return seller.reward + ceilDiv(weight, E12 - seller.ownDemand);
    return seller.reward + ceilSqrt(ceilDiv(weight * (marginal - seller.reward), room));
}

/** @returns The seller's part of the solution at the marginal value A (E12), rounded as the contract rounds. */
export function allotmentAt(seller: GameSeller, marginal: bigint): Allotment {
    const state = sellerState(seller, marginal);
    const amount = fineAmount(seller, marginal) / 1_000_000n;
    return { state, amount, price: priceAt(seller, marginal, state) };
}
