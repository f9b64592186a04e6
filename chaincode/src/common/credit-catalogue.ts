import type { ErrorEntry } from './error-entry';

/** Refusals of the credit contract; part of the one catalogue in errors.ts. */
export const CREDIT_ERRORS = {} as const satisfies Readonly<Record<string, ErrorEntry>>;

/** Events of the credit contract; part of the one list in events.ts. */
export type CreditEvents = Record<never, never>;

/** What each of them means. */
export const CREDIT_EVENTS = {} as const;
