import { z } from 'zod';
import { decimalText, positiveText } from '../common/amount';
import { envelopeSchema, idText, walletText } from '../common/envelope';
import { hashText, PIECES_MAX, solution, type LinkKind, type OfferMessage } from './messages';

/** A measured machine: valid until it expires or a wrong or late part voids it. */
export interface Assessment {
    readonly fuelPerSecond: string;
    readonly task: string;
    readonly seed: string;
    readonly output: string;
    readonly organisation: string;
    readonly measuredAt: string;
    /** A void one expired when its fault was found. */
    readonly expiresAt: string;
}

/** Capacity that a running contract holds; it counts wherever its seller is, until `until` or the part's end. */
export interface Reservation {
    readonly contract: string;
    readonly amountE12: string;
    readonly until: string;
}

/** What the MEC made of a private mobility profile: the product of capacity and stay, never the stay itself. */
export interface StayCap {
    readonly region: string;
    /** The seller may sell so much here: units (of 10^-12) times ms. */
    readonly unitMsE12: string;
    readonly validUntil: string;
}

/** Key `worker~wallet`: all that is known of a seller or buyer, except its offer. */
export interface WorkerRecord {
    readonly wallet: string;
    readonly assessment?: Assessment;
    readonly stay?: StayCap;
    readonly reservations: readonly Reservation[];
    readonly reputation: number;
    readonly done: number;
    readonly failed: number;
    /** The last offer's time and hash: an older one cannot come back. */
    readonly offer?: { readonly region: string; readonly issuedAt: string; readonly hash: string };
}

/** Key `offer~region~wallet`. */
export type OfferRecord = Pick<
    OfferMessage,
    'capacityE12' | 'ownDemandE12' | 'rewardE12' | 'costE12' | 'satisfactionE12' | 'fuelPerSecond'
> & {
    readonly wallet: string;
    readonly region: string;
    readonly hash: string;
    readonly expiresAt: string;
};

/**
 * `pending` until the seller answers; `accepted` until its result comes; `delivered` until the buyer accepts, disputes
 * or the challenge period ends. Final: `paid` (at least one piece), `declined`, `dropped` (never answered), `left`,
 * `late`, `wrong` (no piece was right).
 */
export type PartStatus =
    | 'pending'
    | 'accepted'
    | 'delivered'
    | 'disputed'
    | 'paid'
    | 'declined'
    | 'dropped'
    | 'left'
    | 'late'
    | 'wrong';

/** A seller's part of a contract. A wallet has one part of a contract at most. */
export interface Part {
    readonly seller: string;
    readonly amountE12: string;
    readonly priceE12: string;
    /** Price x amount x (endsAt - acceptUntil), held by the contract. */
    readonly paymentMicro: string;
    /** amount x promised score x (endsAt - acceptUntil): what its pieces may take together. */
    readonly fuel: string;
    /** Its share of the leftover that the buyer's marginal value counts: effective capacity less amount. */
    readonly leftE12: string;
    readonly pieces: readonly number[];
    readonly acceptUntil: string;
    readonly status: PartStatus;
    /** Hash of the seller's answer, so that a repeat is known. */
    readonly answerHash?: string;
    readonly resultHash?: string;
    readonly challengeUntil?: string;
    /** Pieces in dispute: the buyer's, or those that the vote went against or did not decide. */
    readonly disputed?: readonly number[];
    readonly disputedBy?: 'buyer' | 'vote';
    /** False: the seller is outvoted, and loses these pieces at `challengeUntil` unless it contests the vote. */
    readonly needsResolver?: boolean;
    readonly reason?: string;
    /** Pieces that were not paid, once it is final. */
    readonly wrong?: readonly number[];
    readonly paidMicro?: string;
    readonly resolvedBy?: string;
}

/** Key `contract~id`; the id is the hash of the buyer's request. Coins of the escrow are held in the record itself. */
export interface ContractRecord {
    readonly contract: string;
    readonly kind: 'market' | 'mec';
    readonly buyer: string;
    readonly region: string;
    readonly task: string;
    readonly pieces: number;
    readonly redundancy: number;
    /** a and lambda; absent in a `mec` contract. */
    readonly costScaleE12?: string;
    readonly costExponentE12?: string;
    readonly durationMs: number;
    readonly maxPaymentMicro: string;
    /** What was put aside for work and is neither promised to an open part nor paid. */
    readonly freeMicro: string;
    /** Still there for the relay. */
    readonly relayMicro: string;
    readonly relayedBytes: number;
    readonly relayPaidMicro: string;
    readonly parts: readonly Part[];
    /** How often the game was played. */
    readonly rounds: number;
    readonly createdAt: string;
    readonly endsAt: string;
    /** The buyer wants nobody else hired. */
    readonly isFinal?: true;
    readonly status: 'open' | 'closed';
    readonly txId: string;
}

/** Key `result~contract~seller`. */
export interface ResultRecord {
    readonly contract: string;
    readonly seller: string;
    readonly hash: string;
    readonly outputs: readonly string[];
    readonly fuel: string;
    readonly link: LinkKind;
    readonly at: string;
}

/** Key `relay~contract~blob~seller`: relayed once, charged once. */
export interface RelayRecord {
    readonly bytes: number;
    readonly chargedMicro: string;
    readonly organisation: string;
}

