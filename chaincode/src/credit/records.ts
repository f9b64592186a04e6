import { z } from 'zod';
import { decimalText, positiveText } from '../common/amount';
import { envelopeSchema, idText, walletText } from '../common/envelope';
import { outputId } from '../coin/messages';
import { evidence } from './dossier';
import { gradeText, loanAnswer, loanId, type LoanAnswerText } from './messages';
import { productTerms } from './product';

export * from './dossier';
export * from './product';

/*
 * Decisions that others build on:
 * - Times in members named `...Ms` are region times (energy/region-time.ts) of the loan's region, which is the bank's:
 *   deterministic in a replayed day; members named `...At` are transaction times.
 * - Coins of a reserve are outputs of `reserveAddress(MSP)` with the lock `reserve:MSP`, each with the key-level policy
 *   AND(bank, chaincode policy): what lends, withdraws or closes must be endorsed by the bank's organisation, and for a
 *   syndicated loan by each partner's. Coins of a token are outputs of the shared wallet with the lock `loan:ID`.
 *   Neither address is a registered wallet, so nobody sends dust to it.
 * - What a loan costs is fixed when it is issued: interestMicro, or penaltyMicro once it is overdue.
 */

/** Key `bank~MSP`: a credit bank of an EAG. */
export interface BankRecord {
    readonly mspId: string;
    /** The bank's wallet (role `bank`): its key signs attestations, quotes and tokens; it funds the reserve. */
    readonly wallet: string;
    readonly publicKey: string;
    /** Serial of the authority's certificate of that wallet: the token's bank certificate. */
    readonly certificate: string;
    readonly region: string;
    /** Banks whose larger loans this one helps to fund, each up to so much at a time. */
    readonly partners: readonly { readonly mspId: string; readonly limitMicro: string }[];
}

/**
 * `open` until repaid in time, `overdue` after `dueMs`, `repaid` (s + 1), `settled` (paid after all: f stays),
 * `blacklisted` when it was never paid.
 */
export type LoanStatus = 'open' | 'overdue' | 'repaid' | 'settled' | 'blacklisted';

/** What one bank gave to a loan and got back of it. */
export interface LoanShare {
    readonly bank: string;
    readonly amountMicro: string;
    readonly paidMicro: string;
}

/** Key `loan~id`. */
export interface LoanRecord {
    readonly id: string;
    readonly bank: string;
    readonly borrower: string;
    readonly sharedWallet: string;
    readonly region: string;
    readonly product: string;
    readonly productVersion: number;
    readonly grade: string;
    readonly status: LoanStatus;
    readonly requestedMicro: string;
    readonly amountMicro: string;
    /** What was priced: the answer of the game, at the price p and the coin price mu. */
    readonly answer: LoanAnswerText;
    readonly pMicroPerKwh: string;
    readonly qMinWh: string;
    readonly muE12: string;
    readonly tE12: string;
    readonly startMs: string;
    readonly endMs: string;
    /** `endMs` and the buffer: paid by then is paid in time. */
    readonly dueMs: string;
    readonly interestMicro: string;
    readonly penaltyMicro: string;
    /** Everything paid so far: the charge first, the principal last. */
    readonly paidMicro: string;
    readonly shares: readonly LoanShare[];
    /** Hash of the attestation's payload. */
    readonly attestation: string;
}

/** Key `token~id`: the paper's Token. A copy signed by the bank (`credit.token.v1`) is what the borrower shows. */
export interface TokenRecord {
    readonly id: string;
    readonly bank: string;
    readonly borrower: string;
    readonly sharedWallet: string;
    /** Serials of the authority's certificates of borrower and bank. */
    readonly certificate: string;
    readonly bankCertificate: string;
    readonly amountMicro: string;
    /** What can be spent now. */
    readonly balanceMicro: string;
    /** What clearings hold for open trades. */
    readonly lockedMicro: string;
    readonly alphaE12: string;
    readonly betaE12: string;
    readonly startMs: string;
    /** End of the validity. */
    readonly endMs: string;
    readonly dueMs: string;
    readonly preRecord: {
        readonly s: number;
        readonly f: number;
        /** Hashes of all payments made with it, in order: see PaymentRecord. */
        readonly payments: readonly string[];
    };
    /** 1 when issued, one more with each change. */
    readonly version: number;
    readonly state: 'open' | 'closed';
    /** Region time of the last change. */
    readonly changedMs: string;
}

/** Key `payment~id~n`, n from 1: a payment by a token; its `paymentHash` stands in the token's pre_record. */
export interface PaymentRecord {
    readonly token: string;
    readonly n: number;
    readonly kind: 'bill' | 'trade';
    readonly payTo: string;
    readonly amountMicro: string;
    /** The seller's words, or the trade's id `region.interval.index`. */
    readonly reference: string;
    /** Hash of the bill's payload; absent for a trade, whose bill is the settlement. */
    readonly bill?: string;
    readonly timeMs: string;
}

/** Key `paid~id~hash`: a payment intent that was billed, by the hash of its payload; so that it is billed once. */
export interface PaidRecord {
    readonly bill: string;
    readonly n: number;
}

