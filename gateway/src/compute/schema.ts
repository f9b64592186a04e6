import { decimalText, positiveText } from '@edgebourse/chaincode/common/amount';
import { envelopeSchema, idText, walletText } from '@edgebourse/chaincode/common/envelope';
import { hashText, linkKind, solution } from '@edgebourse/chaincode/compute/messages';
import { computeArguments } from '@edgebourse/chaincode/compute/records';
import { z } from 'zod';
import { pageQuery } from '../read-model/cursor';

const transactionId = z.string();
const count = z.int().min(0);
const region = idText;
const contract = hashText;
const reputation = z.int();

/** Path of a contract. */
export const contractPath = z.strictObject({ contract });
/** Path of what a seller returned. */
export const resultPath = z.strictObject({ contract, seller: walletText });
/** Path of a seller or buyer. */
export const workerPath = z.strictObject({ wallet: walletText });
/** Path of a region's MEC node. */
export const nodePath = z.strictObject({ region });
/** Path of a running upload. */
export const uploadPath = z.strictObject({ ticket: hashText.describe('From the answer to the upload’s opening.') });
/** Path of a fetched blob. */
export const fetchPath = z.strictObject({ ticket: hashText.describe('From the answer to the fetch.') });

/** What a MEC measured of sellers' machines. */
export const assessmentsRequest = computeArguments.Assess;
/** What sellers may sell while they stay. */
export const staysRequest = computeArguments.CapStays;
/** What a MEC reports of its own queue. */
export const loadRequest = computeArguments.ReportLoad;
/** Contracts of which something may be due. */
export const settleRequest = computeArguments.Settle;
/** Which of the disputed pieces are wrong. */
export const resolveRequest = computeArguments.Resolve;

const batchResult = z.looseObject({
    status: z.enum(['done', 'exists', 'refused']),
    code: z.string().optional(),
    message: z.string().optional(),
});

/** What became of each, in order. */
export const batchAnswer = z.strictObject({ transactionId, results: z.array(batchResult) });

/** A MEC's load, as committed. */
export const loadAnswer = z.strictObject({
    transactionId,
    load: z.strictObject({ region, loadPpm: count, queued: count, at: decimalText }),
});

/** What settlements did. */
export const settleAnswer = z.strictObject({
    transactionId,
    settled: z.array(
        z.strictObject({
            contract,
            status: z.enum(['open', 'closed']),
            paidMicro: decimalText.describe('Paid to sellers by this settlement.'),
            missing: count.describe('Copies of pieces that a rehire may give to somebody.'),
        }),
    ),
});

const sellerOfMarket = z.strictObject({
    seller: walletText,
    capacityE12: decimalText.describe('What is left of the offer.'),
    ownDemandE12: decimalText,
    rewardE12: positiveText,
    costE12: decimalText,
    satisfactionE12: positiveText,
    fuelPerSecond: positiveText,
    offer: hashText,
});

/** Who asks for a game, and for how long. */
export const marketQuery = z.strictObject({
    region,
    buyer: walletText.describe('Its own offer is left out.'),
    durationMs: z.coerce.number().int().min(1000),
});

/** The sellers of a game. */
export const market = z.strictObject({ region, sellers: z.array(sellerOfMarket) });

/** A game that is to be solved; nothing is bound by it. */
export const quoteRequest = z.strictObject({
    region,
    buyer: walletText,
    durationMs: z.int().min(1000),
    costScaleE12: positiveText.describe('a: coins an hour.'),
    costExponentE12: positiveText.describe('lambda, per unit of capacity.'),
});

/** See {@link quoteRequest}. */
export type QuoteRequest = z.infer<typeof quoteRequest>;

/** The equilibrium of the game as it stands now, with its certificate; money for the whole duration. */
export const quote = z.strictObject({
    region,
    solution,
    sellers: z.array(sellerOfMarket).describe('In the order of the allotments.'),
    paymentMicro: decimalText.describe(
        'What the amounts cost for the whole duration: an upper bound of the contract’s.',
    ),
    soldE12: decimalText,
    buyerUtility: z.number().nullable().describe('Coins an hour; null where no double holds it.'),
});

/** See {@link quote}. */
export type Quote = z.infer<typeof quote>;

/** A contract that lacks sellers is to play the game again. */
export const rehireRequest = z.strictObject({ contract });

const part = z.strictObject({
    seller: walletText,
    amountE12: decimalText,
    priceE12: decimalText,
    paymentMicro: decimalText,
    fuel: decimalText,
    leftE12: decimalText,
    pieces: z.array(count),
    acceptUntil: decimalText,
    status: z.enum([
        'pending',
        'accepted',
        'delivered',
        'disputed',
        'paid',
        'declined',
        'dropped',
        'left',
        'late',
        'wrong',
    ]),
    answerHash: hashText.optional(),
    resultHash: hashText.optional(),
    challengeUntil: decimalText.optional(),
    disputed: z.array(count).optional(),
    disputedBy: z.enum(['buyer', 'vote']).optional(),
    needsResolver: z.boolean().optional(),
    reason: z.string().optional(),
    wrong: z.array(count).optional(),
    paidMicro: decimalText.optional(),
    resolvedBy: idText.optional(),
});

