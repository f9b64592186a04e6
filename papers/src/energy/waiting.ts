import type { Draws } from '../random';

/** Length of the paper's simulation. */
export const SIMULATED_MIN = 240;
const HOUR_MIN = 60;
export const SIMULATED_HOURS = SIMULATED_MIN / HOUR_MIN;

/** When a pair of nodes wants to trade. */
export type Arrivals = 'regular' | 'poisson';

/** What becomes of a request while the pair's coins wait for a confirmation. */
export type WhileLocked = 'waits' | 'is lost';

/** Times in minutes at which a pair requests a trade: each 60/F, the first at once; or Poisson with that mean. */
export function requestTimes(perHour: number, arrivals: Arrivals, draws: Draws): number[] {
    const gap = HOUR_MIN / perHour;
    const next = (time: number): number => time + (arrivals === 'regular' ? gap : draws.exponential(gap));
    const times: number[] = [];
    for (let time = arrivals === 'regular' ? 0 : next(0); time < SIMULATED_MIN; time = next(time)) times.push(time);
    return times;
}

/**
 * @param confirmationMin - How long a trade's coins are locked.
 * @returns How many trades are confirmed within the simulated time.
 */
export function confirmedTrades(requests: readonly number[], confirmationMin: number, locked: WhileLocked): number {
    let free = 0;
    let confirmed = 0;
    for (const time of requests) {
        if (time < free && locked === 'is lost') continue;
        free = Math.max(time, free) + confirmationMin;
        // A sum of gaps such as 60/F may exceed the end by a rounding.
        if (free <= SIMULATED_MIN + 1e-9) confirmed += 1;
    }
    return confirmed;
}

/**
 * Mean of {@link confirmedTrades} an hour for Poisson requests that are lost while coins are locked: the n-th trade is
 * confirmed n T after n exponential waits, so its probability is the regularised lower incomplete gamma function
 * P(n, F (240 - n T)/60).
 */
export function expectedWhenLost(perHour: number, confirmationMin: number): number {
    let total = 0;
    for (let trade = 1; trade * confirmationMin < SIMULATED_MIN; trade += 1) {
        total += erlangWithin(trade, (perHour * (SIMULATED_MIN - trade * confirmationMin)) / HOUR_MIN);
    }
    return total / SIMULATED_HOURS;
}

/** Rate that {@link expectedWhenLost} approaches over a long time, per hour: a wait of 1/F, then a lock of T. */
export function longRunWhenLost(perHour: number, confirmationMin: number): number {
    return perHour / (1 + (perHour * confirmationMin) / HOUR_MIN);
}

/** Probability that the sum of `count` exponential waits of mean 1 is at most x: 1 less the Poisson sum below count. */
function erlangWithin(count: number, x: number): number {
    let term = Math.exp(-x);
    let below = 0;
    for (let k = 0; k < count; k += 1) {
        below += term;
        term *= x / (k + 1);
    }
    return 1 - below;
}
