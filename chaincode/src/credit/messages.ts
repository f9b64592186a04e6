import { z } from 'zod';
import { decimalText, positiveText } from '../common/amount';
import { envelopeSchema, idText, payloadHead, walletText } from '../common/envelope';
import { outputId } from '../coin/messages';

/*
 * Who signs what. A borrower and a seller sign with the key of their wallet; a bank signs with the key of its wallet
 * (role `bank`), which `RegisterBank` names. Ids of loans and tokens are one: the hash of the request's payload, so a
 * request can become one loan only, and one wallet address, one id.
 *
 *   request (borrower) -> attestation, quote (bank) -> Lend -> token (bank signs copies of the ledger's record)
 *   payment (borrower, to the seller) -> bill (seller, around it) -> Bill
 *   repay (borrower), topup (either), close (borrower, or the bank once the borrower may not act)
 */

/** A rate in units of 1e-12. */
export const rateText = decimalText;

/** The id of a loan and of its token. */
export const loanId = walletText;

/** A grade from A1, the best, to G5. */
export const gradeText = z.string().regex(/^[A-G][1-5]$/, 'a grade from A1 to G5');

/** Why a bank that looked into a borrower's accounts attests no eligibility; codes of the catalogue. */
export const ineligible = z.enum(['CREDIT_WEALTH', 'CREDIT_INCOME', 'CREDIT_NEGATIVE', 'WALLET_BLACKLISTED']);

/**
 * Asks for a loan and says up to which rates the signer takes it: what it signs binds it, so nobody asks it again. True
 * identity, participant certificate and further wallets never stand here: they go to the bank as a dossier.
 */
export const requestMessage = z.strictObject({
    type: z.literal('credit.request.v1'),
    ...payloadHead,
    /** MSP id of the bank's organisation. */
    bank: idText,
    product: idText,
    amountMicro: positiveText,
    /** The highest penalty rate, as a share of the loan. */
    alphaMaxE12: rateText,
    /** The highest interest a month, as a share of the loan. */
    betaMaxE12: rateText,
});

/**
 * The bank's word on what only it and the home organisation may read. `expiresAt` is the validity. With `request` it
 * holds for that request; without, for a line of the named product, as often as the signer draws on it.
 */
export const attestationMessage = z.strictObject({
    type: z.literal('credit.attestation.v1'),
    ...payloadHead,
    bank: idText,
    product: idText,
    /** The borrower's wallet that asks. */
    wallet: walletText,
    /** Hash of the request's payload. */
    request: walletText.optional(),
    verdict: z.union([z.literal('eligible'), ineligible]),
    grade: gradeText,
    /** s: loans that all wallets of the account repaid in time. */
    repaid: z.int().min(0),
    /** f: loans that they did not. */
    failed: z.int().min(0),
    /** Qmin from the metered history, Wh. */
    qMinWh: decimalText,
});

/** The answer of the game for one loan: what the gateway's solver found and the contract checks. */
export const loanAnswer = z.strictObject({
    status: z.enum(['interior', 'capped', 'no-loan', 'refused', 'unbounded']),
    alphaE12: rateText,
    betaE12: rateText,
    loanMicro: decimalText,
});

/** See {@link loanAnswer}; decimal texts. */
export type LoanAnswerText = z.infer<typeof loanAnswer>;

/** The bank's offer for one request; `expiresAt` ends it (CREDIT_QUOTE_EXPIRED), and so does a second newer price. */
export const quoteMessage = z.strictObject({
    type: z.literal('credit.quote.v1'),
    ...payloadHead,
    bank: idText,
    /** Hash of the request's payload. */
    request: walletText,
    /** Version of the product that was priced. */
    productVersion: z.int().min(1),
    /** The cleared interval whose price is p; absent where the region has cleared none. */
    priceInterval: z.int().min(0).optional(),
    answer: loanAnswer,
});

/** Moves coins of the bank's wallet into its reserve, from which alone it lends. */
export const fundMessage = z.strictObject({
    type: z.literal('credit.fund.v1'),
    ...payloadHead,
    bank: idText,
    amountMicro: positiveText,
    consumes: outputId,
});

/** Moves coins of the reserve back into the bank's wallet. */
export const withdrawMessage = z.strictObject({
    type: z.literal('credit.withdraw.v1'),
    ...payloadHead,
    bank: idText,
    amountMicro: positiveText,
});

/**
 * The borrower's intent to pay a seller out of its token: signed for the seller, who bills it. The token's hash binds
 * the intent to the token as the seller sees it; a token that changed since is stale.
 */
export const paymentMessage = z.strictObject({
    type: z.literal('credit.payment.v1'),
    ...payloadHead,
    token: loanId,
    /** `tokenHash` of the token's record. */
    tokenHash: walletText,
    /** The seller's wallet. */
    seller: walletText,
    /** The most that the seller may bill. */
    amountMicro: positiveText,
});

/** A token as the borrower carries it: the ledger's record, signed by the bank. `id` is the token's. */
export const tokenMessage = z.strictObject({
    type: z.literal('credit.token.v1'),
    ...payloadHead,
    /** The record, see TokenRecord; compared with the original, so that its shape needs no schema here. */
    token: z.looseObject({ id: loanId, bank: idText, borrower: walletText }),
});

/** The seller's bill: the borrower's payment, the token that it showed, and what is due, to whom. */
export const billMessage = z.strictObject({
    type: z.literal('credit.bill.v1'),
    ...payloadHead,
    payment: envelopeSchema,
    token: envelopeSchema,
    amountMicro: positiveText,
    /** A wallet of the seller that receives the coins. */
    payTo: walletText,
    /** What was sold, in the seller's words: a trade, a session, a task. */
    reference: idText,
});

/** Repays from the borrower's own coins: charge first, principal last; at most what is due. */
export const repayMessage = z.strictObject({
    type: z.literal('credit.repay.v1'),
    ...payloadHead,
    loan: loanId,
    amountMicro: positiveText,
    consumes: outputId,
});

/** Puts own coins of the borrower or the bank into the shared wallet: the token's balance grows, the loan does not. */
export const topUpMessage = z.strictObject({
    type: z.literal('credit.topup.v1'),
    ...payloadHead,
    loan: loanId,
    amountMicro: positiveText,
    consumes: outputId,
});

/** Closes a token before its end: what it holds goes back to the bank as part repayment. */
export const closeMessage = z.strictObject({ type: z.literal('credit.close.v1'), ...payloadHead, loan: loanId });

/** See {@link requestMessage}. */
export type RequestMessage = z.infer<typeof requestMessage>;
/** See {@link attestationMessage}. */
export type AttestationMessage = z.infer<typeof attestationMessage>;
/** See {@link quoteMessage}. */
export type QuoteMessage = z.infer<typeof quoteMessage>;
/** See {@link fundMessage}. */
export type FundMessage = z.infer<typeof fundMessage>;
/** See {@link withdrawMessage}. */
export type WithdrawMessage = z.infer<typeof withdrawMessage>;
/** See {@link paymentMessage}. */
export type PaymentMessage = z.infer<typeof paymentMessage>;
/** See {@link tokenMessage}. */
export type TokenMessage = z.infer<typeof tokenMessage>;
/** See {@link billMessage}. */
export type BillMessage = z.infer<typeof billMessage>;
/** See {@link repayMessage}. */
export type RepayMessage = z.infer<typeof repayMessage>;
/** See {@link topUpMessage}. */
export type TopUpMessage = z.infer<typeof topUpMessage>;
/** See {@link closeMessage}. */
export type CloseMessage = z.infer<typeof closeMessage>;
