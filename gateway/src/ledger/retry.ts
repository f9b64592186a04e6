import { setTimeout as delay } from 'node:timers/promises';
import { EdgeError, type ErrorCode } from '@edgebourse/chaincode/common/errors';

/** How often and how patiently is tried again. */
export interface RetryOptions {
    readonly retriesMax: number;
    /** Ends waiting at once. */
    readonly signal: AbortSignal;
}

const FIRST_PAUSE_MS = 20;
const PAUSE_MAX_MS = 1000;

/**
 * What passes: another transaction was faster, endorsers stood at different heights, the concurrency limit, a lost
 * connection. A contract's refusal never passes by itself, even where it is retryable for the client.
 */
const PASSING: readonly ErrorCode[] = ['LEDGER_CONFLICT', 'LEDGER_BUSY', 'LEDGER_UNAVAILABLE'];

/** @returns Whether trying again may help. */
export function isPassing(error: unknown): boolean {
    return error instanceof EdgeError && PASSING.includes(error.code);
}

/** Half fixed, half random, so that those who collided once do not collide again. */
function pauseMs(attempt: number): number {
    const longest = Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** attempt);
    return longest / 2 + Math.random() * (longest / 2);
}

/**
 * Runs until it succeeds, fails for good, or was tried often enough.
 * @returns What the run gave.
 * @throws The last failure.
 */
export async function withRetry<Result>(options: RetryOptions, run: () => Promise<Result>): Promise<Result> {
    for (let attempt = 0; ; attempt += 1) {
        try {
            return await run();
        } catch (error) {
            if (!isPassing(error) || attempt >= options.retriesMax || options.signal.aborted) throw error;
            await delay(pauseMs(attempt), undefined, { signal: options.signal }).catch(() => undefined);
        }
    }
}
