import { max, min, parseAmount } from '../common/amount';
import type { RegionPolicy } from '../common/policy-record';

/** Rounds in which an operator-driven region still takes the messages that follow a delivery. */
const FOLLOWING_ROUNDS = 3n;

/** @returns When the interval begins, ms since the epoch. */
export function intervalStart(region: RegionPolicy, interval: number): bigint {
    return BigInt(interval) * BigInt(region.intervalMs);
}

/** @returns When the interval ends, ms since the epoch. */
export function intervalEnd(region: RegionPolicy, interval: number): bigint {
    return intervalStart(region, interval + 1);
}

/**
 * The time by which orders of a round are judged: the interval's start where the operator drives the gates, so that a
 * replayed day is judged by its own clock; else the transaction's time.
 * @returns Ms since the epoch.
 */
export function orderTime(region: RegionPolicy, interval: number, now: bigint): bigint {
    return region.gates === 'operator' ? intervalStart(region, interval) : now;
}

/**
 * The time by which coins count as received that a round pays: the interval's end where the operator drives the gates,
 * else the transaction's time.
 * @returns Ms since the epoch.
 */
export function paymentTime(region: RegionPolicy, interval: number, now: bigint): bigint {
    return region.gates === 'operator' ? intervalEnd(region, interval) : now;
}

/**
 * The time by which readings, acceptances and objections of a round are judged. Where the operator drives the gates, a
 * message counts that was valid at some moment from the interval's start to three intervals after it.
 * @param issuedAt - What the message says.
 * @returns Ms since the epoch.
 */
export function deliveryTime(region: RegionPolicy, interval: number, now: bigint, issuedAt: string): bigint {
    if (region.gates === 'clock') return now;
    const begin = intervalStart(region, interval);
    const end = begin + FOLLOWING_ROUNDS * BigInt(region.intervalMs);
    return min(max(parseAmount(issuedAt), begin), end);
}
