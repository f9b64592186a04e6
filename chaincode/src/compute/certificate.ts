import { EdgeError } from '../common/errors';
import { allotmentAt, fineAmount, type Allotment, type GameSeller } from './certificate-response';
import { E12, scaledExp } from './fixed-point';

/** One computing game; every value is read from the ledger or from a message that its party signed. Units of 10^-12. */
export interface ComputeGame {
    /** a: the buyer's cost scale, coins, > 0. */
    readonly costScale: bigint;
    /** lambda: the buyer's cost exponent per unit of capacity, > 0. */
    readonly costExponent: bigint;
    readonly sellers: readonly GameSeller[];
}

/** A proposed solution: the marginal value A (coins a unit, units of 10^-12) and each seller's part, in the game's order. */
export interface ComputeCertificate {
    readonly marginal: bigint;
    readonly allotments: readonly Allotment[];
}

/** Capacities beyond this would leave a proposer who computes in doubles too few digits of own demand: 10^4 units. */
const CAPACITY_MAX = 10_000n * E12;

/** R' must lie at least this far above r, else supply is a step and the amounts are not a function of the price. */
const RISE_LEAST = E12 / 1_000_000n;

/** A may be off its root by a relative 10^-12, and a unit of 10^-12 for the proposer's own rounding. */
const marginalTolerance = (marginal: bigint): bigint => marginal / 1_000_000_000_000n + 1n;

/** Prices and amounts inside may be off by a relative 10^-9 and a unit of 10^-12. */
function differs(given: bigint, exact: bigint): boolean {
    const gap = given > exact ? given - exact : exact - given;
    return gap > exact / 1_000_000_000n + 1n;
}

/**
 * Whether a seller's values are in the game's domain: 0 < capacity <= 10^4, 0 <= ownDemand < capacity + 1,
 * 0 <= cost < reward, satisfaction > 0, and its lowest price at least 10^-6 coins above its reward. An offer that is
 * not must never enter a game, or it would stop all.
 */
export function isSoundSeller(seller: GameSeller): boolean {
    const { capacity, ownDemand, reward, cost, satisfaction } = seller;
    const room = capacity - ownDemand + E12;
    const isInside = capacity > 0n && capacity <= CAPACITY_MAX && ownDemand >= 0n && room > 0n;
    const isPriced = cost >= 0n && reward > cost && satisfaction > 0n;
    return isInside && isPriced && satisfaction * (reward - cost) >= RISE_LEAST * room;
}

function checkGame(game: ComputeGame): void {
    if (game.costScale <= 0n || game.costExponent <= 0n) {
        throw new EdgeError('COMPUTE_GAME_INVALID', { of: 'buyer' });
    }
    const unsound = game.sellers.findIndex((seller) => !isSoundSeller(seller));
    if (unsound >= 0) throw new EdgeError('COMPUTE_GAME_INVALID', { of: 'seller', index: unsound });
}

/**
 * Whether A lies above (or on) the root of A = lambda a e^(lambda (S - sum f(A))). The left side rises with A and the
 * right side falls, so there is one root.
 */
function isAboveRoot(game: ComputeGame, marginal: bigint): boolean {
    let unsold = 0n;
    for (const seller of game.sellers) unsold += seller.capacity * 1_000_000n - fineAmount(seller, marginal);
    // lambda (E12) * unsold (E18); the product lambda * a has E24, its value is wanted in E12.
    const right = scaledExp(game.costExponent * game.costScale, game.costExponent * unsold, E12 * 10n ** 18n);
    return right !== undefined && marginal * E12 >= right;
}

function checkMarginal(game: ComputeGame, marginal: bigint): void {
    const margin = marginalTolerance(marginal);
    if (isAboveRoot(game, marginal - margin) || !isAboveRoot(game, marginal + margin)) {
        throw new EdgeError('COMPUTE_MARGINAL', { marginal: String(marginal) });
    }
}

function checkAllotment(given: Allotment, exact: Allotment, index: number): void {
    if (given.state !== exact.state) {
        throw new EdgeError('COMPUTE_STATE', { index, given: given.state, exact: exact.state });
    }
    // A shut seller's price is R' rounded up and its amount 0, a full one's R'' rounded up and all: nothing to tolerate.
    const isOff = exact.state === 'interior' ? differs : (left: bigint, right: bigint): boolean => left !== right;
    if (isOff(given.price, exact.price)) {
        throw new EdgeError('COMPUTE_PRICE', { index, given: String(given.price), exact: String(exact.price) });
    }
    if (isOff(given.amount, exact.amount)) {
        throw new EdgeError('COMPUTE_AMOUNT', { index, given: String(given.amount), exact: String(exact.amount) });
    }
}

/**
 * Checks that a proposed solution is the Stackelberg equilibrium of the computing game (corrected equations of section
 * IV: `docs/concepts/compute.md`), in integers only. First the game's own domain, then in this order: the marginal
 * value A is within a relative 10^-12 (and one unit) of the one root of the buyer's equation, whose sum of amounts is
 * computed here from A and never taken from the proposal; then seller by seller state, price and amount are those that
 * A gives. So every field is bound by one check of its own. Linear in the sellers.
 *
 * A shut seller's price is exactly R' rounded up and its amount 0; a full one's exactly R'' rounded up and its capacity;
 * an interior one's price and amount may differ from the exact ones by a relative 10^-9 and one unit.
 *
 * @throws EdgeError COMPUTE_GAME_INVALID, COMPUTE_CERTIFICATE_SHAPE, COMPUTE_MARGINAL, COMPUTE_STATE, COMPUTE_PRICE,
 *     COMPUTE_AMOUNT, in this order of precedence
 */
export function checkComputeCertificate(game: ComputeGame, certificate: ComputeCertificate): void {
    checkGame(game);
    if (certificate.allotments.length !== game.sellers.length) {
        throw new EdgeError('COMPUTE_CERTIFICATE_SHAPE', {
            sellers: game.sellers.length,
            allotments: certificate.allotments.length,
        });
    }
    checkMarginal(game, certificate.marginal);
    game.sellers.forEach((seller, index) => {
        const given = certificate.allotments[index];
        if (given !== undefined) checkAllotment(given, allotmentAt(seller, certificate.marginal), index);
    });
}
