import { peer } from '@hyperledger/fabric-protos';
import type { CommittedBlock, LedgerCore } from '../core/types';

/** How a transaction ended. */
export interface CommitOutcome {
    readonly code: number;
    readonly block: bigint;
}

/** Answers how a transaction ended, waiting for those that no block has yet. */
export class CommitWaiters {
    private readonly waiting = new Map<string, Set<(outcome: CommitOutcome) => void>>();

    constructor(private readonly core: LedgerCore) {}

    /** Tells of a new block; answers whoever waits for one of its transactions. */
    committed({ number, transactions }: CommittedBlock): void {
        for (const { txId, code } of transactions) {
            // A duplicate says nothing about the transaction that had the id first.
            if (code === peer.TxValidationCode.DUPLICATE_TXID) continue;
            for (const answer of [...(this.waiting.get(txId) ?? [])]) answer({ code, block: number });
        }
    }

    /** Resolves when the transaction is in a block; rejects with the signal's reason when it aborts first. */
    async outcome(txId: string, signal: AbortSignal): Promise<CommitOutcome> {
        // Listen first, ask then: a block may be committed in between.
        const { promise, stop } = this.listen(txId, signal);
        try {
            const known = await Promise.race([this.core.status(txId), promise]);
            return known ?? (await promise);
        } finally {
            stop();
        }
    }

    private listen(txId: string, signal: AbortSignal): { promise: Promise<CommitOutcome>; stop: () => void } {
        const { promise, resolve, reject } = deferred<CommitOutcome>();
        const answers = this.waiting.get(txId) ?? new Set();
        const abort = (): void => {
            reject(signal.reason as Error);
        };
        answers.add(resolve);
        this.waiting.set(txId, answers);
        signal.addEventListener('abort', abort);
        if (signal.aborted) abort();
        const stop = (): void => {
            answers.delete(resolve);
            if (answers.size === 0 && this.waiting.get(txId) === answers) this.waiting.delete(txId);
            signal.removeEventListener('abort', abort);
        };
        return { promise, stop };
    }
}

interface Deferred<T> {
    readonly promise: Promise<T>;
    readonly resolve: (value: T) => void;
    readonly reject: (reason: Error) => void;
}

function deferred<T>(): Deferred<T> {
    let resolve: Deferred<T>['resolve'] = () => undefined;
    let reject: Deferred<T>['reject'] = () => undefined;
    const promise = new Promise<T>((res, rej) => {
        resolve = res;
        reject = rej;
    });
    // Whoever races this promise may have left already when it rejects.
    promise.catch(() => undefined);
    return { promise, resolve, reject };
}
