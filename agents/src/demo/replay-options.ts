import type { ForecastName } from '../household/forecast';
import type { RegionNodes } from './neighbourhood';

/** How much credit there is. */
export interface CreditOptions {
    /** Whether banks lend. */
    readonly lends: boolean;
    /** Share of the borrowers that never repay, 0 to 1. */
    readonly defaultShare: number;
}

/** What a replay needs. */
export interface ReplayOptions {
    readonly gatewayUrl: string;
    /** The bearer token of an organisation's user. */
    readonly token: (organisation: string, user: string) => string;
    readonly regions: readonly RegionNodes[];
    /** Interval of the profiles' first value, where the replay begins. */
    readonly firstInterval: number;
    /** How many intervals are replayed. */
    readonly intervals: number;
    readonly seed: string;
    readonly forecast: ForecastName;
    /** Households without a surplus live on deposits, and coins are confirmed late; absent in the plain market. */
    readonly credit?: CreditOptions;
    readonly progress: NodeJS.WriteStream;
}
