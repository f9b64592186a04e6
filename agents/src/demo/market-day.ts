import { STEP_MS } from '../meter/load-profile';
import type { BillBook } from './bill';
import type { ChartPoint } from './chart';
import type { SettledInterval } from './settled-interval';

/** Sums over all intervals of all regions. Energy in Wh, money in micro-coins. */
export interface MarketTotals {
    readonly trades: number;
    /** Trades whose seller had accepted the record; the others are settled on the meters all the same. */
    readonly accepted: number;
    readonly disputes: number;
    readonly tradedWh: bigint;
    /** Taken from and given to the grid, as far as neighbours did not trade it. */
    readonly importedWh: bigint;
    readonly exportedWh: bigint;
    /** Cleared, but not delivered or not taken. */
    readonly imbalanceWh: bigint;
    /** What the short sides paid for that. */
    readonly imbalanceMicro: bigint;
    /** Trades that a token paid. */
    readonly onCredit: number;
    /** Orders that took no part because their coins were missing, pending, or owed to the grid. */
    readonly withoutCoins: number;
}

const WITHOUT_COINS: ReadonlySet<string> = new Set(['COIN_INSUFFICIENT', 'COIN_PENDING', 'GRID_DEBT']);

const NOTHING: MarketTotals = {
    trades: 0,
    accepted: 0,
    disputes: 0,
    tradedWh: 0n,
    importedWh: 0n,
    exportedWh: 0n,
    imbalanceWh: 0n,
    imbalanceMicro: 0n,
    onCredit: 0,
    withoutCoins: 0,
};

function sumOf<Item>(items: readonly Item[], value: (item: Item) => string): bigint {
    return items.reduce((total, item) => total + BigInt(value(item)), 0n);
}

/** @returns The totals of one settled interval. */
export function intervalTotals({ clearing, settlement }: SettledInterval): MarketTotals {
    const { trades, grid } = settlement;
    const tradedWh = sumOf(trades, (trade) => trade.settledWh);
    return {
        trades: trades.length,
        accepted: trades.filter(({ status }) => status === 'a').length,
        disputes: trades.filter(({ status }) => status === 'd').length,
        tradedWh,
        importedWh: sumOf(grid, (line) => line.gridImportWh),
        exportedWh: sumOf(grid, (line) => line.gridExportWh),
        imbalanceWh: sumOf(clearing.trades, (trade) => trade.energyWh) - tradedWh,
        imbalanceMicro:
            sumOf(trades, (trade) => trade.sellerShortMicro) + sumOf(trades, (trade) => trade.buyerShortMicro),
        onCredit: clearing.trades.filter(({ creditToken }) => creditToken !== undefined).length,
        withoutCoins: clearing.refused.filter(({ code }) => WITHOUT_COINS.has(code)).length,
    };
}

function add(left: MarketTotals, right: MarketTotals): MarketTotals {
    return {
        trades: left.trades + right.trades,
        accepted: left.accepted + right.accepted,
        disputes: left.disputes + right.disputes,
        tradedWh: left.tradedWh + right.tradedWh,
        importedWh: left.importedWh + right.importedWh,
        exportedWh: left.exportedWh + right.exportedWh,
        imbalanceWh: left.imbalanceWh + right.imbalanceWh,
        imbalanceMicro: left.imbalanceMicro + right.imbalanceMicro,
        onCredit: left.onCredit + right.onCredit,
        withoutCoins: left.withoutCoins + right.withoutCoins,
    };
}

/** @returns What the chart shows of a settled interval. */
export function chartPoint({ clearing, settlement }: SettledInterval): ChartPoint {
    return {
        timeMs: clearing.interval * STEP_MS,
        demandWh: Number(clearing.demandWh),
        supplyWh: Number(clearing.supplyWh),
        tradedWh: Number(sumOf(settlement.trades, (trade) => trade.settledWh)),
        priceMicroPerKwh: clearing.trades.length === 0 ? undefined : Number(clearing.priceMicroPerKwh),
    };
}

/** Collects the records of a replay, interval by interval. */
export class MarketDays {
    readonly #bills: BillBook;
    readonly #points = new Map<string, ChartPoint[]>();
    #totals = NOTHING;

    constructor(bills: BillBook) {
        this.#bills = bills;
    }

    get totals(): MarketTotals {
        return this.#totals;
    }

    /** Takes the records of one interval of one region. */
    add(settled: SettledInterval): void {
        this.#bills.add(settled.clearing, settled.settlement);
        this.#totals = add(this.#totals, intervalTotals(settled));
        const { region } = settled.clearing;
        this.#points.set(region, [...(this.#points.get(region) ?? []), chartPoint(settled)]);
    }

    /** @returns The points of a region in the order of time. */
    points(region: string): ChartPoint[] {
        return [...(this.#points.get(region) ?? [])].sort((left, right) => left.timeMs - right.timeMs);
    }
}
