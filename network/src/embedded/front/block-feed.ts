import type { CommittedBlock, LedgerCore } from '../core/types';
import { viewBlock, type BlockView } from './block-view';

const RECENT_BLOCKS = 64;

/** Blocks in order for any number of readers, each waiting for those that are not there yet. */
export class BlockFeed {
    private readonly recent = new Map<bigint, BlockView>();
    private readonly waiters = new Set<() => void>();

    private constructor(
        private readonly core: LedgerCore,
        private chainHeight: bigint,
    ) {}

    /** Starts at the ledger's present height. */
    static async open(core: LedgerCore): Promise<BlockFeed> {
        return new BlockFeed(core, await core.height());
    }

    /** The number of the next block. */
    get height(): bigint {
        return this.chainHeight;
    }

    /** Tells the feed of a new block; wakes whoever waits for it. */
    committed({ number, bytes }: CommittedBlock): void {
        this.recent.set(number, viewBlock(bytes));
        this.recent.delete(number - BigInt(RECENT_BLOCKS));
        this.chainHeight = number + 1n;
        for (const wake of [...this.waiters]) wake();
    }

    /** The block with this number, as soon as it is committed; rejects with the signal's reason when it aborts first. */
    async block(number: bigint, signal: AbortSignal): Promise<BlockView> {
        while (number >= this.chainHeight) await this.change(signal);
        signal.throwIfAborted();
        const known = this.recent.get(number);
        if (known !== undefined) return known;
        const bytes = await this.core.block(number);
        if (bytes === undefined) throw new Error(`block ${String(number)} is missing below the ledger's height`);
        return viewBlock(bytes);
    }

    private change(signal: AbortSignal): Promise<void> {
        return new Promise((resolve, reject) => {
            if (signal.aborted) {
                reject(signal.reason as Error);
                return;
            }
            const settle = (): void => {
                this.waiters.delete(settle);
                signal.removeEventListener('abort', settle);
                if (signal.aborted) reject(signal.reason as Error);
                else resolve();
            };
            this.waiters.add(settle);
            signal.addEventListener('abort', settle);
        });
    }
}
