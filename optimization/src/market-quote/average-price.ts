import { floorDivide } from './quote';

/** A trade as the metering paper sees it. */
export interface PricedTrade {
    /** Seconds since the epoch. */
    readonly t: number;
    /** Price of one window. */
    readonly p: number;
    /** Number of windows; the weight, where weights are used. */
    readonly n: number;
}

/** What the day's average depends on besides the trades. */
export interface AveragePriceOptions {
    /** Seconds since the epoch: only days that are complete by then count. */
    readonly now: number;
    /** The price before any complete day with trades. */
    readonly genesis: number;
    /** Length of a day in seconds. */
    readonly epochSeconds: number;
    /** Whether a trade counts by its windows. */
    readonly weighted: boolean;
}

/** Sum with the rounding errors carried along (Neumaier 1974), so that long days do not drift. */
function compensatedSum(values: readonly number[]): number {
    let sum = 0;
    let lost = 0;
    for (const value of values) {
        const next = sum + value;
        lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
        sum = next;
    }
    return sum + lost;
}

/**
 * AP of the metering paper (section IV-E): mean price of the trades of the last complete day
 * [k epochSeconds, (k+1) epochSeconds) that has any (with `weighted`, any of positive weight), else the genesis price.
 */
export function averagePrice(trades: readonly PricedTrade[], options: AveragePriceOptions): number {
    const { now, genesis, epochSeconds, weighted } = options;
    const weightOf = (trade: PricedTrade): number => (weighted ? trade.n : 1);
    const dayOf = (seconds: number): number => Math.floor(seconds / epochSeconds);
    const counted = trades.filter((trade) => dayOf(trade.t) < dayOf(now) && weightOf(trade) > 0);
    const day = counted.reduce((latest, trade) => Math.max(latest, dayOf(trade.t)), -Infinity);
    const chosen = counted.filter((trade) => dayOf(trade.t) === day);
    if (chosen.length === 0) return genesis;
    const money = compensatedSum(chosen.map((trade) => trade.p * weightOf(trade)));
    return money / compensatedSum(chosen.map(weightOf));
}

/** A trade of the energy market. */
export interface EnergyTradePrice {
    readonly priceMicroPerKwh: bigint;
    readonly energyWh: bigint;
}

/**
 * AP of the energy market: `floor(sum(price * Wh) / sum(Wh))` of the trades of the last 24 hours, micro-coins per kWh;
 * `before` (the middle of the band at genesis) where nothing was traded.
 */
export function volumeWeightedPrice(trades: readonly EnergyTradePrice[], before: bigint): bigint {
    const energyWh = trades.reduce((sum, trade) => sum + trade.energyWh, 0n);
    if (energyWh === 0n) return before;
    return floorDivide(
        trades.reduce((sum, trade) => sum + trade.priceMicroPerKwh * trade.energyWh, 0n),
        energyWh,
    );
}
