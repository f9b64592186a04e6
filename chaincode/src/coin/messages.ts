import { z } from 'zod';
import { positiveText } from '../common/amount';
import { idText, payloadHead, walletText } from '../common/envelope';

/** An output of the signer's wallet: the transaction that made it and its place there, `txId.n`. */
export const outputId = z.string().regex(/^[0-9a-f]{64}\.(?:0|[1-9][0-9]{0,5})$/, 'an output id txId.n');

/** Pays from the signer's wallet. Consumes the named output; the gateway adds more of the same wallet. */
export const transferMessage = z.strictObject({
    type: z.literal('coin.transfer.v1'),
    ...payloadHead,
    to: walletText,
    amountMicro: positiveText,
    consumes: outputId,
});

/** Withdraws coins from the system; carried out by an operator with role treasury. */
export const burnMessage = z.strictObject({
    type: z.literal('coin.burn.v1'),
    ...payloadHead,
    amountMicro: positiveText,
    consumes: outputId,
    /** Names the payment outside that answers it. */
    reference: idText,
});

/** Joins outputs of the signer's wallet into one. */
export const consolidateMessage = z.strictObject({
    type: z.literal('coin.consolidate.v1'),
    ...payloadHead,
    consumes: z.array(outputId).min(2).max(50),
});

/** Puts coins of the organisation's bond wallet into its bond, which pays proven omissions. */
export const bondMessage = z.strictObject({
    type: z.literal('coin.bond.v1'),
    ...payloadHead,
    organisation: idText,
    amountMicro: positiveText,
    consumes: outputId,
});

/** See {@link transferMessage}. */
export type TransferMessage = z.infer<typeof transferMessage>;
/** See {@link burnMessage}. */
export type BurnMessage = z.infer<typeof burnMessage>;
/** See {@link consolidateMessage}. */
export type ConsolidateMessage = z.infer<typeof consolidateMessage>;
/** See {@link bondMessage}. */
export type BondMessage = z.infer<typeof bondMessage>;
