import type { Registers } from '../meter/smart-meter';

/** How a household foresees the coming interval. */
export type ForecastName = 'last' | 'perfect';

/** What a household expects of the coming interval, and how much of it it dares to trade. */
export interface Forecast {
    /** Expected net energy, Wh: positive a need, negative a surplus; undefined when it knows nothing yet. */
    netWh(interval: number): number | undefined;
    /** Share of the expected energy that it offers or asks for, percent. */
    readonly sharePercent: number;
}

/** Share that the default forecast trades: most quarter hours deviate from the one before by less than 30 %. */
const LAST_SHARE_PERCENT = 70;

/**
 * The default: the coming quarter hour will be as the last one. Reads the meter's past only.
 * @param past - The household's own meter; undefined for an interval before its first.
 */
export function lastIntervalForecast(past: (interval: number) => Registers | undefined): Forecast {
    return {
        sharePercent: LAST_SHARE_PERCENT,
        netWh(interval) {
            const last = past(interval - 1);
            return last === undefined ? undefined : last.importWh - last.exportWh;
        },
    };
}

/**
 * For comparison only: what the coming quarter hour will really bring, all of it traded.
 * @param future - What the meter will count.
 */
export function perfectForecast(future: (interval: number) => Registers): Forecast {
    return {
        sharePercent: 100,
        netWh(interval) {
            const coming = future(interval);
            return coming.importWh - coming.exportWh;
        },
    };
}
