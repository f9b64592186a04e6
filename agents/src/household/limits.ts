import { createHash } from 'node:crypto';

/** The tariff that every trade competes with, micro-coins per kWh. */
export interface Tariff {
    readonly feedInMicroPerKwh: number;
    readonly retailMicroPerKwh: number;
}

/** Which side of the market a household is on. */
export type Side = 'buy' | 'sell';

/** Smallest and largest claim of a household on the band between feed-in and retail, parts per thousand. */
const CLAIM_MIN = 100;
const CLAIM_MAX = 500;

/**
 * A household's claim in one interval: the share of the band that it wants to gain over the tariff at least, drawn
 * evenly between a tenth and a half from the seed, the node and the interval. Drawn anew each interval, so that no
 * household is always first or last in the queue.
 * @returns Parts per thousand.
 */
export function claimPerMille(seed: string, node: string, interval: number): number {
    const digest = createHash('sha256')
        .update(`edgebourse.limit.v1\n${seed}\n${node}\n${String(interval)}`)
        .digest();
    return CLAIM_MIN + (digest.readUInt32BE(0) % (CLAIM_MAX - CLAIM_MIN + 1));
}

/**
 * The limit of an order: feed-in plus the claim for a seller, retail minus the claim for a buyer. No claim exceeds half
 * of the band, so every seller's limit lies at or below every buyer's and the claims decide the price, not the volume.
 * @returns Micro-coins per kWh, rounded towards the household's own tariff.
 */
export function limitMicroPerKwh(side: Side, tariff: Tariff, claim: number): number {
    const gain = Math.floor(((tariff.retailMicroPerKwh - tariff.feedInMicroPerKwh) * claim) / 1000);
    return side === 'buy' ? tariff.retailMicroPerKwh - gain : tariff.feedInMicroPerKwh + gain;
}
