import { EdgeError, type ErrorCode } from '@edgebourse/chaincode/common/errors';

/** Failures of the way to the ledger, not of the command: the same command is tried again by the gateway itself. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
    'LEDGER_UNAVAILABLE',
    'LEDGER_BUSY',
    'LEDGER_CONFLICT',
    'DEADLINE_EXCEEDED',
    'POLICY_MISSING',
    'SHUTTING_DOWN',
]);

/** @returns Whether the failure says nothing of the command, so that it stays queued. */
export function isPassing(error: unknown): boolean {
    return error instanceof EdgeError && PASSING.has(error.code);
}

/** Waits, or returns at once when the signal has been given. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
    if (ms <= 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
        const done = (): void => {
            clearTimeout(timer);
            signal.removeEventListener('abort', done);
            resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done);
    });
}
