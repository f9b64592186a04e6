import { floorDiv, max, min, parseAmount } from '../common/amount';
import type { RegionPolicy } from '../common/policy-record';

const PPM = 1_000_000n;

/** @returns m: the middle of feed-in and retail, rounded down, micro-coins per kWh. */
export function middlePrice(region: Pick<RegionPolicy, 'feedInMicroPerKwh' | 'retailMicroPerKwh'>): bigint {
    return (parseAmount(region.feedInMicroPerKwh) + parseAmount(region.retailMicroPerKwh)) / 2n;
}

/**
 * AP: the volume-weighted mean price.
 * @param moneyMicroWhPerKwh - Sum of price x energy, micro-coins per kWh x Wh.
 * @returns floor(money / energy), micro-coins per kWh; `before` where nothing was traded.
 */
export function averagePrice(moneyMicroWhPerKwh: bigint, energyWh: bigint, before: bigint): bigint {
    return energyWh === 0n ? before : floorDiv(moneyMicroWhPerKwh, energyWh);
}

/**
 * The quote q = a AP + (1 - a) m - k (U - V), rounded down once, then held within feed-in and retail
 * (docs/concepts/market-clearing.md; metering paper IV-E).
 * @param averageMicroPerKwh - AP.
 * @param supplyWh - U.
 * @param demandWh - V.
 * @returns Micro-coins per kWh.
 */
export function marketQuote(
    region: Pick<RegionPolicy, 'feedInMicroPerKwh' | 'retailMicroPerKwh' | 'quote'>,
    averageMicroPerKwh: bigint,
    supplyWh: bigint,
    demandWh: bigint,
): bigint {
    const feedIn = parseAmount(region.feedInMicroPerKwh);
    const retail = parseAmount(region.retailMicroPerKwh);
    const weight = BigInt(region.quote.aPpm);
    const level = 2n * weight * averageMicroPerKwh + (PPM - weight) * (feedIn + retail);
    const push = 2000n * parseAmount(region.quote.kMicroPerKwhPerKwh) * (supplyWh - demandWh);
    return min(max(floorDiv(level - push, 2n * PPM), feedIn), retail);
}
