import { z } from 'zod';
import { EdgeError } from './errors';

/** 1 coin = 1 000 000 micro-coins. */
export const MICRO_PER_COIN = 1_000_000n;

/** No single amount, price or energy may exceed this; sums stay far below what JSON text or memory could not hold. */
export const AMOUNT_MAX = 10n ** 24n;

const DECIMAL = /^(?:0|[1-9][0-9]{0,24})$/;

/** Canonical decimal text of a non-negative integer: no sign, no leading zero, no fraction, at most 25 digits. */
export const decimalText = z.string().regex(DECIMAL, 'a decimal text of a non-negative integer');

/** As {@link decimalText}, but not zero. */
export const positiveText = z.string().regex(/^[1-9][0-9]{0,24}$/, 'a decimal text of a positive integer');

/**
 * Reads an amount (micro-coins, Wh, ms).
 * @returns The integer, 0 <= n <= {@link AMOUNT_MAX}.
 * @throws EdgeError AMOUNT_INVALID for anything that is not canonical decimal text within the bound.
 */
export function parseAmount(text: string): bigint {
    if (!DECIMAL.test(text)) {
        throw new EdgeError('AMOUNT_INVALID', { amount: text.slice(0, 64) });
    }
    const amount = BigInt(text);
    if (amount > AMOUNT_MAX) {
        throw new EdgeError('AMOUNT_INVALID', { amount: text });
    }
    return amount;
}

/**
 * As {@link parseAmount}, refusing zero.
 * @throws EdgeError AMOUNT_INVALID.
 */
export function parsePositive(text: string): bigint {
    const amount = parseAmount(text);
    if (amount === 0n) {
        throw new EdgeError('AMOUNT_INVALID', { amount: text });
    }
    return amount;
}

/**
 * What an energy costs: `floor((price * energy + 500) / 1000)`. Payer pays exactly what the payee receives.
 * @param priceMicroPerKwh - Price in micro-coins per kWh.
 * @param energyWh - Energy in Wh.
 * @returns Micro-coins.
 */
export function costMicro(priceMicroPerKwh: bigint, energyWh: bigint): bigint {
    return (priceMicroPerKwh * energyWh + 500n) / 1000n;
}

/** @returns The smaller of two integers. */
export function min(a: bigint, b: bigint): bigint {
    return a < b ? a : b;
}

/** @returns The larger of two integers. */
export function max(a: bigint, b: bigint): bigint {
    return a > b ? a : b;
}

/** @returns The sum of integers, 0 for none. */
export function sum(values: Iterable<bigint>): bigint {
    let total = 0n;
    for (const value of values) {
        total += value;
    }
    return total;
}

/** @returns floor(a / b) for b > 0, also for negative a. */
export function floorDiv(a: bigint, b: bigint): bigint {
    const quotient = a / b;
    return a % b < 0n ? quotient - 1n : quotient;
}
