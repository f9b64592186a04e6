import { ProblemError } from '../common/problem-error';

/** What a region's quote depends on. */
export interface QuoteInputs {
    /** AP: the region's volume-weighted mean price of the last 24 hours, micro-coins per kWh. */
    readonly averagePriceMicro: bigint;
    /** Feed-in price, micro-coins per kWh: the lower bound. */
    readonly feedInMicro: bigint;
    /** Retail price, micro-coins per kWh: the upper bound. */
    readonly retailMicro: bigint;
    /** a: weight of AP against the middle of the band, parts per million. */
    readonly averageWeightPpm: bigint;
    /** k: by how many micro-coins per kWh one kWh of imbalance moves the price. */
    readonly slopeMicro: bigint;
    /** U: the interval's supply, Wh. */
    readonly supplyWh: bigint;
    /** V: the interval's demand, Wh. */
    readonly demandWh: bigint;
}

const PPM = 1_000_000n;

/** Integer division rounded towards minus infinity; the divisor is positive. */
export function floorDivide(dividend: bigint, divisor: bigint): bigint {
    const quotient = dividend / divisor;
    return dividend % divisor < 0n ? quotient - 1n : quotient;
}

/** The middle of the band, rounded down, micro-coins per kWh: AP of a region before its first trade. */
export function middlePrice(feedInMicro: bigint, retailMicro: bigint): bigint {
    return floorDivide(feedInMicro + retailMicro, 2n);
}

function check(inputs: QuoteInputs): void {
    const negative = Object.entries(inputs).find(([, value]: [string, bigint]) => value < 0n);
    if (negative) throw new ProblemError('QUOTE_NEGATIVE', `${negative[0]} is negative`);
    if (inputs.averageWeightPpm > PPM) throw new ProblemError('QUOTE_WEIGHT', 'averageWeightPpm exceeds 1000000');
    if (inputs.feedInMicro > inputs.retailMicro) throw new ProblemError('QUOTE_BAND', 'feed-in exceeds retail');
}

/**
 * The quote of an interval, micro-coins per kWh: `q = a AP + (1 - a) m - k (U - V)`, m the middle of feed-in and
 * retail, held within [feed-in, retail]. Metering paper, section IV-E, with the pull to the middle that keeps a region
 * of many sellers off the feed-in price (docs/concepts/market-clearing.md). Computed as one exact fraction that is
 * rounded down once, then held within the band.
 *
 * @throws ProblemError QUOTE_NEGATIVE, QUOTE_WEIGHT, QUOTE_BAND
 */
export function marketQuote(inputs: QuoteInputs): bigint {
    check(inputs);
    const { averagePriceMicro, feedInMicro, retailMicro, averageWeightPpm, slopeMicro, supplyWh, demandWh } = inputs;
    // Everything over the common denominator 2 000 000: the middle brings the 2, ppm 1e6, Wh to kWh 1000.
    const level = 2n * averageWeightPpm * averagePriceMicro + (PPM - averageWeightPpm) * (feedInMicro + retailMicro);
    const push = 2000n * slopeMicro * (supplyWh - demandWh);
    const raw = floorDivide(level - push, 2n * PPM);
    if (raw < feedInMicro) return feedInMicro;
    return raw > retailMicro ? retailMicro : raw;
}
