import type { CoreConfig, LedgerCore, StateEntry } from './types';

/** Calls that cross to the worker thread as they are. */
export type PlainMethod = Exclude<keyof LedgerCore, 'state'>;

/** A read of the state in portions: `state` itself cannot cross. */
export interface StatePage {
    readonly entries: readonly StateEntry[];
    /** Undefined when that was all. */
    readonly cursor?: number;
}

/** `openState(prefix)` starts a read; `nextState` and `closeState` go on with, or give up, its cursor. */
export type Method = PlainMethod | 'openState' | 'nextState' | 'closeState';

export interface WorkerRequest {
    readonly id: number;
    readonly method: Method;
    readonly args: readonly unknown[];
}

/** Id 0 announces that the worker has opened the ledger, or why it could not. */
export interface WorkerReply {
    readonly id: number;
    readonly result?: unknown;
    readonly error?: Error;
}

export type WorkerConfig = Omit<CoreConfig, 'chaincode'> & {
    readonly chaincode: Omit<CoreConfig['chaincode'], 'contracts'>;
};

/** Bytes on their own: a view into a larger buffer would drag all of it across. */
export function onItsOwn<T>(value: T): T {
    if (value instanceof Uint8Array) {
        const isWhole = value.byteLength === value.buffer.byteLength;
        return isWhole ? value : (Uint8Array.prototype.slice.call(new Uint8Array(value)) as T);
    }
    if (Array.isArray(value)) return value.map(onItsOwn) as T;
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, onItsOwn(member)])) as T;
}
