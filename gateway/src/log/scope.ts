import { AsyncLocalStorage } from 'node:async_hooks';

/** What belongs to the request that is being served, wherever in the code it is asked for. */
export interface RequestScope {
    readonly requestId: string;
    readonly correlator: string | undefined;
    /** Ids of the transactions that the request has committed. */
    readonly transactionIds: string[];
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Runs a function as part of a request. */
export function inScope<Result>(scope: RequestScope, run: () => Result): Result {
    return scopes.run(scope, run);
}

/** Notes a committed transaction with the request that caused it, if any. */
export function noteTransaction(transactionId: string): void {
    scopes.getStore()?.transactionIds.push(transactionId);
}

/** @returns What every log line of the running request carries. */
export function scopeFields(): { requestId?: string; correlator?: string } {
    const scope = scopes.getStore();
    if (scope === undefined) return {};
    const { requestId, correlator } = scope;
    return correlator === undefined ? { requestId } : { requestId, correlator };
}
