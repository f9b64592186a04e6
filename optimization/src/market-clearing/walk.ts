import { ProblemError } from '../common/problem-error';
import type { ExactAuctionProblem, ExactAuctionResult, ExactOrder } from './exact-problem';

/** Best limit first, then time, then id. */
function byPriority(orders: readonly ExactOrder[], isBuySide: boolean): ExactOrder[] {
    return [...orders].sort((left, right) => {
        if (left.limit !== right.limit) return left.limit < right.limit === isBuySide ? 1 : -1;
        if (left.time !== right.time) return left.time < right.time ? -1 : 1;
        if (left.id !== right.id) return left.id < right.id ? -1 : 1;
        throw new ProblemError('AUCTION_DUPLICATE_ORDER', `two orders of one side share id ${left.id}, limit and time`);
    });
}

/** One side in priority order with the quantity that is left of its first order. */
class Queue {
    readonly #orders: ExactOrder[];
    #next = 0;
    left = 0n;

    constructor(orders: readonly ExactOrder[], isBuySide: boolean) {
        this.#orders = byPriority(orders, isBuySide);
        this.left = this.head?.quantity ?? 0n;
    }

    get head(): ExactOrder | undefined {
        return this.#orders[this.#next];
    }

    take(quantity: bigint): void {
        this.left -= quantity;
        if (this.left > 0n) return;
        this.#next += 1;
        this.left = this.head?.quantity ?? 0n;
    }
}

const least = (left: bigint, right: bigint): bigint => (left < right ? left : right);
const greatest = (left: bigint, right: bigint): bigint => (left > right ? left : right);

/** The auction of `solveAuction` with comparator sorts and bigint amounts of any size. */
export function clearByWalking(problem: ExactAuctionProblem): ExactAuctionResult {
    const buys = new Queue(problem.buys, true);
    const sells = new Queue(problem.sells, false);
    const matches: { buy: string; sell: string; quantity: bigint }[] = [];
    let { quote: price } = problem;
    let volume = 0n;
    while (buys.head !== undefined && sells.head !== undefined && buys.head.limit >= sells.head.limit) {
        const { head: buy } = buys;
        const { head: sell } = sells;
        const quantity = least(buys.left, sells.left);
        matches.push({ buy: buy.id, sell: sell.id, quantity });
        volume += quantity;
        price = least(greatest(problem.quote, sell.limit), buy.limit);
        buys.take(quantity);
        sells.take(quantity);
    }
    return { price, volume, matches };
}