/** Key `borrower~wallet`: the loans of a wallet. */
export interface BorrowerRecord {
    readonly wallet: string;
    /** s and f of the paper's RP(s, f). */
    readonly s: number;
    readonly f: number;
    /** Amounts of the loans that were not repaid in time: what lowers the credit value. */
    readonly failedMicro: string;
    readonly open: readonly string[];
}

/** What prices a loan besides ledger records. */
const borrowerFacts = {
    product: idText,
    wallet: walletText,
    grade: gradeText,
    repaid: z.int().min(0),
    failed: z.int().min(0),
    qMinWh: decimalText,
};

const bank = { bank: idText };
const commands = z.array(envelopeSchema).min(1).max(100);
const spends = z
    .array(z.strictObject({ envelope: envelopeSchema, inputs: z.array(outputId).max(50) }))
    .min(1)
    .max(100);

/** One loan of a lending. */
export const lending = z.strictObject({
    request: envelopeSchema,
    attestation: envelopeSchema,
    quote: envelopeSchema,
});

/** Arguments of the contract's functions, by name; each function takes one JSON text. */
export const creditArguments = {
    RegisterBank: z.strictObject({
        wallet: walletText,
        partners: z.array(z.strictObject({ mspId: idText, limitMicro: positiveText })).max(64),
    }),
    SetProduct: productTerms,
    Fund: z.strictObject({ commands: spends }),
    Withdraw: z.strictObject({ commands }),
    /** The dossier itself travels in the transient map under `dossier`. Endorsed by the bank's organisation alone. */
    PutDossier: z.strictObject({ request: walletText }),
    /** Evaluated by the bank on its own peer, which holds the dossier. Answers an {@link Assessment}. */
    Assess: z.strictObject({ request: envelopeSchema, evidence }),
    /** What Lend will price with, for the gateway's solver. Answers {@link PreviewedLoan}s. */
    Preview: z.strictObject({ ...bank, loans: z.array(z.strictObject(borrowerFacts)).min(1).max(100) }),
    /**
     * muE12 `0`: independent loans, a result each; what one bank has not, it lends together with its partners. Above 0:
     * the bank is short and without partners; all loans, or none, at the least mu that fits its reserve, with the
     * answers at mu - 1 as `cheaper`.
     */
    Lend: z.strictObject({
        ...bank,
        loans: z.array(lending).min(1).max(100),
        muE12: decimalText,
        cheaper: z.array(loanAnswer).max(100),
    }),
    Bill: z.strictObject({ commands }),
    Repay: z.strictObject({ commands: spends }),
    TopUp: z.strictObject({ commands: spends }),
    Close: z.strictObject({ commands }),
    /** Does what the deadlines of these loans demand by now; idempotent, by anyone. */
    Sweep: z.strictObject({ loans: z.array(loanId).min(1).max(100) }),
    Bank: z.strictObject(bank),
    Products: z.strictObject(bank),
    Position: z.strictObject(bank),
    Loan: z.strictObject({ loan: loanId }),
    Token: z.strictObject({ token: loanId }),
    /** The payments of a token, in order. */
    Statement: z.strictObject({ token: loanId }),
    Borrower: z.strictObject({ wallet: walletText }),
};

/** Answer of `credit:Preview`, one for each loan: the terms of the game as decimal texts, and what the bank has. */
export interface PreviewedLoan {
    readonly terms: {
        readonly dMicro: string;
        readonly thetaWh: string;
        readonly qMinWh: string;
        readonly pMicroPerKwh: string;
        readonly tE12: string;
        readonly etaE12: string;
        readonly lambdaE12: string;
        readonly gammaE12: string;
        readonly cE12: string;
        readonly alphaMaxE12: string;
    };
    readonly productVersion: number;
    readonly priceInterval?: number;
}

/** Answer of `credit:Preview`. */
export interface Preview {
    readonly loans: readonly PreviewedLoan[];
    /** Free coins of the bank's own reserve. */
    readonly reserveMicro: string;
    /** What partners would add now: they must endorse a loan that the reserve alone cannot carry. */
    readonly partners: readonly { readonly mspId: string; readonly freeMicro: string }[];
    /** Region time: quotes begin here. */
    readonly nowMs: string;
}

/** What became of one loan of `credit:Lend`. */
export interface Lent {
    readonly loan: string;
    readonly amountMicro: string;
}

/** Answer of `credit:Sweep`: what was done, by loan; a loan without anything to do is not named. */
export interface Swept {
    readonly closed: readonly string[];
    readonly overdue: readonly string[];
    readonly blacklisted: readonly string[];
}

/** Answer of `credit:Position`, micro-coins. Loans of the bank that are not paid, with its own shares of them. */
export interface Position {
    readonly bank: string;
    readonly reserveMicro: string;
    /** Principal that is still out, own shares; overdue principal is part of it. */
    readonly outstandingMicro: string;
    readonly overdueMicro: string;
    /** Interest and penalties that are due with it, all shares. */
    readonly chargesMicro: string;
    readonly loans: number;
    readonly overdueLoans: number;
}
