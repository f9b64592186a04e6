import { costMicro, min } from '../common/amount';
import { EdgeError } from '../common/errors';
import { merkleLeaf, merkleRoot } from '../common/hash';
import type { RegionPolicy } from '../common/policy-record';
import type { Purse } from './purse';
import type { AuctionResult } from './auction';
import { tradeId, type Round } from './keys';
import { depositMicro, type Order } from './orders';
import type { TradeRecord } from './records';

/** Takes coins from the reserve of each order, never more than the order allows: trades round one by one. */
class Reserves {
    readonly #left = new Map<number, bigint>();

    take({ index, reserveMicro }: Order, wantedMicro: bigint): bigint {
        const left = this.#left.get(index) ?? reserveMicro;
        const taken = min(wantedMicro, left);
        this.#left.set(index, left - taken);
        return taken;
    }
}

/**
 * One trade for each match, with the buyer's coins and the seller's deposit that the record will hold.
 * @throws EdgeError RECORD_CORRUPT when a match names no order (a defect).
 */
export function tradesOf(region: RegionPolicy, orders: readonly Order[], result: AuctionResult): TradeRecord[] {
    const byIndex = new Map(orders.map((order) => [order.index, order]));
    const reserves = new Reserves();
    return result.matches.map(({ buy, sell, energyWh }) => {
        const buyer = byIndex.get(buy);
        const seller = byIndex.get(sell);
        if (buyer === undefined || seller === undefined) throw new EdgeError('RECORD_CORRUPT', { buy, sell });
        return {
            buyer: buyer.wallet,
            seller: seller.wallet,
            payTo: seller.payTo,
            energyWh: String(energyWh),
            escrowMicro: String(reserves.take(buyer, costMicro(result.price, energyWh))),
            depositMicro: String(reserves.take(seller, depositMicro(region, result.price, energyWh))),
            ...(buyer.creditToken !== undefined && { creditToken: buyer.creditToken }),
        };
    });
}

/**
 * Moves escrows and deposits out of wallets and tokens; the coins then live in the clearing.
 * @throws EdgeError COIN_INSUFFICIENT, CREDIT_BALANCE.
 */
export async function lockCoins({ accounts, tokens }: Purse, trades: readonly TradeRecord[]): Promise<void> {
    for (const { buyer, seller, escrowMicro, depositMicro: deposit, creditToken } of trades) {
        if (creditToken === undefined) await accounts.debit(buyer, BigInt(escrowMicro));
        else await tokens.lock(creditToken, BigInt(escrowMicro));
        await accounts.debit(seller, BigInt(deposit));
    }
}

/** @returns Merkle root of the trades; a leaf is the trade with its id `region.interval.index`. */
export function tradesRoot(round: Round, trades: readonly TradeRecord[]): string {
    return merkleRoot(trades.map((trade, index) => merkleLeaf({ id: tradeId(round, index), ...trade })));
}
