import type { z } from 'zod';
import { parseAmount } from '../common/amount';
import type { CommandResult } from '../common/batch';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { RegionPolicy } from '../common/policy-record';
import { applyAcceptances, takeObjections, type DeliveryRound } from './acceptances';
import { allot, type Allotment, type Meter } from './allot';
import { isBalanced } from './balance';
import { bill, payShare } from './billing';
import { addDelivered } from './flow-rows';
import { readingsEnded, requireClearing } from './gates';
import { residuals, type Delivered } from './grid';
import { shareCoins, type Prices } from './imbalance';
import { settlementKey, tradeId, type Round } from './keys';
import { paymentTime } from './market-time';
import { newPurse, type Purse } from './purse';
import { recordedReadings, takeReadings } from './readings';
import type {
    ClearingRecord,
    energyArguments,
    ReadingRecord,
    SettlementRecord,
    TradeRecord,
    TradeSettlement,
} from './records';

type SettleArgument = z.infer<typeof energyArguments.Settle>;

/** What a settlement did, and what became of each message that came with it. */
export interface Settled {
    readonly settlement: SettlementRecord;
    readonly readings: readonly CommandResult[];
    readonly acceptances: readonly CommandResult[];
    readonly objections: readonly CommandResult[];
}

/** @returns The prices of a round, micro-coins per kWh. */
export function pricesOf(region: RegionPolicy, clearing: ClearingRecord): Prices {
    return {
        price: parseAmount(clearing.priceMicroPerKwh),
        feedIn: parseAmount(region.feedInMicroPerKwh),
        retail: parseAmount(region.retailMicroPerKwh),
    };
}

/** @throws EdgeError SETTLED_ALREADY. */
export async function assertNotSettled(ctx: EdgeContext, round: Round): Promise<void> {
    const settlement = await ctx.store.get<SettlementRecord>(settlementKey(round));
    if (settlement !== undefined) throw new EdgeError('SETTLED_ALREADY', { ...round });
}

/** @throws EdgeError READING_MISSING: a party has not reported and still may. */
async function assertReported(
    ctx: EdgeContext,
    at: DeliveryRound,
    readings: ReadonlyMap<string, ReadingRecord>,
): Promise<void> {
    const missing = at.clearing.trades
        .flatMap(({ buyer, seller }) => [buyer, seller])
        .find((wallet) => !readings.has(wallet));
    if (missing !== undefined && !(await readingsEnded(ctx, at.region, at.round))) {
        throw new EdgeError('READING_MISSING', { ...at.round, wallet: missing });
    }
}

/** @returns Why a trade is disputed: an objection, a missing reading, a region out of balance; in this order. */
function disputeOf(
    trade: TradeRecord,
    meters: ReadonlyMap<string, Meter>,
    reasons: ReadonlyMap<string, string>,
    balanced: boolean,
): string | undefined {
    const objection = reasons.get(trade.buyer) ?? reasons.get(trade.seller);
    if (objection !== undefined) return objection;
    if (!meters.has(trade.buyer) || !meters.has(trade.seller)) return 'reading missing';
    return balanced ? undefined : 'region out of balance';
}

function disputed(reason: string, { deliveredWh, takenWh }: Allotment): TradeSettlement {
    return {
        status: 'd',
        settledWh: '0',
        deliveredWh: '0',
        paidMicro: '0',
        sellerShortMicro: '0',
        buyerShortMicro: '0',
        reason,
        held: { deliveredWh: String(deliveredWh), takenWh: String(takenWh) },
    };
}

/** Settles one trade on its meters and pays it. */
async function settleTrade(
    purse: Purse,
    id: string,
    { trade, allotment }: { readonly trade: TradeRecord; readonly allotment: Allotment },
    prices: Prices,
): Promise<TradeSettlement> {
    const held = { escrowMicro: parseAmount(trade.escrowMicro), depositMicro: parseAmount(trade.depositMicro) };
    const share = shareCoins(held, allotment, prices);
    await payShare(purse, id, trade, share);
    return {
        status: 'u',
        settledWh: String(share.settledWh),
        deliveredWh: String(allotment.deliveredWh),
        paidMicro: String(share.paidMicro),
        sellerShortMicro: String(share.sellerShortMicro),
        buyerShortMicro: String(share.buyerShortMicro),
    };
}

