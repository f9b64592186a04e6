import { ProblemError } from '../common/problem-error';
import { byPriority } from './priority';
import type { AuctionMatch, AuctionOrder, AuctionProblem, AuctionResult } from './problem';

function checkOrder(order: AuctionOrder): void {
    if (!Number.isFinite(order.limit)) throw new ProblemError('AUCTION_LIMIT', `limit of ${order.id} is not finite`);
    if (!Number.isFinite(order.time)) throw new ProblemError('AUCTION_TIME', `time of ${order.id} is not finite`);
    if (!Number.isSafeInteger(order.quantity) || order.quantity <= 0) {
        throw new ProblemError('AUCTION_QUANTITY', `quantity of ${order.id} is not a positive safe integer`);
    }
}

function checkSide(orders: readonly AuctionOrder[], side: string): void {
    let total = 0;
    for (const order of orders) {
        checkOrder(order);
        total += order.quantity;
        if (!Number.isSafeInteger(total)) throw new ProblemError('AUCTION_TOTAL', `total of ${side} exceeds 2^53 - 1`);
    }
}

/** The value of [low, high] that is nearest to `wish`. */
function clamp(wish: number, low: number, high: number): number {
    return Math.min(Math.max(wish, low), high);
}

/** One side's orders, taken best first. */
class Queue {
    readonly #orders: readonly AuctionOrder[];
    readonly #places: Uint32Array;
    #next = 0;
    /** The order whose turn it is; undefined when all are used up. */
    head: AuctionOrder | undefined;
    /** What is left of it. */
    left = 0;

    constructor(orders: readonly AuctionOrder[], direction: 1 | -1) {
        this.#orders = orders;
        this.#places = byPriority(orders, direction).positions;
        this.#advance();
    }

    take(quantity: number): void {
        this.left -= quantity;
        if (this.left === 0) this.#advance();
    }

    #advance(): void {
        this.head = this.#orders[this.#places[this.#next] ?? -1];
        this.left = this.head?.quantity ?? 0;
        this.#next += 1;
    }
}

/**
 * Clears a uniform-price call auction: the greatest volume, best limits first (then time, then id), at the price
 * nearest to the quote among those that allow this volume. The rule is written down in
 * docs/concepts/market-clearing.md. O(n log n) at worst, linear without ties; exact, because quantities are integers whose totals stay below 2^53.
 *
 * @throws ProblemError AUCTION_LIMIT, AUCTION_TIME, AUCTION_QUANTITY, AUCTION_TOTAL, AUCTION_QUOTE,
 *     AUCTION_DUPLICATE_ORDER
 */
export function solveAuction(problem: AuctionProblem): AuctionResult {
    if (!Number.isFinite(problem.quote)) throw new ProblemError('AUCTION_QUOTE', 'the quote is not finite');
    checkSide(problem.buys, 'buys');
    checkSide(problem.sells, 'sells');
    const buys = new Queue(problem.buys, -1);
    const sells = new Queue(problem.sells, 1);
    const matches: AuctionMatch[] = [];
    let volume = 0;
    let price = problem.quote;
    while (buys.head !== undefined && sells.head !== undefined && buys.head.limit >= sells.head.limit) {
        const { head: buy } = buys;
        const { head: sell } = sells;
        const quantity = Math.min(buys.left, sells.left);
        matches.push({ buy: buy.id, sell: sell.id, quantity });
        volume += quantity;
        // Only the last pair's limits count: they bound the prices at which the whole volume is still wanted.
        price = clamp(problem.quote, sell.limit, buy.limit);
        buys.take(quantity);
        sells.take(quantity);
    }
    return { price, volume, matches };
}
