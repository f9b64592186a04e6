import type { RegionPolicy } from '@edgebourse/chaincode/common/policy-record';
import type { GateName } from '@edgebourse/chaincode/energy/records';

/** One clearing of one region. */
export interface RoundName {
    readonly region: string;
    readonly interval: number;
}

/** Rounds after its own in which an operator-driven region still takes what follows a delivery. */
const FOLLOWING_ROUNDS = 3;

/** @returns When the interval begins, ms since the epoch. */
export function intervalStart(region: RegionPolicy, interval: number): number {
    return interval * region.intervalMs;
}

/** @returns When a gate of a region with `gates: clock` ends, ms since the epoch. */
export function gateEnd(region: RegionPolicy, interval: number, gate: GateName): number {
    const { clock } = region;
    if (gate === 'reading') return intervalStart(region, interval + 1) + clock.readingMs;
    return intervalStart(region, interval) - (gate === 'demand' ? clock.demandMs : clock.supplyMs);
}

/**
 * The time by which the contract judges orders: the interval's start where the operator drives the gates, so that a
 * replayed day is judged by its own clock.
 * @returns Ms since the epoch; undefined where the clock judges.
 */
export function orderTime(region: RegionPolicy, interval: number): bigint | undefined {
    return region.gates === 'operator' ? BigInt(intervalStart(region, interval)) : undefined;
}

/**
 * The time by which the contract judges readings, acceptances and objections: when they were issued, within a few
 * rounds from the interval's start, where the operator drives the gates.
 * @returns Ms since the epoch; undefined where the clock judges.
 */
export function deliveryTime(region: RegionPolicy, interval: number, issuedAt: bigint): bigint | undefined {
    if (region.gates === 'clock') return undefined;
    const begin = BigInt(intervalStart(region, interval));
    const end = begin + BigInt(FOLLOWING_ROUNDS * region.intervalMs);
    if (issuedAt < begin) return begin;
    return issuedAt > end ? end : issuedAt;
}
