import type { ErrorEntry } from './error-entry';

/** Refusals of the compute contract; part of the one catalogue in errors.ts. */
export const COMPUTE_ERRORS = {} as const satisfies Readonly<Record<string, ErrorEntry>>;

/** Events of the compute contract; part of the one list in events.ts. */
export type ComputeEvents = Record<never, never>;

/** What each of them means. */
export const COMPUTE_EVENTS = {} as const;
