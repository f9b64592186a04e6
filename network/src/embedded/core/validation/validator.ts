import { peer } from '@hyperledger/fabric-protos';
import { BlockUpdates, openPrivateWrites } from '../block-updates';
import type { Collections } from '../collections';
import type { Policy } from '../policy';
import type { StateStore } from '../state-store';
import type { MspRegistry, PendingTransaction, PrivateDataOfTransaction } from '../types';
import { NO_METADATA } from '../versioned-value';
import { ConflictCheck } from './conflicts';
import { EndorsementCheck } from './endorsement';
import {
    checkTransaction,
    InvalidTransaction,
    reopenTransaction,
    type Expected,
    type Transaction,
} from './transaction';

const { TxValidationCode: Code } = peer;

export interface Outcome {
    readonly txId: string;
    readonly code: number;
}

/** What a block of these transactions does. */
export interface Judgement {
    readonly outcomes: readonly Outcome[];
    readonly updates: BlockUpdates;
    readonly privateData: readonly PrivateDataOfTransaction[];
}

/** Everything validation depends on, fixed for the life of the channel. */
export interface ValidationContext {
    readonly expected: Expected;
    readonly registry: MspRegistry;
    readonly chaincodePolicy: Policy;
    readonly collections: Collections;
    readonly store: StateStore;
}

type Checked = { readonly transaction: Transaction } | { readonly failure: InvalidTransaction };

/** Judges the transactions of one block as Fabric does: form and endorsement of all first, then conflicts in order. */
export class Validator {
    constructor(private readonly context: ValidationContext) {}

    async judge(batch: readonly PendingTransaction[], block: number): Promise<Judgement> {
        const { store } = this.context;
        const updates = new BlockUpdates(store, block);
        const checked = this.checkAll(batch);
        const conflicts = new ConflictCheck(store, updates);
        const outcomes: Outcome[] = [];
        const privateData: PrivateDataOfTransaction[] = [];
        for (const [index, entry] of checked.entries()) {
            const outcome = await this.admit(entry, conflicts);
            outcomes.push(outcome);
            if (outcome.code === Code.VALID && 'transaction' in entry) {
                const privateWrites = batch[index]?.privateWrites;
                updates.add(entry.transaction, index, privateWrites);
                if (holdsPrivate(entry.transaction, privateWrites)) privateData.push({ index, privateWrites });
            }
            if (outcome.code !== Code.DUPLICATE_TXID) updates.addStatus(outcome.txId, { code: outcome.code, block });
        }
        return { outcomes, updates, privateData };
    }

    private checkAll(batch: readonly PendingTransaction[]): Checked[] {
        const { expected, registry, chaincodePolicy, collections, store } = this.context;
        const endorsement = new EndorsementCheck({
            registry,
            chaincodePolicy,
            collections,
            metadata: (key) => store.get(key)?.metadata ?? NO_METADATA,
        });
        const ids = new Set<string>();
        return batch.map(({ envelope }) =>
            outcomeOf(() => {
                const transaction = checkTransaction(envelope, expected, registry);
                const { txId } = transaction;
                if (ids.has(txId) || store.status(txId) !== undefined) {
                    throw new InvalidTransaction(Code.DUPLICATE_TXID, 'the id was used before', txId);
                }
                ids.add(txId);
                endorsement.check(transaction);
                return transaction;
            }),
        );
    }

    private async admit(checked: Checked, conflicts: ConflictCheck): Promise<Outcome> {
        if ('failure' in checked) return { txId: checked.failure.txId, code: checked.failure.code };
        const { transaction } = checked;
        try {
            await conflicts.check(transaction);
            return { txId: transaction.txId, code: Code.VALID };
        } catch (error) {
            if (!(error instanceof InvalidTransaction)) throw error;
            return { txId: transaction.txId, code: error.code };
        }
    }

    /** The changes of a block that was judged before a crash: its codes are taken as they stand. */
    replay(
        envelopes: readonly Uint8Array[],
        codes: readonly number[],
        block: number,
        privateData: readonly PrivateDataOfTransaction[],
    ): BlockUpdates {
        const updates = new BlockUpdates(this.context.store, block);
        const privateWrites = new Map(privateData.map((entry) => [entry.index, entry.privateWrites]));
        for (const [index, envelope] of envelopes.entries()) {
            const code = codes[index] ?? Code.NOT_VALIDATED;
            const txId = this.replayOne(updates, envelope, index, code, privateWrites.get(index));
            if (code !== Code.DUPLICATE_TXID) updates.addStatus(txId, { code, block });
        }
        return updates;
    }

    private replayOne(
        updates: BlockUpdates,
        envelope: Uint8Array,
        index: number,
        code: number,
        privateWrites: Uint8Array | undefined,
    ): string {
        const { expected, registry } = this.context;
        if (code !== Code.VALID) {
            const checked = outcomeOf(() => checkTransaction(envelope, expected, registry));
            return 'failure' in checked ? checked.failure.txId : checked.transaction.txId;
        }
        const transaction = reopenTransaction(envelope, expected);
        updates.add(transaction, index, privateWrites);
        return transaction.txId;
    }
}

function outcomeOf(check: () => Transaction): Checked {
    try {
        return { transaction: check() };
    } catch (error) {
        if (error instanceof InvalidTransaction) return { failure: error };
        throw error;
    }
}

function holdsPrivate(transaction: Transaction, bytes: Uint8Array | undefined): bytes is Uint8Array {
    return openPrivateWrites(bytes, transaction.actions?.collections ?? []).length > 0;
}
