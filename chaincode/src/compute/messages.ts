import { z } from 'zod';
import { decimalText, positiveText } from '../common/amount';
import { idText, payloadHead, walletText } from '../common/envelope';

/** A lowercase hex SHA-256. */
export const hashText = walletText;

/** No task has more pieces, and no contract more sellers, whatever the policy says. */
export const PIECES_MAX = 1000;
export const SELLERS_MAX = 500;

/** How the task and its outputs travelled: straight between vehicle and pedestrian, device or vehicle, or by the MEC. */
export const linkKind = z.enum(['v2p', 'v2d', 'v2v', 'relay']);

const pieces = z.int().min(1).max(PIECES_MAX);
const pieceIndex = z
    .int()
    .min(0)
    .max(PIECES_MAX - 1);

/** What the seller's machine answered to the reference task: binds it to the seed and to its output. */
export const assessmentMessage = z.strictObject({
    type: z.literal('compute.assessment.v1'),
    ...payloadHead,
    /** SHA-256 of the reference module. */
    task: hashText,
    /** Fresh, from the MEC. */
    seed: hashText,
    output: hashText,
});

/**
 * SoC: what a seller offers in a region until `expiresAt`, in units of 10^-12. One unit is the whole machine as it was
 * assessed, prices are coins per unit and hour. A later offer of the wallet replaces it; capacity 0 withdraws it.
 */
export const offerMessage = z.strictObject({
    type: z.literal('compute.offer.v1'),
    ...payloadHead,
    region: idText,
    capacityE12: decimalText,
    ownDemandE12: decimalText,
    rewardE12: positiveText,
    costE12: decimalText,
    satisfactionE12: positiveText,
    /** Fuel a second that the whole machine promises, at most what was assessed. */
    fuelPerSecond: positiveText,
});

const job = {
    region: idText,
    durationMs: z.int().min(1000),
    /** SHA-256 of the task's manifest: module, input and what a piece is. */
    task: hashText,
    /** The task falls into so many pieces of about equal work. */
    pieces,
    /** The most that the work may cost, micro-coins. */
    maxPaymentMicro: positiveText,
    /** The most that the MEC's relay may charge, micro-coins; locked beside the payment. */
    maxRelayMicro: decimalText,
};

/** Asks for computing on demand: the buyer's side of the game (a in coins an hour), the task and its limits. */
export const requestMessage = z.strictObject({
    type: z.literal('compute.request.v1'),
    ...payloadHead,
    ...job,
    costScaleE12: positiveText,
    costExponentE12: positiveText,
    /** Each piece goes to so many sellers; above 1 the majority of the outputs is paid. */
    redundancy: z.int().min(1).max(9),
});

/** Asks the region's MEC itself, at its tariff. */
export const serveMessage = z.strictObject({
    type: z.literal('compute.serve.v1'),
    ...payloadHead,
    ...job,
    amountE12: positiveText,
});

/** A hired seller takes or refuses its part; the terms are what it agrees to. */
export const answerMessage = z.strictObject({
    type: z.literal('compute.answer.v1'),
    ...payloadHead,
    contract: hashText,
    amountE12: positiveText,
    priceE12: positiveText,
    answer: z.enum(['accept', 'decline']),
});

/** A seller that accepted gives its part up; what it computed so far is not paid. */
export const leaveMessage = z.strictObject({
    type: z.literal('compute.leave.v1'),
    ...payloadHead,
    contract: hashText,
});

/** What a seller computed: SHA-256 of each output, in the order of the part's pieces. */
export const resultMessage = z.strictObject({
    type: z.literal('compute.result.v1'),
    ...payloadHead,
    contract: hashText,
    task: hashText,
    outputs: z.array(hashText).min(1).max(PIECES_MAX),
    /** Fuel that the outputs took. */
    fuel: decimalText,
    link: linkKind,
});

/** An outvoted seller says that its outputs are right: another organisation must compute them before it loses its pay. */
export const contestMessage = z.strictObject({
    type: z.literal('compute.contest.v1'),
    ...payloadHead,
    contract: hashText,
    reason: z.string().min(1).max(200),
});

const judged = {
    seller: walletText,
    /** Hash of the result that the buyer holds, as the part's record names it. */
    result: hashText,
};

/** The buyer accepts results, which pays them at once, or disputes pieces of them before the challenge period ends. */
export const verdictMessage = z.strictObject({
    type: z.literal('compute.verdict.v1'),
    ...payloadHead,
    contract: hashText,
    accepted: z.array(z.strictObject(judged)).max(SELLERS_MAX),
    disputed: z
        .array(
            z.strictObject({
                ...judged,
                pieces: z.array(pieceIndex).min(1).max(PIECES_MAX),
                reason: z.string().min(1).max(200),
            }),
        )
        .max(SELLERS_MAX),
    /** True: nobody else is to be hired; what waits in the contract comes back as soon as its open parts end. */
    closes: z.boolean().optional(),
});

/** A seller's part of a solution, in units of 10^-12. Amount 0 and price R' for a shut one. */
const allotment = z.strictObject({
    seller: walletText,
    state: z.enum(['shut', 'interior', 'full']),
    priceE12: decimalText,
    amountE12: decimalText,
});

/** What the gateway solved: the marginal value A and a line for each seller of `compute:Market`, in that order. */
export const solution = z.strictObject({
    marginalE12: positiveText,
    allotments: z.array(allotment).min(1).max(SELLERS_MAX),
});

/** See {@link solution}. */
export type Solution = z.infer<typeof solution>;

/** See {@link assessmentMessage}. */
export type AssessmentMessage = z.infer<typeof assessmentMessage>;
/** See {@link offerMessage}. */
export type OfferMessage = z.infer<typeof offerMessage>;
/** See {@link requestMessage}. */
export type RequestMessage = z.infer<typeof requestMessage>;
/** See {@link serveMessage}. */
export type ServeMessage = z.infer<typeof serveMessage>;
/** See {@link answerMessage}. */
export type AnswerMessage = z.infer<typeof answerMessage>;
/** See {@link leaveMessage}. */
export type LeaveMessage = z.infer<typeof leaveMessage>;
/** See {@link resultMessage}. */
export type ResultMessage = z.infer<typeof resultMessage>;
/** See {@link contestMessage}. */
export type ContestMessage = z.infer<typeof contestMessage>;
/** See {@link verdictMessage}. */
export type VerdictMessage = z.infer<typeof verdictMessage>;
/** See {@link linkKind}. */
export type LinkKind = z.infer<typeof linkKind>;
