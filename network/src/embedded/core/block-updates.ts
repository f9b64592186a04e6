import { ledger } from '@hyperledger/fabric-protos';
import { databaseKey, sha256 } from './keys';
import type { PublicSet, WrittenValue } from './public-set';
import {
    encodeHistory,
    encodeStatus,
    type DatabaseChange,
    type StateStore,
    type TransactionStatus,
} from './state-store';
import type { CollectionActions, Transaction } from './validation/transaction';
import {
    encodeVersioned,
    metadataOf,
    NO_METADATA,
    type Metadata,
    type Version,
    type VersionedValue,
} from './versioned-value';

const NOTHING = new Uint8Array();

type Written = Pick<VersionedValue, 'value'> | 'deleted';

interface KeyChange {
    value?: Written;
    metadata?: Metadata;
}

/** A private write set whose hash matches what the transaction says. */
export interface OpenedCollection {
    readonly name: string;
    readonly writes: readonly ledger.rwset.kvrwset.KVWrite[];
}

/** Reads private write sets, keeping only those that the endorsed hashes vouch for. */
export function openPrivateWrites(
    bytes: Uint8Array | undefined,
    collections: readonly CollectionActions[],
): OpenedCollection[] {
    if (bytes === undefined) return [];
    const expected = new Map(collections.map(({ name, privateHash }) => [name, Buffer.from(privateHash)]));
    const namespaces = ledger.rwset.TxPvtReadWriteSet.deserializeBinary(bytes).getNsPvtRwsetList();
    return namespaces
        .flatMap((namespace) => namespace.getCollectionPvtRwsetList())
        .filter((set) => expected.get(set.getCollectionName())?.equals(sha256(set.getRwset_asU8())) === true)
        .map((set) => ({
            name: set.getCollectionName(),
            writes: ledger.rwset.kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8()).getWritesList(),
        }));
}

/** The state changes of one block, transaction after transaction; also what later transactions conflict with. */
export class BlockUpdates {
    /** By database key; undefined is a deletion. */
    private readonly values = new Map<string, VersionedValue | undefined>();
    private readonly others: DatabaseChange[] = [];
    /** The values as the database gets them; made when first asked for. */
    private encoded: readonly DatabaseChange[] | undefined;
    private readonly ids = new Set<string>();

    constructor(
        private readonly store: StateStore,
        private readonly block: number,
    ) {}

    has(key: string): boolean {
        return this.values.has(key);
    }

    /** Keys that an earlier transaction of the block put or deleted, in no order. */
    changedKeys(): IterableIterator<string> {
        return this.values.keys();
    }

    latest(key: string): VersionedValue | undefined {
        return this.values.has(key) ? this.values.get(key) : this.store.get(key);
    }

    /** Applies a valid transaction. */
    add(transaction: Transaction, index: number, privateWrites: Uint8Array | undefined): void {
        const version = { block: this.block, transaction: index };
        const { actions } = transaction;
        if (actions === undefined) return;
        this.applyPublic(transaction, actions.publicSet, version);
        for (const collection of actions.collections) this.applyHashes(collection, version);
        for (const { name, writes } of openPrivateWrites(privateWrites, actions.collections)) {
            for (const write of writes) {
                const key = databaseKey.private(name, write.getKey());
                this.apply(key, { value: write.getIsDelete() ? 'deleted' : { value: write.getValue_asU8() } }, version);
            }
        }
    }

    /** Remembers the outcome of a transaction, unless an earlier one has the same id. */
    addStatus(txId: string, status: TransactionStatus): void {
        if (txId === '' || this.isKnown(txId)) return;
        this.others.push({ type: 'put', key: databaseKey.transaction(txId), value: encodeStatus(status) });
        this.ids.add(txId);
    }

    /** True when this block or an earlier one holds the transaction id. */
    isKnown(txId: string): boolean {
        return this.ids.has(txId) || this.store.status(txId) !== undefined;
    }

    private applyPublic(transaction: Transaction, set: PublicSet, version: Version): void {
        const changes = new Map<string, KeyChange>();
        for (const { key, value } of set.writes) {
            changes.set(key, { value: value === undefined ? 'deleted' : { value } });
            this.addHistory(key, value, transaction, version);
        }
        for (const { key, entries } of set.metadata) changes.set(key, { ...changes.get(key), metadata: entries });
        for (const [key, change] of changes) this.apply(databaseKey.state(key), change, version);
    }

    private addHistory(
        key: string,
        value: WrittenValue,
        { txId, timestampMs }: Transaction,
        { block, transaction }: Version,
    ): void {
        const entry = { txId, timestampMs, isDelete: value === undefined, value: value ?? NOTHING };
        const place = databaseKey.history(key, block, transaction);
        this.others.push({ type: 'put', key: place, value: encodeHistory(entry) });
    }

    private applyHashes({ name, hashed }: CollectionActions, version: Version): void {
        const changes = new Map<string, KeyChange>();
        for (const write of hashed.getHashedWritesList()) {
            const keyHash = Buffer.from(write.getKeyHash_asU8()).toString('hex');
            changes.set(keyHash, { value: write.getIsDelete() ? 'deleted' : { value: write.getValueHash_asU8() } });
        }
        for (const write of hashed.getMetadataWritesList()) {
            const keyHash = Buffer.from(write.getKeyHash_asU8()).toString('hex');
            changes.set(keyHash, { ...changes.get(keyHash), metadata: metadataOf(write.getEntriesList()) });
        }
        for (const [keyHash, change] of changes) this.apply(databaseKey.hash(name, keyHash), change, version);
    }

    /** Fabric's rules: a value keeps the key's metadata, metadata of a missing key vanish, deletion takes both. */
    private apply(key: string, change: KeyChange, version: Version): void {
        this.encoded = undefined;
        if (change.value === 'deleted') {
            this.values.set(key, undefined);
            return;
        }
        const before = this.latest(key);
        const value = change.value?.value ?? before?.value;
        if (value === undefined) return;
        const metadata = change.metadata ?? before?.metadata ?? NO_METADATA;
        this.values.set(key, { value, metadata, version });
    }

    /** All changes, for the state database. */
    changes(): DatabaseChange[] {
        return [...this.others, ...this.stateChanges()];
    }

    private stateChanges(): readonly DatabaseChange[] {
        this.encoded ??= [...this.values].map(([key, value]) =>
            value === undefined ? { type: 'del', key } : { type: 'put', key, value: encodeVersioned(value) },
        );
        return this.encoded;
    }

    /** SHA-256 over the public changes and hashes of private ones in key order: equal wherever the block is applied. */
    digest(): Buffer {
        const lines = this.stateChanges()
            .filter(({ key }) => !key.startsWith('P'))
            .map((change) => {
                const content = change.type === 'del' ? 'deleted' : sha256(change.value).toString('hex');
                return `${sha256(change.key).toString('hex')} ${content}`;
            });
        return sha256(lines.sort().join('\n'));
    }
}
