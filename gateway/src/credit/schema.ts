import { decimalText, positiveText } from '@edgebourse/chaincode/common/amount';
import { envelopeSchema, idText, walletText } from '@edgebourse/chaincode/common/envelope';
import { gradeText, ineligible, loanAnswer, loanId, rateText } from '@edgebourse/chaincode/credit/messages';
import { creditArguments, dossierRecord, lending, productTerms } from '@edgebourse/chaincode/credit/records';
import { z } from 'zod';
import { pageQuery } from '../read-model/cursor';

const committed = { transactionId: z.string() };
const count = z.int().min(0);

/** Path of a bank, by its organisation's MSP id. */
export const bankPath = z.strictObject({ bank: idText });
/** Path of a loan. */
export const loanPath = z.strictObject({ loan: loanId });
/** Path of a token. */
export const tokenPath = z.strictObject({ token: loanId });
/** Path of a borrower. */
export const borrowerPath = z.strictObject({ wallet: walletText });

/** Makes the caller's organisation a bank, or changes its partners. */
export const bankRequest = creditArguments.RegisterBank;

/** A bank. */
export const bankRecord = z.strictObject({
    mspId: idText,
    wallet: walletText,
    publicKey: z.string(),
    certificate: z.string(),
    region: idText,
    partners: z.array(z.strictObject({ mspId: idText, limitMicro: positiveText })),
});
export const bankAnswer = z.strictObject({ ...committed, bank: bankRecord });

/** What a bank offers. */
export const productRequest = productTerms;
export const productRecord = z.strictObject({ ...productTerms.shape, bank: idText, version: z.int().min(1) });
export const productAnswer = z.strictObject({ ...committed, product: productRecord });
export const products = z.strictObject({ products: z.array(productRecord) });

/** A request with what its borrower discloses to the bank alone. */
export const loanRequest = z.strictObject({
    request: envelopeSchema.describe('`credit.request.v1`, signed by the borrower’s wallet.'),
    dossier: dossierRecord
        .omit({ request: true })
        .optional()
        .describe('Goes into the private collection of the bank; not needed to draw on an attested line.'),
});

/** See {@link loanRequest}. */
export type LoanRequest = z.infer<typeof loanRequest>;

/** Requests that wait for their bank. */
export const waitingRequests = z.strictObject({
    requests: z.array(
        z.strictObject({
            id: walletText.describe('Hash of the payload: the id of the loan that comes of it.'),
            request: envelopeSchema,
        }),
    ),
});

/** What a bank asks before it attests. */
export const assessmentRequest = z.strictObject({
    request: envelopeSchema,
    wallets: z
        .array(walletText)
        .min(1)
        .max(50)
        .optional()
        .describe('The wallets of the account, as its dossier names them; those disclosed here when absent.'),
});

/** What the bank may attest. */
export const assessment = z.strictObject({
    verdict: z.union([z.literal('eligible'), ineligible]),
    wealthMicro: decimalText,
    incomes: count,
    creditValue: z.string(),
    grade: gradeText,
    repaid: count,
    failed: count,
    qMinWh: decimalText,
});

const wanted = creditArguments.Preview.shape.loans.element.extend({
    amountMicro: positiveText.optional().describe('What the borrower asks for; the bank’s shortage counts no more.'),
});

/** Loans that are to be priced, together where the bank is short of coins. */
export const quoteRequest = z.strictObject({ bank: idText, loans: z.array(wanted).min(1).max(100) });

/** See {@link quoteRequest}. */
export type QuoteRequest = z.infer<typeof quoteRequest>;

const terms = z.strictObject({
    dMicro: decimalText,
    thetaWh: decimalText,
    qMinWh: decimalText,
    pMicroPerKwh: decimalText,
    tE12: rateText,
    etaE12: rateText,
    lambdaE12: rateText,
    gammaE12: rateText,
    cE12: rateText,
    alphaMaxE12: rateText,
});

/** Prices: what a bank signs as `credit.quote.v1`, with the terms that the ledger gives. */
export const quotes = z.strictObject({
    bank: idText,
    nowMs: decimalText.describe('Time in the bank’s region, ms since the epoch.'),
    reserveMicro: decimalText,
    partners: z.array(z.strictObject({ mspId: idText, freeMicro: decimalText })),
    muE12: rateText,
    quotes: z.array(
        z.strictObject({
            terms,
            productVersion: z.int(),
            priceInterval: z.int().optional(),
            answer: loanAnswer,
        }),
    ),
    cheaper: z.array(loanAnswer),
});

