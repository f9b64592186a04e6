import { join } from 'node:path';
import { BlockLog } from '../embedded/core/block-log';
import { parseBlock } from '../embedded/core/blocks';
import { stateRange } from '../embedded/core/keys';
import { stateHash } from '../embedded/core/state-hash';
import { StateStore } from '../embedded/core/state-store';
import type { StateEntry } from '../embedded/core/types';

/** What a ledger on disk tells of itself. */
export interface LedgerFacts {
    /** In all blocks but block 0, which holds the channel's configuration; refused ones count too. */
    readonly transactions: number;
    readonly blocks: number;
    /** See state-hash.ts: equal for two runs of one seed. */
    readonly stateHash: string;
}

/**
 * Reads a ledger that no peer has open, and verifies its chain on the way.
 * @param folder - The ledger's folder.
 * @throws Error naming what is damaged.
 */
export async function readLedgerFacts(folder: string): Promise<LedgerFacts> {
    const store = await StateStore.open(join(folder, 'state'));
    try {
        const log = await BlockLog.open(folder, store.savepoint());
        try {
            return {
                transactions: await countTransactions(log),
                blocks: log.height,
                stateHash: await stateHash(publicState(store), (id) => store.status(id) !== undefined),
            };
        } finally {
            await log.close();
        }
    } finally {
        await store.close();
    }
}

async function countTransactions(log: BlockLog): Promise<number> {
    let transactions = 0;
    for (let number = 1; number < log.height; number++) {
        const bytes = await log.block(number);
        if (bytes !== undefined) transactions += parseBlock(bytes).envelopes.length;
    }
    return transactions;
}

async function* publicState(store: StateStore): AsyncGenerator<StateEntry> {
    const view = store.view();
    try {
        for await (const { databaseKey, value } of view.range(stateRange('', ''))) {
            yield { namespace: '', key: databaseKey.slice(1), value };
        }
    } finally {
        await view.close();
    }
}
