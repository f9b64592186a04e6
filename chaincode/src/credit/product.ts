import { z } from 'zod';
import { decimalText, positiveText } from '../common/amount';
import { idText } from '../common/envelope';
import { rateText } from './messages';

/** A grade's letter. */
const letter = z.enum(['A', 'B', 'C', 'D', 'E', 'F', 'G']);

/** What a bank offers. `starter`: only without a record, no income asked. `line`: only grades A, attested in advance. */
export const productTerms = z.strictObject({
    product: idText,
    kind: z.enum(['standard', 'starter', 'line']),
    /** d of the game: how much a borrower of this kind values energy, micro-coins. */
    dMicro: positiveText,
    /** theta, Wh. */
    thetaWh: positiveText,
    /** eta: how many times the interest the penalty is. */
    etaE12: rateText,
    /** c: what a coin costs the bank a month. */
    cE12: rateText,
    /** t: how long the token is valid. */
    durationMs: positiveText,
    /** Time to repay after the end. */
    bufferMs: decimalText,
    /** The most that one loan, or a line in all, may amount to. */
    capMicro: positiveText,
    /** The ceiling of the penalty rate by the grade's letter; letters that are missing get no loan. */
    alphaMaxE12: z.partialRecord(letter, rateText),
    /** Intervals of the borrower's mean import that a loan must at least cover: Qmin. */
    needIntervals: z.int().min(0),
});

/** See {@link productTerms}. */
export type ProductTerms = z.infer<typeof productTerms>;

/** Key `product~MSP~id`. A changed product gets the next version; loans keep what they were given. */
export interface ProductRecord extends ProductTerms {
    readonly bank: string;
    readonly version: number;
}