function metersOf(readings: ReadonlyMap<string, ReadingRecord>): Map<string, Meter> {
    const meters = new Map<string, Meter>();
    for (const { wallet, importWh, exportWh } of readings.values()) {
        meters.set(wallet, { importWh: parseAmount(importWh), exportWh: parseAmount(exportWh) });
    }
    return meters;
}

/** Settles or disputes every trade and pays the settled ones. */
async function settleTrades(
    purse: Purse,
    { region, round, clearing }: DeliveryRound,
    meters: ReadonlyMap<string, Meter>,
    reasons: ReadonlyMap<string, string>,
): Promise<{ trades: TradeSettlement[]; deliveries: Delivered[] }> {
    const prices = pricesOf(region, clearing);
    const balanced = isBalanced(region, meters);
    const allotments = allot(clearing.trades, meters, region.lossPpm.line);
    const trades: TradeSettlement[] = [];
    const deliveries: Delivered[] = [];
    for (const [index, trade] of clearing.trades.entries()) {
        const allotment = allotments[index] ?? { exportWh: 0n, deliveredWh: 0n, takenWh: 0n };
        const reason = disputeOf(trade, meters, reasons, balanced);
        const settlement =
            reason === undefined
                ? await settleTrade(purse, tradeId(round, index), { trade, allotment }, prices)
                : disputed(reason, allotment);
        trades.push(settlement);
        const settledWh = reason === undefined ? parseAmount(settlement.settledWh) : undefined;
        deliveries.push({ trade, allotment, settledWh });
    }
    return { trades, deliveries };
}

/**
 * Settles a round: readings, objections, the state of each trade, allotment, coins, acceptances, then the grid's bill;
 * one output for each changed wallet. Before the deadline every party must have reported; after it, trades without a
 * reading are disputed and keep their coins in the clearing.
 * @throws EdgeError INTERVAL_NOT_CLEARED, SETTLED_ALREADY, READING_MISSING, COIN_INSUFFICIENT (of the supplier).
 */
export async function settle(ctx: EdgeContext, region: RegionPolicy, argument: SettleArgument): Promise<Settled> {
    const round = { region: argument.region, interval: argument.interval };
    const clearing = await requireClearing(ctx, round);
    await assertNotSettled(ctx, round);
    const at = { region, round, clearing };
    const readings = await recordedReadings(ctx, round);
    const readingResults = await takeReadings(ctx, { ...at, trades: clearing.trades }, argument.readings, readings);
    await assertReported(ctx, at, readings);
    const reasons = new Map<string, string>();
    const objectionResults = await takeObjections(ctx, at, argument.objections, reasons);
    const purse = await newPurse(ctx, paymentTime(region, round.interval, ctx.now));
    const meters = metersOf(readings);
    const { trades, deliveries } = await settleTrades(purse, at, meters, reasons);
    const acceptanceResults = await applyAcceptances(ctx, at, argument.acceptances, trades);
    const lines = residuals(meters, deliveries, region.supplier, pricesOf(region, clearing));
    const grid = await bill(ctx, purse.accounts, region, lines);
    purse.flush();
    const supplierMeter = readings.get(region.supplier);
    const settlement: SettlementRecord = {
        ...round,
        trades,
        grid,
        ...(supplierMeter && {
            supplierMeter: { importWh: supplierMeter.importWh, exportWh: supplierMeter.exportWh },
        }),
        settledAt: String(ctx.now),
    };
    ctx.store.put(settlementKey(round), settlement);
    await addDelivered(ctx, round, clearing.trades, trades);
    return { settlement, readings: readingResults, acceptances: acceptanceResults, objections: objectionResults };
}