/** See {@link quotes}. */
export type Quotes = z.infer<typeof quotes>;

/** Loans to be granted, each with the three signed messages that bind borrower and bank. */
export const lendRequest = z.strictObject({
    loans: z.array(lending).min(1).max(100),
    muE12: rateText.default('0'),
    cheaper: z.array(loanAnswer).max(100).default([]),
});

/** See {@link lendRequest}. */
export type LendRequest = z.infer<typeof lendRequest>;

/** What became of each. */
export const lendAnswer = z.strictObject({
    transactionId: z.string(),
    results: z.array(
        z.strictObject({
            status: z.enum(['done', 'exists', 'refused']),
            loan: loanId.optional(),
            amountMicro: decimalText.optional(),
            code: z.string().optional(),
            message: z.string().optional(),
        }),
    ),
});

/** Loans whose deadlines may have passed. */
export const sweepRequest = creditArguments.Sweep;

/** What a sweep did. */
export const sweepAnswer = z.strictObject({
    transactionId: z.string(),
    closed: z.array(loanId),
    overdue: z.array(loanId),
    blacklisted: z.array(loanId),
});

const status = z.enum(['open', 'overdue', 'repaid', 'settled', 'blacklisted']);

/** A loan as the ledger has it. */
export const loanRecord = z.strictObject({
    id: loanId,
    bank: idText,
    borrower: walletText,
    sharedWallet: walletText,
    region: idText,
    product: idText,
    productVersion: z.int(),
    grade: gradeText,
    status,
    requestedMicro: decimalText,
    amountMicro: decimalText,
    answer: loanAnswer,
    pMicroPerKwh: decimalText,
    qMinWh: decimalText,
    muE12: rateText,
    tE12: rateText,
    startMs: decimalText,
    endMs: decimalText,
    dueMs: decimalText,
    interestMicro: decimalText,
    penaltyMicro: decimalText,
    paidMicro: decimalText,
    shares: z.array(z.strictObject({ bank: idText, amountMicro: decimalText, paidMicro: decimalText })),
    attestation: walletText,
});

/** A token as the ledger has it. */
export const tokenRecord = z.strictObject({
    id: loanId,
    bank: idText,
    borrower: walletText,
    sharedWallet: walletText,
    certificate: z.string(),
    bankCertificate: z.string(),
    amountMicro: decimalText,
    balanceMicro: decimalText,
    lockedMicro: decimalText,
    alphaE12: rateText,
    betaE12: rateText,
    startMs: decimalText,
    endMs: decimalText,
    dueMs: decimalText,
    preRecord: z.strictObject({ s: count, f: count, payments: z.array(walletText) }),
    version: z.int(),
    state: z.enum(['open', 'closed']),
    changedMs: decimalText,
});

const payment = z.strictObject({
    token: loanId,
    n: z.int().min(1),
    kind: z.enum(['bill', 'trade']),
    payTo: walletText,
    amountMicro: decimalText,
    reference: z.string(),
    bill: walletText.optional(),
    timeMs: decimalText,
});

/** The payments of a token, in order. */
export const tokenStatement = z.strictObject({ payments: z.array(payment) });

/** The loans of a wallet. */
export const borrowerRecord = z.strictObject({
    wallet: walletText,
    s: count.describe('Loans repaid in time.'),
    f: count.describe('Loans that were not.'),
    failedMicro: decimalText,
    open: z.array(loanId),
});

/** What a bank has and what it is owed, micro-coins. */
export const position = z.strictObject({
    bank: idText,
    reserveMicro: decimalText,
    outstandingMicro: decimalText,
    overdueMicro: decimalText,
    chargesMicro: decimalText,
    loans: count,
    overdueLoans: count,
});

/** Which loans are listed. */
export const loansQuery = z.strictObject({
    bank: idText.optional(),
    borrower: walletText.optional(),
    status: status.optional(),
    ...pageQuery,
});

/** A page of loans. */
export const loansPage = z.strictObject({
    loans: z.array(loanRecord),
    next: z.string().optional(),
    asOfBlock: z.int(),
});