/** A seller's part, as decided. */
export const partAnswer = z.strictObject({ transactionId, part });

/** A contract as the ledger has it. */
export const contractRecord = z.strictObject({
    contract,
    kind: z.enum(['market', 'mec']),
    buyer: walletText,
    region,
    task: hashText,
    pieces: count,
    redundancy: count,
    costScaleE12: decimalText.optional(),
    costExponentE12: decimalText.optional(),
    durationMs: count,
    maxPaymentMicro: decimalText,
    freeMicro: decimalText,
    relayMicro: decimalText,
    relayedBytes: count,
    relayPaidMicro: decimalText,
    parts: z.array(part),
    rounds: count,
    createdAt: decimalText,
    endsAt: decimalText,
    status: z.enum(['open', 'closed']),
    isFinal: z.boolean().optional(),
    txId: z.string(),
});

/** A contract after a rehire. */
export const contractAnswer = z.strictObject({ transactionId, contract: contractRecord });

/** Which contracts are listed. */
export const contractsQuery = z.strictObject({
    region: region.optional(),
    buyer: walletText.optional(),
    seller: walletText.optional().describe('Contracts in which it has, or had, a part.'),
    status: z.enum(['open', 'closed']).optional(),
    ...pageQuery,
});

/** A page of contracts, in the order of their making. */
export const contractsPage = z.strictObject({
    contracts: z.array(contractRecord),
    next: z.string().optional(),
    asOfBlock: z.int(),
});

const offer = sellerOfMarket.omit({ seller: true, offer: true }).extend({
    wallet: walletText,
    region,
    hash: hashText,
    expiresAt: decimalText,
});

/** Which offers are listed. */
export const offersQuery = z.strictObject({ region: region.optional(), ...pageQuery });

/** A page of offers, in the order of their wallets. */
export const offersPage = z.strictObject({
    offers: z.array(offer),
    next: z.string().optional(),
    asOfBlock: z.int(),
});

/** What a seller returned. */
export const resultRecord = z.strictObject({
    contract,
    seller: walletText,
    hash: hashText,
    outputs: z.array(hashText),
    fuel: decimalText,
    link: linkKind,
    at: decimalText,
});

/** A seller or buyer as the ledger knows it. */
export const workerRecord = z.strictObject({
    wallet: walletText,
    assessment: z
        .strictObject({
            fuelPerSecond: decimalText,
            task: hashText,
            seed: hashText,
            output: hashText,
            organisation: idText,
            measuredAt: decimalText,
            expiresAt: decimalText,
        })
        .optional(),
    stay: z.strictObject({ region, unitMsE12: decimalText, validUntil: decimalText }).optional(),
    reservations: z.array(z.strictObject({ contract, amountE12: decimalText, until: decimalText })),
    reputation,
    done: count,
    failed: count,
    offer: z.strictObject({ region, issuedAt: decimalText, hash: hashText }).optional(),
});

/** A MEC node: capacity, tariff, queue. */
export const nodeState = z.strictObject({
    region,
    organisation: idText,
    capacityE12: decimalText,
    reservedE12: decimalText,
    tariffE12: decimalText,
    loadThresholdPpm: count,
    relayMicroPerMb: decimalText,
    load: loadAnswer.shape.load.optional(),
    loadPpm: count,
    isOverloaded: z.boolean(),
});

/** Opens or resumes an upload. */
export const uploadRequest = z.strictObject({ envelope: envelopeSchema.describe('`compute.upload.v1`') });

/** How far an upload is. */
export const uploadState = z.strictObject({
    ticket: hashText.describe('Names the upload in the routes that carry its bytes; a secret of its owner.'),
    blob: hashText,
    bytes: count,
    offset: count.describe('Bytes that are on the disk: the next chunk begins here.'),
    isComplete: z.boolean(),
    chunkBytesMax: count,
    expiresAt: decimalText.describe('The blob is deleted then, complete or not.'),
});

/** See {@link uploadState}. */
export type UploadState = z.infer<typeof uploadState>;

/** Where a chunk begins. */
export const chunkQuery = z.strictObject({ offset: z.coerce.number().int().min(0) });

/** Asks for a blob of a contract. */
export const fetchRequest = z.strictObject({ envelope: envelopeSchema.describe('`compute.fetch.v1`') });

/** A blob that may be read. */
export const fetchAnswer = z.strictObject({
    ticket: hashText.describe('Names the blob in the route that carries its bytes; holds until `expiresAt`.'),
    blob: hashText,
    bytes: count,
    chargedMicro: decimalText.describe('What the buyer was charged for it, the first time.'),
    expiresAt: decimalText,
});

/** See {@link fetchAnswer}. */
export type FetchAnswer = z.infer<typeof fetchAnswer>;

/** Where reading begins: what was read before is not sent again. */
export const readQuery = z.strictObject({ from: z.coerce.number().int().min(0).default(0) });
