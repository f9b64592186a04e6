import { MICRO_PER_COIN } from './amount';
import type { Policy } from './policy-record';

/** Points are lost in thousandths per coin. */
const MILLI = 1000n;

/** The part of the policy that credit values and grades follow. */
export type CreditRule = Omit<Policy['credit'], 'lending'>;

/** What a credit value is folded from: public records of the wallets that an account discloses. */
export interface CreditHistory {
    /** Trades that settled: accepted, unaccepted or resolved in its favour. */
    readonly settledTrades: bigint;
    /** Micro-coins of loans that were not repaid in time. */
    readonly failedMicro: bigint;
}

/**
 * The credit value: initial + gain x settled trades - loss x coins that were not repaid (energy paper, credit bank).
 * @returns A whole number; begun coins count in proportion, rounded against the debtor.
 */
export function creditValue(rule: CreditRule, history: CreditHistory): bigint {
    const unit = MILLI * MICRO_PER_COIN;
    const loss = (BigInt(rule.lossMilliPerCoin) * history.failedMicro + unit - 1n) / unit;
    return BigInt(rule.initial) + BigInt(rule.gainPerTrade) * history.settledTrades - loss;
}

/**
 * The grade of a credit value: 35 grades from A1, the best, to G5, parted by 34 bands.
 * @param value - See {@link creditValue}.
 * @returns `A1` for a value of at least every band, one grade lower for each band that the value does not reach.
 */
export function creditGrade(rule: CreditRule, value: bigint): string {
    const missed = rule.bands.filter((band) => value < BigInt(band)).length;
    const letter = 'ABCDEFG'.charAt(Number(BigInt(missed) / 5n));
    return `${letter}${(missed % 5) + 1}`;
}
