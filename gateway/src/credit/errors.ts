import type { ErrorCode } from '@edgebourse/chaincode/common/errors';

/** What may stand against a wallet, or its coins. */
const WALLET_ERRORS: readonly ErrorCode[] = [
    'WALLET_UNKNOWN',
    'WALLET_SUSPENDED',
    'WALLET_BLACKLISTED',
    'WALLET_EXPIRED',
    'WALLET_REVOKED',
];

/** Refusals of commands that spend coins of their signer. */
export const SPEND_ERRORS: readonly ErrorCode[] = [
    ...WALLET_ERRORS,
    'OUTPUT_UNKNOWN',
    'OUTPUT_LOCKED',
    'OUTPUT_DUPLICATE',
    'COIN_INSUFFICIENT',
    'COIN_PENDING',
    'COIN_INPUTS_TOO_MANY',
    'AMOUNT_INVALID',
];

/** Refusals of what banks sign and found. */
export const BANK_ERRORS: readonly ErrorCode[] = ['CREDIT_BANK_UNKNOWN', 'CREDIT_SIGNER', 'CREDIT_PRODUCT_UNKNOWN'];

/** Why a borrower gets no loan, whatever its price. */
export const ELIGIBILITY_ERRORS: readonly ErrorCode[] = [
    'CREDIT_BANK_UNKNOWN',
    'CREDIT_PRODUCT_UNKNOWN',
    'CREDIT_IDENTITY',
    'CREDIT_WEALTH',
    'CREDIT_INCOME',
    'CREDIT_NEGATIVE',
    'CREDIT_PRODUCT_UNFIT',
    'CREDIT_LIMIT',
    ...WALLET_ERRORS,
];

/** Refusals of a request for prices. */
export const QUOTE_ERRORS: readonly ErrorCode[] = [
    'CREDIT_BANK_UNKNOWN',
    'CREDIT_PRODUCT_UNKNOWN',
    'CREDIT_PRODUCT_UNFIT',
    'WALLET_UNKNOWN',
];

/** Refusals of a lending; those of one loan of several stand in the result. */
export const LEND_ERRORS: readonly ErrorCode[] = [
    'CREDIT_BANK_UNKNOWN',
    'CREDIT_SIGNER',
    'CREDIT_RESERVE',
    'LOAN_STATUS',
    'LOAN_ALPHA',
    'LOAN_BETA',
    'LOAN_AMOUNT',
    'LOAN_MU',
];

/** Refusals of commands about a loan. */
export const LOAN_ERRORS: readonly ErrorCode[] = [
    'CREDIT_LOAN_UNKNOWN',
    'CREDIT_LOAN_FOREIGN',
    'CREDIT_LOAN_PAID',
    'CREDIT_REPAY_EXCESS',
    'CREDIT_TOKEN_EXPIRED',
    ...WALLET_ERRORS,
];

/** Refusals of bills. */
export const TOKEN_ERRORS: readonly ErrorCode[] = [
    'CREDIT_LOAN_UNKNOWN',
    'CREDIT_TOKEN_FORGED',
    'CREDIT_TOKEN_FOREIGN',
    'CREDIT_TOKEN_EXPIRED',
    'CREDIT_TOKEN_STALE',
    'CREDIT_BALANCE',
    'CREDIT_BILL_UNFIT',
    'CREDIT_BILL_PAID',
    ...WALLET_ERRORS,
];

const FINAL: ReadonlySet<string> = new Set<ErrorCode>([
    ...ELIGIBILITY_ERRORS,
    'CREDIT_NO_LOAN',
    'CREDIT_RATE',
    'ENVELOPE_EXPIRED',
    'ENVELOPE_NETWORK',
    'ARGUMENT_INVALID',
]);

/** @returns Whether a refusal ends a request. Others concern the bank's part of it, which the bank may mend. */
export function endsRequest(code: string): boolean {
    return FINAL.has(code);
}
