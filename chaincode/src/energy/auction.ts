import { max, min } from '../common/amount';

/** One order as the auction sees it: micro-coins per kWh, Wh, ms. */
export interface AuctionOrder {
    /** Place of the order among the receipts of the round. */
    readonly index: number;
    readonly limit: bigint;
    readonly energyWh: bigint;
    readonly timeMs: bigint;
    /** Decides among equal limits and times: the smaller text goes first. Unique. */
    readonly tie: string;
}

/** Energy that one order sells to another. */
export interface Match {
    readonly buy: number;
    readonly sell: number;
    readonly energyWh: bigint;
}

/** The outcome of an auction: all matches at the one price. */
export interface AuctionResult {
    readonly price: bigint;
    readonly volumeWh: bigint;
    readonly matches: readonly Match[];
}

/** @returns Whether `a` was received before `b`, the tie text deciding between equal times. */
export function isEarlier(a: Pick<AuctionOrder, 'timeMs' | 'tie'>, b: Pick<AuctionOrder, 'timeMs' | 'tie'>): boolean {
    return a.timeMs === b.timeMs ? a.tie < b.tie : a.timeMs < b.timeMs;
}

/** Best first; `sign` is 1 for sells, where the lower limit is better, -1 for buys. */
function byPriority(orders: readonly AuctionOrder[], sign: 1n | -1n): AuctionOrder[] {
    return [...orders].sort((a, b) => {
        if (a.limit !== b.limit) return sign * a.limit < sign * b.limit ? -1 : 1;
        return isEarlier(a, b) ? -1 : 1;
    });
}

/** One side of the book, taken best first. */
class Side {
    readonly #orders: AuctionOrder[];
    #left: bigint;

    constructor(orders: readonly AuctionOrder[], sign: 1n | -1n) {
        this.#orders = byPriority(orders, sign).reverse();
        this.#left = this.best?.energyWh ?? 0n;
    }

    get best(): AuctionOrder | undefined {
        return this.#orders.at(-1);
    }

    get left(): bigint {
        return this.#left;
    }

    take(energyWh: bigint): void {
        this.#left -= energyWh;
        if (this.#left > 0n) return;
        this.#orders.pop();
        this.#left = this.best?.energyWh ?? 0n;
    }
}

/**
 * Uniform-price call auction of docs/concepts/market-clearing.md: greatest volume, price-time priority, the price of the
 * crossing range that is nearest to the quote. The same rule as the solver of the gateway, computed again.
 * @returns Price, volume and matches in priority order; without a trade the price is the quote.
 */
export function clearAuction(
    buys: readonly AuctionOrder[],
    sells: readonly AuctionOrder[],
    quote: bigint,
): AuctionResult {
    const buySide = new Side(buys, -1n);
    const sellSide = new Side(sells, 1n);
    const matches: Match[] = [];
    let volumeWh = 0n;
    let price = quote;
    for (;;) {
        const { best: buy, left: wanted } = buySide;
        const { best: sell, left: offered } = sellSide;
        if (buy === undefined || sell === undefined || buy.limit < sell.limit) return { price, volumeWh, matches };
        const energyWh = min(wanted, offered);
        matches.push({ buy: buy.index, sell: sell.index, energyWh });
        volumeWh += energyWh;
        price = min(max(quote, sell.limit), buy.limit);
        buySide.take(energyWh);
        sellSide.take(energyWh);
    }
}
