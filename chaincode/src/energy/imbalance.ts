import { costMicro, max, min } from '../common/amount';
import type { Allotment } from './allot';

/** Prices of a settlement, micro-coins per kWh. */
export interface Prices {
    readonly price: bigint;
    readonly feedIn: bigint;
    readonly retail: bigint;
}

/** Coins that the clearing holds for a trade, micro-coins. */
export interface Holding {
    readonly escrowMicro: bigint;
    readonly depositMicro: bigint;
}

/** How the held coins are shared, micro-coins; `settledWh` at the buyer's meter. */
export interface Share {
    readonly settledWh: bigint;
    readonly paidMicro: bigint;
    readonly sellerShortMicro: bigint;
    readonly buyerShortMicro: bigint;
    /** Back to the buyer besides `sellerShortMicro`. */
    readonly escrowBackMicro: bigint;
    /** Back to the seller's wallet. */
    readonly depositBackMicro: bigint;
}

/**
 * Pays a trade for the smaller allotment; who fell short compensates the other against the tariff, so that the honest
 * side ends where the trade would have left it (energy paper II, metered settlement):
 * seller short, (retail - price) per missing Wh out of the deposit; buyer short, (price - feed-in) out of the escrow.
 */
export function shareCoins(
    held: Holding,
    { deliveredWh, takenWh }: Pick<Allotment, 'deliveredWh' | 'takenWh'>,
    { price, feedIn, retail }: Prices,
): Share {
    const settledWh = min(deliveredWh, takenWh);
    const paidMicro = min(costMicro(price, settledWh), held.escrowMicro);
    const missing = costMicro(max(0n, retail - price), takenWh - settledWh);
    const untaken = costMicro(max(0n, price - feedIn), deliveredWh - settledWh);
    const sellerShortMicro = min(missing, held.depositMicro);
    const buyerShortMicro = min(untaken, held.escrowMicro - paidMicro);
    return {
        settledWh,
        paidMicro,
        sellerShortMicro,
        buyerShortMicro,
        escrowBackMicro: held.escrowMicro - paidMicro - buyerShortMicro,
        depositBackMicro: held.depositMicro - sellerShortMicro,
    };
}

/** @returns How the held coins are shared when a resolver says what was delivered: no compensation. */
export function shareResolved(held: Holding, settledWh: bigint, price: bigint): Share {
    const paidMicro = min(costMicro(price, settledWh), held.escrowMicro);
    return {
        settledWh,
        paidMicro,
        sellerShortMicro: 0n,
        buyerShortMicro: 0n,
        escrowBackMicro: held.escrowMicro - paidMicro,
        depositBackMicro: held.depositMicro,
    };
}
