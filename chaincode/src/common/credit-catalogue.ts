import { entry, type ErrorEntry } from './error-entry';

/** Refusals of the credit contract; part of the one catalogue in errors.ts. */
export const CREDIT_ERRORS = {
    LOAN_STATUS: entry(422, 'The terms of the loan lead to another outcome than the proposed one.'),
    LOAN_ALPHA: entry(422, 'The proposed penalty rate is not the equilibrium of these terms.'),
    LOAN_BETA: entry(422, 'The proposed interest is not the penalty rate divided by penalty factor and months.'),
    LOAN_AMOUNT: entry(422, 'The proposed loan is not what the borrower takes best at this rate.'),
    LOAN_MU: entry(422, 'The proposed price of a coin is not the least at which the bank’s loans fit its coins.'),

    CREDIT_BANK_UNKNOWN: entry(404, 'The organisation runs no credit bank.'),
    CREDIT_PRODUCT_UNKNOWN: entry(404, 'The bank offers no such product.'),
    CREDIT_LOAN_UNKNOWN: entry(404, 'No such loan or token.'),
    CREDIT_SIGNER: entry(403, 'The message was not signed by the wallet of the bank that it speaks for.'),
    CREDIT_MISMATCH: entry(
        422,
        'Attestation or quote speak of another request, product, bank or wallet, or of a better record than the ledger’s.',
    ),
    CREDIT_IDENTITY: entry(403, 'The dossier does not fit the request, the authority’s certificate or the account.'),
    CREDIT_WEALTH: entry(422, 'The bank found no wealth in the borrower’s wallets.'),
    CREDIT_INCOME: entry(422, 'The bank found no regular income of the borrower.'),
    CREDIT_NEGATIVE: entry(422, 'The credit value of the borrower is negative.'),
    CREDIT_PRODUCT_UNFIT: entry(422, 'The product is not for borrowers of this grade or record.'),
    CREDIT_LIMIT: entry(422, 'The wallet has an overdue loan, too many loans, or the product’s cap is used up.'),
    CREDIT_QUOTE_EXPIRED: entry(410, 'The quote is older than its validity, its price or its product.'),
    CREDIT_NO_LOAN: entry(422, 'No rate suits both bank and borrower: no loan at these terms.'),
    CREDIT_RATE: entry(422, 'The rates are above those that the borrower signed.'),
    CREDIT_RESERVE: entry(
        422,
        'Bank and partners have not enough free coins: price the book with what they have.',
        true,
    ),
    CREDIT_TOKEN_FORGED: entry(401, 'The token was not signed by its bank, or differs from the original.'),
    CREDIT_TOKEN_FOREIGN: entry(403, 'The token belongs to another wallet.'),
    CREDIT_TOKEN_EXPIRED: entry(410, 'The token is closed or its validity has ended.'),
    CREDIT_TOKEN_STALE: entry(409, 'A newer version of the token was issued.'),
    CREDIT_BALANCE: entry(422, 'The balance of the token does not cover the amount.', true),
    CREDIT_BILL_UNFIT: entry(422, 'The bill differs from the payment on which it stands: seller, token or amount.'),
    CREDIT_BILL_PAID: entry(409, 'The payment was billed before.'),
    CREDIT_LOAN_FOREIGN: entry(403, 'The loan belongs to another wallet.'),
    CREDIT_LOAN_PAID: entry(409, 'Nothing is due for this loan any more.'),
    CREDIT_REPAY_EXCESS: entry(422, 'The repayment is more than what is due.'),
} as const satisfies Readonly<Record<string, ErrorEntry>>;

/** Events of the credit contract; part of the one list in events.ts. */
export interface CreditEvents {
    'credit.bank': { bank: string };
    'credit.product': { bank: string; product: string; version: number };
    'credit.reserve': { commands: number; refused: number };
    'credit.dossier': { bank: string };
    'credit.lent': { bank: string; loans: number; amountMicro: string; refused: number };
    'credit.billed': { bills: number; refused: number };
    'credit.notice': { token: string; neededMicro: string; balanceMicro: string };
    'credit.repaid': { payments: number; refused: number };
    'credit.topup': { commands: number; refused: number };
    'credit.closed': { tokens: number; refused: number };
    'credit.swept': { closed: readonly string[]; overdue: readonly string[]; blacklisted: readonly string[] };
}

/** What each of them means. */
export const CREDIT_EVENTS = {
    'credit.bank': 'An organisation registered its credit bank or changed its partners.',
    'credit.product': 'A bank offers a product, or changed it.',
    'credit.reserve': 'Coins went into banks’ reserves or out of them.',
    'credit.dossier': 'A bank stored a private dossier.',
    'credit.lent': 'A bank issued loans with their tokens.',
    'credit.billed': 'Bills were paid out of tokens.',
    'credit.notice': 'A bill was above the balance of the token; nothing moved.',
    'credit.repaid': 'Repayments were taken.',
    'credit.topup': 'Coins were added to tokens.',
    'credit.closed': 'Tokens were closed before their end; what they held went back.',
    'credit.swept': 'Deadlines passed: tokens were closed, loans became overdue, borrowers were blacklisted.',
} as const;
