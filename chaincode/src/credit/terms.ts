import { parseAmount } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import { E12, gradeFactorE12, monthsE12, repaymentE12, type LoanTerms } from '../common/loan-terms';
import { clearingKey, latestKey } from '../energy/keys';
import { middlePrice } from '../energy/quote';
import type { ClearingRecord, LatestRecord } from '../energy/records';
import type { ProductRecord } from './records';

const PPM = 1_000_000n;
const LETTERS = 'ABCDEFG';

/** p of a region, and the interval that it is the price of. */
export interface RegionPrice {
    readonly microPerKwh: bigint;
    readonly interval?: number;
}

/**
 * The region's price as of a cleared interval: the clearing's, or the average where it traded nothing, since then its
 * price is a quote; the middle of the tariff before the first clearing.
 * @param interval - Undefined for the last cleared one.
 */
export async function priceOf(ctx: EdgeContext, name: string, interval?: number): Promise<RegionPrice> {
    const region = await ctx.region(name);
    const at = interval ?? (await lastCleared(ctx, name));
    if (at === undefined) return { microPerKwh: middlePrice(region) };
    const key = clearingKey({ region: name, interval: at });
    const expired = (): EdgeError => new EdgeError('CREDIT_QUOTE_EXPIRED', { region: name, priceInterval: at });
    const clearing = await ctx.store.require<ClearingRecord>(key, expired);
    const { volumeWh, priceMicroPerKwh, averageMicroPerKwh } = clearing;
    return { microPerKwh: parseAmount(volumeWh === '0' ? averageMicroPerKwh : priceMicroPerKwh), interval: at };
}

/** @returns The last cleared interval of a region. */
export async function lastCleared(ctx: EdgeContext, region: string): Promise<number | undefined> {
    return (await ctx.store.get<LatestRecord>(latestKey(region)))?.interval;
}

/** What the bank vouches for of a borrower. */
export interface BorrowerFacts {
    readonly grade: string;
    readonly repaid: number;
    readonly failed: number;
    readonly qMinWh: string;
}

/**
 * Refuses a product that is not for this borrower: no ceiling for its grade, a starter loan with a record, a line below A.
 * @returns alphaMax of the grade.
 * @throws EdgeError CREDIT_PRODUCT_UNFIT.
 */
export function assertFits(product: ProductRecord, { grade, repaid, failed }: BorrowerFacts): bigint {
    const letter = grade.charAt(0);
    const alphaMax = Object.entries(product.alphaMaxE12).find(([name]) => name === letter)?.[1];
    const isStranger = product.kind === 'starter' && repaid + failed > 0;
    const isBelow = product.kind === 'line' && letter !== 'A';
    if (alphaMax === undefined || isStranger || isBelow) {
        throw new EdgeError('CREDIT_PRODUCT_UNFIT', { product: product.product, grade, repaid, failed });
    }
    return parseAmount(alphaMax);
}

/**
 * The terms of the game for one loan: the product's from the ledger, p from the region's clearing, gamma from the grade,
 * lambda from the record, or for an account without one from the grade's prior; Qmin, grade and record as the bank
 * signed them.
 * @throws EdgeError CREDIT_PRODUCT_UNFIT.
 */
export async function termsOf(
    ctx: EdgeContext,
    product: ProductRecord,
    facts: BorrowerFacts,
    price: RegionPrice,
): Promise<LoanTerms> {
    const { priorPpm } = (await ctx.policy()).credit.lending;
    const prior = BigInt(priorPpm[LETTERS.indexOf(facts.grade.charAt(0))] ?? 0);
    const alphaMaxE12 = assertFits(product, facts);
    return {
        dMicro: parseAmount(product.dMicro),
        thetaWh: parseAmount(product.thetaWh),
        qMinWh: parseAmount(facts.qMinWh),
        pMicroPerKwh: price.microPerKwh,
        tE12: monthsE12(parseAmount(product.durationMs)),
        etaE12: parseAmount(product.etaE12),
        lambdaE12: repaymentE12(BigInt(facts.repaid), BigInt(facts.failed)) ?? (prior * E12) / PPM,
        gammaE12: gradeFactorE12(facts.grade) ?? 0n,
        cE12: parseAmount(product.cE12),
        alphaMaxE12,
    };
}
