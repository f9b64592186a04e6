import { z } from 'zod';
import { decimalText, positiveText } from '../common/amount';
import { hashJson } from '../common/hash';
import { idText, payloadHead, walletText } from '../common/envelope';

const round = { region: idText, interval: z.int().min(0) };

/** Buys or sells energy in one interval of one region. Consumes the round: one order a wallet, interval and region. */
export const orderMessage = z.strictObject({
    type: z.literal('energy.order.v1'),
    ...payloadHead,
    ...round,
    side: z.enum(['buy', 'sell']),
    energyWh: positiveText,
    limitMicroPerKwh: decimalText,
    /** Where a seller wants the coins; its own wallet when absent. */
    payTo: walletText.optional(),
    /** A token of the buyer that pays, instead of its own coins: the id of its loan. */
    creditToken: walletText.optional(),
});

/** What the two registers of a meter counted in one interval. Signed by the meter's key of that wallet. */
export const readingMessage = z.strictObject({
    type: z.literal('energy.reading.v1'),
    ...payloadHead,
    ...round,
    wallet: walletText,
    importWh: decimalText,
    exportWh: decimalText,
});

/** The seller signs the record: it accepts its trades of the round at this price if at least `minWh` of its delivery is paid, or compensated, in all. */
export const acceptanceMessage = z.strictObject({
    type: z.literal('energy.acceptance.v1'),
    ...payloadHead,
    ...round,
    priceMicroPerKwh: decimalText,
    minWh: decimalText,
});

/** A party objects to the settlement of its trades of the round: they become disputes. */
export const objectionMessage = z.strictObject({
    type: z.literal('energy.objection.v1'),
    ...payloadHead,
    ...round,
    reason: z.string().min(1).max(200),
});

/** A seller's wallet takes part in a claim of the proof-of-flow of one period; all wallets of a claim sign the same one. */
export const flowMessage = z.strictObject({
    type: z.literal('energy.flow.v1'),
    ...payloadHead,
    region: idText,
    period: z.int().min(0),
    claim: idText,
    payTo: walletText,
});

/** See {@link orderMessage}. */
export type OrderMessage = z.infer<typeof orderMessage>;
/** See {@link readingMessage}. */
export type ReadingMessage = z.infer<typeof readingMessage>;
/** See {@link acceptanceMessage}. */
export type AcceptanceMessage = z.infer<typeof acceptanceMessage>;
/** See {@link objectionMessage}. */
export type ObjectionMessage = z.infer<typeof objectionMessage>;
/** See {@link flowMessage}. */
export type FlowMessage = z.infer<typeof flowMessage>;

/** @returns The text that decides between orders of one limit and one time (decision 0006). */
export function orderTie(
    { region, interval }: { readonly region: string; readonly interval: number },
    wallet: string,
    id: string,
): string {
    return hashJson({ region, interval, wallet, id });
}
