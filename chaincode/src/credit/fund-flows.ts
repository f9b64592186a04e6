import { parseAmount } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { mintKey } from '../coin/keys';
import type { MintRecord } from '../coin/records';
import { clearingKey, flowKey, settlementKey } from '../energy/keys';
import { intervalEnd, intervalStart } from '../energy/market-time';
import type { ClearingRecord, FlowRecord, SettlementRecord } from '../energy/records';
import { paymentKey, tokenKey } from './keys';
import type { Evidence, PaymentRecord, TokenRecord } from './records';

/** Whose flows are looked at, and the time in which incomes count. */
export interface FlowQuery {
    readonly wallets: ReadonlySet<string>;
    /** The market's time and the transaction's, ms: mints know only the latter. */
    readonly now: bigint;
    readonly windowMs: bigint;
}

/** What the evidence shows. */
export interface FundFlows {
    /** Incoming payments within the window. */
    readonly incomes: number;
    /** Settled trades with others, as buyer or seller. */
    readonly settledTrades: number;
    /** Mean import of all wallets in an interval, rounded up, Wh. */
    readonly meanImportWh: bigint;
}

/** Evidence that is named twice counts once. */
function distinct<Item>(items: readonly Item[]): Item[] {
    return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function isRecent({ windowMs }: FlowQuery, time: bigint, now: bigint): boolean {
    return time >= now - windowMs && time <= now;
}

async function tradeFlow(
    ctx: EdgeContext,
    query: FlowQuery,
    at: Evidence['trades'][number],
): Promise<{ isSettled: boolean; isIncome: boolean }> {
    const { wallets, now } = query;
    const trade = (await ctx.store.get<ClearingRecord>(clearingKey(at)))?.trades[at.trade];
    const settled = (await ctx.store.get<SettlementRecord>(settlementKey(at)))?.trades[at.trade];
    const none = { isSettled: false, isIncome: false };
    if (trade === undefined || settled === undefined || settled.status === 'd' || settled.paidMicro === '0')
        return none;
    const buys = wallets.has(trade.buyer);
    const sells = wallets.has(trade.seller) || wallets.has(trade.payTo);
    if (buys === sells) return none; // somebody else's, or with itself
    const start = intervalStart(await ctx.region(at.region), at.interval);
    return { isSettled: true, isIncome: wallets.has(trade.payTo) && isRecent(query, start, now) };
}

async function isDeposit(ctx: EdgeContext, query: FlowQuery, reference: string): Promise<boolean> {
    const mint = await ctx.store.get<MintRecord>(mintKey(reference));
    const isOwn = mint?.outputs.some(({ wallet }) => query.wallets.has(wallet)) ?? false;
    return isOwn && isRecent(query, parseAmount(mint?.mintedAt ?? '0'), ctx.now);
}

async function isReward(ctx: EdgeContext, query: FlowQuery, at: Evidence['flows'][number]): Promise<boolean> {
    const flow = await ctx.store.get<FlowRecord>(flowKey(at.region, at.period));
    const { periodIntervals } = (await ctx.policy()).flow;
    const end = intervalEnd(await ctx.region(at.region), (at.period + 1) * periodIntervals - 1);
    return flow?.awarded === true && query.wallets.has(flow.payTo) && isRecent(query, end, query.now);
}

async function isPayment(ctx: EdgeContext, query: FlowQuery, at: Evidence['payments'][number]): Promise<boolean> {
    const payment = await ctx.store.get<PaymentRecord>(paymentKey(at.token, at.n));
    const token = await ctx.store.get<TokenRecord>(tokenKey(at.token));
    if (payment?.kind !== 'bill' || token === undefined || query.wallets.has(token.borrower)) return false;
    return query.wallets.has(payment.payTo) && isRecent(query, parseAmount(payment.timeMs), query.now);
}

async function meanImport(ctx: EdgeContext, { wallets }: FlowQuery, readings: Evidence['readings']): Promise<bigint> {
    let total = 0n;
    let intervals = 0n;
    for (const at of distinct(readings)) {
        const settlement = await ctx.store.get<SettlementRecord>(settlementKey(at));
        const lines = settlement?.grid.filter(({ wallet }) => wallets.has(wallet)) ?? [];
        if (lines.length === 0) continue;
        intervals += 1n;
        for (const { importWh } of lines) total += parseAmount(importWh);
    }
    return intervals === 0n ? 0n : (total + intervals - 1n) / intervals;
}

/**
 * Follows the fund flows of an account's wallets at the places that the evidence names. The gateway finds them in its
 * read model; leaving some out can only lower what an account shows.
 */
export async function fundFlowsOf(ctx: EdgeContext, query: FlowQuery, evidence: Evidence): Promise<FundFlows> {
    let incomes = 0;
    let settledTrades = 0;
    for (const at of distinct(evidence.trades)) {
        const { isSettled, isIncome } = await tradeFlow(ctx, query, at);
        if (isSettled) settledTrades += 1;
        if (isIncome) incomes += 1;
    }
    for (const reference of distinct(evidence.mints)) if (await isDeposit(ctx, query, reference)) incomes += 1;
    for (const at of distinct(evidence.flows)) if (await isReward(ctx, query, at)) incomes += 1;
    for (const at of distinct(evidence.payments)) if (await isPayment(ctx, query, at)) incomes += 1;
    return { incomes, settledTrades, meanImportWh: await meanImport(ctx, query, evidence.readings) };
}
