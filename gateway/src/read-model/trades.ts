import { idText } from '@edgebourse/chaincode/common/envelope';
import { sql } from 'kysely';
import { z } from 'zod';
import { fromCursor, toPage, type Page } from './cursor';
import type { Database, SettlementRow, TradeRow } from './database/tables';

/** Which trades are asked for. Intervals count from 0, both ends belong to the range. */
export interface TradeQuery {
    readonly wallet?: string | undefined;
    readonly region?: string | undefined;
    readonly from?: number | undefined;
    readonly to?: number | undefined;
    readonly limit: number;
    readonly cursor?: string | undefined;
}

/** A trade with what became of it; `settlement` is absent until the round is settled. Amounts as decimal text. */
export interface TradeItem {
    /** `region.interval.index`. */
    readonly id: string;
    readonly region: string;
    readonly interval: number;
    readonly buyer: string;
    readonly seller: string;
    readonly payTo: string;
    readonly energyWh: string;
    readonly priceMicroPerKwh: string;
    readonly escrowMicro: string;
    readonly depositMicro: string;
    /** The buyer's token that pays. */
    readonly creditToken?: string;
    readonly clearedAt: string;
    readonly settlement?: {
        readonly status: string;
        readonly settledWh: string;
        readonly paidMicro: string;
        readonly sellerShortMicro: string;
        readonly buyerShortMicro: string;
        readonly reason?: string;
        readonly resolvedBy?: string;
        readonly settledAt: string;
    };
}

/** A trade joined with its settlement: all members of the latter are null before it. */
type JoinedTrade = TradeRow & {
    [Name in Exclude<keyof SettlementRow, keyof TradeRow>]: SettlementRow[Name] | null;
};

const place = z.tuple([z.int(), idText, z.int()]);

/** @returns Trades with their settlements, to be narrowed further. */
function joinedTrades(database: Database) {
    return database
        .selectFrom('trades')
        .leftJoin('settlements', (join) =>
            join
                .onRef('settlements.region', '=', 'trades.region')
                .onRef('settlements.interval', '=', 'trades.interval')
                .onRef('settlements.idx', '=', 'trades.idx'),
        )
        .selectAll('trades')
        .select([
            'settlements.status',
            'settlements.settled_wh',
            'settlements.paid_micro',
            'settlements.seller_short_micro',
            'settlements.buyer_short_micro',
            'settlements.held_delivered_wh',
            'settlements.held_taken_wh',
            'settlements.reason',
            'settlements.resolved_by',
            'settlements.settled_at_ms',
        ]);
}

function settlementOf(row: JoinedTrade): Pick<TradeItem, 'settlement'> {
    if (row.status === null) return {};
    return {
        settlement: {
            status: row.status,
            settledWh: row.settled_wh ?? '0',
            paidMicro: row.paid_micro ?? '0',
            sellerShortMicro: row.seller_short_micro ?? '0',
            buyerShortMicro: row.buyer_short_micro ?? '0',
            ...(row.reason !== null && { reason: row.reason }),
            ...(row.resolved_by !== null && { resolvedBy: row.resolved_by }),
            settledAt: String(row.settled_at_ms),
        },
    };
}

function toItem(row: JoinedTrade): TradeItem {
    const { region, interval, idx } = row;
    return {
        id: `${region}.${interval}.${idx}`,
        region,
        interval,
        buyer: row.buyer,
        seller: row.seller,
        payTo: row.pay_to,
        energyWh: row.energy_wh,
        priceMicroPerKwh: row.price_micro_per_kwh,
        escrowMicro: row.escrow_micro,
        depositMicro: row.deposit_micro,
        ...(row.credit_token !== null && { creditToken: row.credit_token }),
        clearedAt: String(row.cleared_at_ms),
        ...settlementOf(row),
    };
}

/**
 * Trades by interval, region and index; of a wallet those in which it buys, sells or is paid.
 * @throws EdgeError REQUEST_INVALID for a cursor that is none.
 */
export async function listTrades(database: Database, query: TradeQuery): Promise<Page<TradeItem>> {
    const { wallet, region, from, to, limit, cursor } = query;
    const after = cursor === undefined ? undefined : fromCursor(cursor, place);
    const rows = await joinedTrades(database)
        .$if(region !== undefined, (list) => list.where('trades.region', '=', region ?? ''))
        .$if(from !== undefined, (list) => list.where('trades.interval', '>=', from ?? 0))
        .$if(to !== undefined, (list) => list.where('trades.interval', '<=', to ?? 0))
        .$if(wallet !== undefined, (list) =>
            list.where((is) =>
                is.or(['buyer', 'seller', 'pay_to'].map((role) => is(sql.ref(`trades.${role}`), '=', wallet))),
            ),
        )
        .$if(after !== undefined, (list) =>
            list.where(
                sql<boolean>`(trades."interval", trades.region, trades.idx) > (${after?.[0]}, ${after?.[1]}, ${after?.[2]})`,
            ),
        )
        .orderBy('trades.interval')
        .orderBy('trades.region')
        .orderBy('trades.idx')
        .limit(limit + 1)
        .execute();
    return toPage(rows, limit, toItem, (row) => [row.interval, row.region, row.idx]);
}
