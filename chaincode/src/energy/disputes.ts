import type { z } from 'zod';
import { max, parseAmount } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { RegionPolicy } from '../common/policy-record';
import { bill, payShare } from './billing';
import { addDelivered } from './flow-rows';
import { requireClearing } from './gates';
import { priceResidual, type Residual } from './grid';
import { shareResolved } from './imbalance';
import { settlementKey, tradeId, type Round } from './keys';
import { paymentTime } from './market-time';
import { newPurse } from './purse';
import type { energyArguments, SettlementRecord, TradeRecord, TradeSettlement } from './records';
import { pricesOf } from './settle';

type ResolveArgument = z.infer<typeof energyArguments.Resolve>;

/** @returns The settlement of a round. @throws EdgeError TRADE_STATE: not settled yet. */
export async function requireSettlement(ctx: EdgeContext, round: Round): Promise<SettlementRecord> {
    const { region, interval } = round;
    const missing = (): EdgeError => new EdgeError('TRADE_STATE', { region, interval, reason: 'not settled yet' });
    return await ctx.store.require<SettlementRecord>(settlementKey(round), missing);
}

/** @throws EdgeError TRADE_UNKNOWN, TRADE_STATE (not disputed), AMOUNT_INVALID (more than was traded). */
function disputedTrade(
    trades: readonly TradeRecord[],
    settlement: SettlementRecord,
    { trade: index, settledWh }: ResolveArgument,
): { trade: TradeRecord; settled: TradeSettlement } {
    const trade = trades[index];
    const settled = settlement.trades[index];
    if (trade === undefined || settled === undefined) throw new EdgeError('TRADE_UNKNOWN', { trade: index });
    if (settled.status !== 'd') throw new EdgeError('TRADE_STATE', { trade: index, status: settled.status });
    if (parseAmount(settledWh) > parseAmount(trade.energyWh))
        throw new EdgeError('AMOUNT_INVALID', { amount: settledWh });
    return { trade, settled };
}

/** What the meters showed for the trade beyond the resolved energy goes to the grid's bill after all. */
function lateResiduals(
    region: RegionPolicy,
    trade: TradeRecord,
    held: TradeSettlement['held'],
    settledWh: bigint,
): Residual[] {
    const prices = { feedIn: parseAmount(region.feedInMicroPerKwh), retail: parseAmount(region.retailMicroPerKwh) };
    const importWh = max(0n, parseAmount(held?.takenWh ?? '0') - settledWh);
    const exportWh = max(0n, parseAmount(held?.deliveredWh ?? '0') - settledWh);
    const line = (wallet: string, ofImport: bigint, ofExport: bigint): Residual => {
        const energy = { importWh: ofImport, exportWh: ofExport };
        return priceResidual(wallet, energy, energy, prices);
    };
    const lines = [line(trade.buyer, importWh, 0n), line(trade.seller, 0n, exportWh)];
    return lines.filter(
        ({ wallet, gridImportWh, gridExportWh }) => wallet !== region.supplier && gridImportWh + gridExportWh > 0n,
    );
}

/**
 * An operator of another organisation than the region's own decides a disputed trade: what was delivered, with a reason
 * that stays. The energy is paid from the escrow, the rest and the deposit return, and what the meters showed beyond it
 * is billed by the grid.
 * @throws EdgeError RESOLVER_SAME, INTERVAL_NOT_CLEARED, TRADE_STATE, TRADE_UNKNOWN, AMOUNT_INVALID, COIN_INSUFFICIENT
 * (of the supplier).
 */
export async function resolve(
    ctx: EdgeContext,
    region: RegionPolicy,
    argument: ResolveArgument,
): Promise<TradeSettlement> {
    const { mspId } = ctx.caller;
    if (mspId === region.organisation) throw new EdgeError('RESOLVER_SAME', { mspId });
    const round = { region: argument.region, interval: argument.interval };
    const clearing = await requireClearing(ctx, round);
    const settlement = await requireSettlement(ctx, round);
    const { trade, settled } = disputedTrade(clearing.trades, settlement, argument);
    const settledWh = parseAmount(argument.settledWh);
    const held = { escrowMicro: parseAmount(trade.escrowMicro), depositMicro: parseAmount(trade.depositMicro) };
    const share = shareResolved(held, settledWh, pricesOf(region, clearing).price);
    const purse = await newPurse(ctx, paymentTime(region, round.interval, ctx.now));
    await payShare(purse, tradeId(round, argument.trade), trade, share);
    const late = await bill(ctx, purse.accounts, region, lateResiduals(region, trade, settled.held, settledWh));
    purse.flush();
    const resolved: TradeSettlement = {
        status: 'r',
        settledWh: argument.settledWh,
        deliveredWh: argument.settledWh,
        paidMicro: String(share.paidMicro),
        sellerShortMicro: '0',
        buyerShortMicro: '0',
        reason: argument.reason,
        resolvedBy: mspId,
    };
    const trades = settlement.trades.map((other, index) => (index === argument.trade ? resolved : other));
    ctx.store.put(settlementKey(round), { ...settlement, trades, grid: [...settlement.grid, ...late] });
    await addDelivered(ctx, round, clearing.trades, trades);
    return resolved;
}
