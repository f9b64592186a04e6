import { outputId } from '@edgebourse/chaincode/coin/messages';
import { decimalText, positiveText } from '@edgebourse/chaincode/common/amount';
import { envelopeSchema, idText, walletText } from '@edgebourse/chaincode/common/envelope';
import { z } from 'zod';

const mintOutputs = z
    .array(z.strictObject({ wallet: walletText, amountMicro: positiveText }))
    .min(1)
    .max(1000);

/** New coins against a payment outside. */
export const mintRequest = z.strictObject({
    reference: idText.describe('Names the payment outside; used once.'),
    reason: z.literal('external'),
    outputs: mintOutputs,
});

/** See {@link mintRequest}. */
export type MintRequest = z.infer<typeof mintRequest>;

/** A mint as the ledger keeps it. */
export const mintAnswer = z.strictObject({
    transactionId: z.string(),
    mint: z.strictObject({
        reference: idText,
        reason: z.enum(['external', 'flow']),
        outputs: mintOutputs,
        amountMicro: decimalText,
        mintedAt: decimalText,
        txId: z.string(),
    }),
});

/** A signed withdrawal, carried out by the treasury. */
export const burnRequest = z.strictObject({ envelope: envelopeSchema });

/** A withdrawal that is committed. */
export const burnAnswer = z.strictObject({ id: idText, wallet: walletText, transactionId: z.string() });

/** See {@link burnAnswer}. */
export type BurnAnswer = z.infer<typeof burnAnswer>;

/** What a wallet holds, micro-coins. */
export const balance = z.strictObject({
    wallet: walletText,
    confirmedMicro: decimalText,
    pendingMicro: decimalText.describe('Received, and not confirmed yet: cannot be spent.'),
    lockedMicro: decimalText,
    outputs: z.int(),
});

/** The coins of a wallet, output by output. */
export const outputList = z.strictObject({
    wallet: walletText,
    outputs: z.array(
        z.strictObject({
            id: outputId,
            amountMicro: decimalText,
            lock: z.string().optional(),
            confirmedAt: decimalText
                .optional()
                .describe('Under `confirmation: delay`: received coins that cannot be spent before it.'),
        }),
    ),
    hasMore: z.literal(true).optional().describe('Only the first 10 000 are listed.'),
});

/** All coins, micro-coins: made (by reason), withdrawn, in being. */
export const supply = z.strictObject({
    mintedMicro: z.record(z.string(), decimalText),
    burnedMicro: decimalText,
    outstandingMicro: decimalText,
});

/** An organisation's bond, micro-coins. */
export const bond = z.strictObject({ organisation: idText, amountMicro: decimalText });
