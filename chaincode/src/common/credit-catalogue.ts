import { entry, type ErrorEntry } from './error-entry';

/** Refusals of the credit contract; part of the one catalogue in errors.ts. */
export const CREDIT_ERRORS = {
    LOAN_STATUS: entry(422, 'The terms of the loan lead to another outcome than the proposed one.'),
    LOAN_ALPHA: entry(422, 'The proposed penalty rate is not the equilibrium of these terms.'),
    LOAN_BETA: entry(422, 'The proposed interest is not the penalty rate divided by penalty factor and months.'),
    LOAN_AMOUNT: entry(422, 'The proposed loan is not what the borrower takes best at this rate.'),
    LOAN_MU: entry(422, 'The proposed price of a coin is not the least at which the bank’s loans fit its coins.'),
} as const satisfies Readonly<Record<string, ErrorEntry>>;

/** Events of the credit contract; part of the one list in events.ts. */
export type CreditEvents = Record<never, never>;

/** What each of them means. */
export const CREDIT_EVENTS = {} as const;
