import { killPoint } from '@edgebourse/storage/kill-point';
import { setTimeout as delay } from 'node:timers/promises';
import type { CommittedBlock, LedgerCore, PendingTransaction } from '../core/types';

/** When a block is cut: at this many transactions, or this long after its first. */
export interface BlockCutting {
    readonly maxMessages: number;
    readonly batchTimeoutMs: number;
}

const MAX_QUEUED = 20_000;

/** Orders transactions as they come and commits them block by block. One process: no consensus is involved. */
export class Orderer {
    private readonly queue: PendingTransaction[] = [];
    private wake: (() => void) | undefined;
    private closing = false;
    private failure: unknown;
    private readonly loop: Promise<void>;

    constructor(
        private readonly core: LedgerCore,
        private readonly cutting: BlockCutting,
        private readonly onBlock: (block: CommittedBlock) => void,
        private readonly onFailure: (error: unknown) => void,
    ) {
        this.loop = this.run();
    }

    /** Why a transaction cannot be taken now, or undefined when it was queued. */
    enqueue(transaction: PendingTransaction): string | undefined {
        if (this.failure !== undefined) return 'the ledger failed to commit a block';
        if (this.closing) return 'the orderer is shutting down';
        if (this.queue.length >= MAX_QUEUED) return 'the queue is full';
        this.queue.push(transaction);
        killPoint('ordered');
        this.wake?.();
        return undefined;
    }

    /** Takes nothing more, commits what is queued and resolves. */
    async close(): Promise<void> {
        this.closing = true;
        this.wake?.();
        await this.loop;
    }

    private async run(): Promise<void> {
        try {
            while (await this.hasWork()) {
                if (this.queue.length < this.cutting.maxMessages && !this.closing) {
                    await delay(this.cutting.batchTimeoutMs);
                }
                this.onBlock(await this.core.commit(this.queue.splice(0, this.cutting.maxMessages)));
            }
        } catch (error) {
            // After a failed append nobody knows what is on disk: stop here, a restart reads it back.
            this.failure = error;
            this.onFailure(error);
        }
    }

    private async hasWork(): Promise<boolean> {
        while (this.queue.length === 0 && !this.closing) {
            await new Promise<void>((resolve) => (this.wake = resolve));
        }
        return this.queue.length > 0;
    }
}