/** Key `load~region`: what the MEC last reported of its own queue. */
export interface LoadRecord {
    readonly region: string;
    readonly loadPpm: number;
    readonly queued: number;
    readonly at: string;
}

const region = idText;
const contract = hashText;
const envelopes = z.array(envelopeSchema).min(1).max(1000);

/** Arguments of the contract's functions, by name; each function takes one JSON text. */
export const computeArguments = {
    /** By the region's MEC: the seller's answer and what the MEC measured of it. */
    Assess: z.strictObject({
        region,
        assessments: z
            .array(
                z.strictObject({
                    envelope: envelopeSchema,
                    fuel: positiveText,
                    elapsedMs: z.int().min(1).max(3_600_000),
                }),
            )
            .min(1)
            .max(200),
    }),
    /** By the region's MEC, from private mobility profiles. */
    CapStays: z.strictObject({
        region,
        stays: z
            .array(z.strictObject({ wallet: walletText, unitMsE12: decimalText, validUntil: decimalText }))
            .min(1)
            .max(500),
    }),
    ReportLoad: z.strictObject({ region, loadPpm: z.int().min(0).max(10_000_000), queued: z.int().min(0) }),
    /** compute.offer.v1 each. */
    Offer: z.strictObject({ offers: envelopes }),
    /** compute.request.v1, with the game's solution. Several see each other's reservations, in their order. */
    Contract: z.strictObject({
        requests: z
            .array(z.strictObject({ envelope: envelopeSchema, solution }))
            .min(1)
            .max(20),
    }),
    /** By the region's MEC: compute.serve.v1 each. */
    Serve: z.strictObject({ requests: z.array(envelopeSchema).min(1).max(200) }),
    /** compute.answer.v1 each. */
    Answer: z.strictObject({ answers: envelopes }),
    /** compute.leave.v1 each. */
    Leave: z.strictObject({ leaves: envelopes }),
    /** Plays the game again for the pieces that nobody holds any more. */
    Rehire: z.strictObject({ contract, solution }),
    /** compute.result.v1 each. */
    Result: z.strictObject({ results: z.array(envelopeSchema).min(1).max(200) }),
    /** compute.verdict.v1 each. */
    Verdict: z.strictObject({ verdicts: z.array(envelopeSchema).min(1).max(100) }),
    /** compute.contest.v1 each, by outvoted sellers. */
    Contest: z.strictObject({ contests: z.array(envelopeSchema).min(1).max(200) }),
    /** By another organisation than the node's: which of the disputed pieces are wrong. */
    Resolve: z.strictObject({
        contract,
        seller: walletText,
        wrong: z.array(z.int().min(0)).max(PIECES_MAX),
        reason: z.string().min(1).max(200),
    }),
    /** Whatever is due: drops, late parts, undisputed results, refunds. By anyone, as often as one likes. */
    Settle: z.strictObject({ contracts: z.array(contract).min(1).max(100) }),
    /** By the region's MEC: what it relayed. */
    Relay: z.strictObject({
        region,
        lines: z
            .array(
                z.strictObject({
                    contract,
                    seller: walletText,
                    /** SHA-256 of what was relayed. */
                    blob: hashText,
                    bytes: z.int().min(1).max(1_000_000_000_000),
                }),
            )
            .min(1)
            .max(500),
    }),
    /** The game that a buyer would play now; with `contract`, the game of its `Rehire`. */
    Market: z.strictObject({
        region,
        buyer: walletText,
        durationMs: z.int().min(1000),
        contract: contract.optional(),
    }),
    ContractOf: z.strictObject({ contract }),
    WorkerOf: z.strictObject({ wallet: walletText }),
    OfferOf: z.strictObject({ region, wallet: walletText }),
    ResultOf: z.strictObject({ contract, seller: walletText }),
    /** Answers the {@link NodeState}. */
    NodeOf: z.strictObject({ region }),
};

/** A seller of the game as the contract sees it: the inputs of the certificate, in units of 10^-12. */
export interface MarketSeller {
    readonly seller: string;
    /** What is left of the offer: capacity less reservations, capped by the attested stay. */
    readonly capacityE12: string;
    readonly ownDemandE12: string;
    readonly rewardE12: string;
    readonly costE12: string;
    readonly satisfactionE12: string;
    readonly fuelPerSecond: string;
    readonly offer: string;
}

/** Answer of `compute:Market`. */
export interface MarketView {
    readonly region: string;
    /**
     * In the order of the solution's allotments. In a game of a `Rehire` the last one may stand for what the contract's
     * present sellers keep for themselves: it sells nothing at any price, and its wallet is 64 zeros.
     */
    readonly sellers: readonly MarketSeller[];
    /** Present in a game of a `Rehire`: the buyer's a and lambda, and how many pieces (times copies) nobody holds. */
    readonly costScaleE12?: string;
    readonly costExponentE12?: string;
    readonly missing?: number;
}

/** Answer of `compute:NodeOf`. */
export interface NodeState {
    readonly region: string;
    readonly organisation: string;
    readonly capacityE12: string;
    readonly reservedE12: string;
    readonly tariffE12: string;
    readonly loadThresholdPpm: number;
    readonly relayMicroPerMb: string;
    readonly load?: LoadRecord;
    /** The larger of the reported load and of what the contracts of the node hold. */
    readonly loadPpm: number;
    readonly isOverloaded: boolean;
}
