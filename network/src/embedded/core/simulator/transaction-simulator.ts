import type { Collections, KnownCollection } from '../collections';
import { databaseKey, privateRange, sha256, stateRange } from '../keys';
import type { HistoryEntry, StateView } from '../state-store';
import { type FoundValue, NO_METADATA, type Metadata, type Version, type VersionedValue } from '../versioned-value';
import type { WrittenValue } from '../public-set';
import { ReadWriteSet, type OpenRange } from './read-write-set';

/** Rows of a range, as an iterator that the caller closes. */
export type Rows<T> = AsyncGenerator<T, undefined>;

export interface Row {
    readonly key: string;
    readonly value: Uint8Array;
}

/** Who asks, and for which organisation's peer the simulation stands. */
export interface SimulationScope {
    readonly txId: string;
    readonly namespace: string;
    /** The organisation whose peer simulates. */
    readonly peerMspId: string;
    readonly creatorMspId: string;
}

const EMPTY = new Uint8Array();

function heightText(version: Version | undefined): string {
    return version === undefined ? '<nil>' : `{BlockNum: ${version.block}, TxNum: ${version.transaction}}`;
}

/**
 * One transaction's view of the state under Fabric's rules (lockbased_txmgr): reads see committed values only, never
 * the transaction's own writes; everything read carries its version into the read set. Error texts are Fabric's.
 */
export class TransactionSimulator {
    readonly results: ReadWriteSet;
    private hasWritten = false;
    private hasPaged = false;
    private hasRangedPrivately = false;

    constructor(
        private readonly scope: SimulationScope,
        private readonly view: StateView,
        private readonly collections: Collections,
    ) {
        this.results = new ReadWriteSet(scope.namespace);
    }

    getState(key: string): Uint8Array {
        return this.readPublic(key)?.value ?? EMPTY;
    }

    getMetadata(key: string): Metadata {
        return this.readPublic(key)?.metadata ?? NO_METADATA;
    }

    private readPublic(key: string): VersionedValue | undefined {
        const found = this.view.get(databaseKey.state(key));
        this.results.addRead(key, found?.version);
        return found;
    }

    /** An empty value deletes, as on Fabric. */
    putState(key: string, value: WrittenValue): void {
        this.beforeWrite();
        this.results.addWrite(key, value?.length === 0 ? undefined : value);
    }

    putMetadata(key: string, metadata: Metadata): void {
        this.beforeWrite();
        this.results.addMetadataWrite(key, metadata);
    }

    /** @param pageLimit rows of a page query, which is only allowed in transactions that write nothing. */
    range(startKey: string, endKey: string, pageLimit?: number): Rows<Row> {
        if (pageLimit !== undefined) {
            if (this.hasWritten)
                throw this.unsupported('Paginated queries are supported only in a read-only transaction');
            this.hasPaged = true;
        }
        const read: OpenRange = { startKey, endKey: startKey, exhausted: false, reads: [] };
        this.results.addRange(read);
        return this.recordedRange(read, endKey, pageLimit ?? Infinity);
    }

    /**
     * A short range, read at once where the state knows it without the database.
     * @returns Its rows; undefined when `range` has to read it.
     */
    knownRange(startKey: string, endKey: string): Row[] | undefined {
        const found = this.view.known(stateRange(startKey, endKey));
        if (found === undefined) return undefined;
        const rows = found.map(({ databaseKey: name, value, version }) => ({ key: name.slice(1), value, version }));
        this.results.addRange({ startKey, endKey, exhausted: true, reads: rows });
        return rows;
    }

    /** The row behind a page is looked up for the bookmark only: it is no read. */
    private async *recordedRange(read: OpenRange, endKey: string, limit: number): Rows<Row> {
        for await (const found of this.view.range(stateRange(read.startKey, endKey))) {
            const key = found.databaseKey.slice(1);
            if (read.reads.length < limit) {
                read.reads.push({ key, version: found.version });
                read.endKey = key;
            }
            yield { key, value: found.value };
        }
        if (read.reads.length < limit) {
            read.exhausted = true;
            read.endKey = endKey;
        }
        return undefined;
    }

    /** Newest first; not part of the read set, so nothing validates it. */
    history(key: string): Rows<HistoryEntry> {
        return this.view.history(key);
    }

    getPrivate(collectionName: string, key: string): Uint8Array {
        const collection = this.readable(collectionName);
        const keyHash = sha256(key).toString('hex');
        const hash = this.view.get(databaseKey.hash(collectionName, keyHash));
        this.results.addPrivateRead(collectionName, keyHash, hash?.version);
        if (hash === undefined) return EMPTY;
        const found = this.isMember(collection) ? this.view.get(databaseKey.private(collectionName, key)) : undefined;
        if (found !== undefined && sha256(found.value).equals(hash.value)) return found.value;
        const versions = `Public hash version = ${heightText(hash.version)}, Private data version = ${heightText(found?.version)}`;
        throw new Error(`private data matching public hash version is not available. ${versions}`);
    }

    getPrivateHash(collectionName: string, key: string): Uint8Array {
        return this.readHash(collectionName, key)?.value ?? EMPTY;
    }

    getPrivateMetadata(collectionName: string, key: string): Metadata {
        return this.readHash(collectionName, key)?.metadata ?? NO_METADATA;
    }

    private readHash(collectionName: string, key: string): VersionedValue | undefined {
        this.collections.get(collectionName);
        const keyHash = sha256(key).toString('hex');
        const found = this.view.get(databaseKey.hash(collectionName, keyHash));
        this.results.addPrivateRead(collectionName, keyHash, found?.version);
        return found;
    }

    /** Any organisation's peer may write into any collection without holding its data. */
    putPrivate(collectionName: string, key: string, value: WrittenValue, purge = false): void {
        this.beforePrivateWrite(collectionName);
        this.results.addPrivateWrite(collectionName, key, value?.length === 0 ? undefined : value, purge);
    }

    putPrivateMetadata(collectionName: string, key: string, metadata: Metadata): void {
        this.beforePrivateWrite(collectionName);
        this.results.addPrivateMetadataWrite(collectionName, sha256(key).toString('hex'), metadata);
    }

    /** A private range is not validated at commit, therefore allowed only in transactions that write nothing. */
    privateRange(collectionName: string, startKey: string, endKey: string): Rows<Row> {
        const collection = this.readable(collectionName);
        if (this.hasWritten) {
            throw this.unsupported('Queries on pvt data is supported only in a read-only transaction');
        }
        this.hasRangedPrivately = true;
        return this.privateRows(collection, startKey, endKey);
    }

    private async *privateRows(collection: KnownCollection, startKey: string, endKey: string): Rows<Row> {
        if (!this.isMember(collection)) return undefined;
        const prefix = databaseKey.private(collection.name, '').length;
        for await (const found of this.view.range(privateRange(collection.name, startKey, endKey))) {
            yield rowAfter(prefix, found);
        }
        return undefined;
    }

    private isMember(collection: KnownCollection): boolean {
        return collection.members.has(this.scope.peerMspId);
    }

    private readable(collectionName: string): KnownCollection {
        const collection = this.collections.get(collectionName);
        if (collection.memberOnlyRead) this.demandCreator(collection, 'read');
        return collection;
    }

    private beforePrivateWrite(collectionName: string): void {
        const collection = this.collections.get(collectionName);
        if (collection.memberOnlyWrite) this.demandCreator(collection, 'write');
        this.beforeWrite();
    }

    private demandCreator(collection: KnownCollection, access: 'read' | 'write'): void {
        if (collection.members.has(this.scope.creatorMspId)) return;
        const where = `chaincodeName:${this.scope.namespace} collectionName: ${collection.name}`;
        throw new Error(`tx creator does not have ${access} access permission on privatedata in ${where}`);
    }

    private beforeWrite(): void {
        if (this.hasRangedPrivately) {
            throw this.unsupported('Transaction has already performed queries on pvt data. Writes are not allowed');
        }
        if (this.hasPaged) {
            throw this.unsupported('Transaction has already performed a paginated query. Writes are not allowed');
        }
        this.hasWritten = true;
    }

    /** The spelling is Fabric's. */
    private unsupported(reason: string): Error {
        return new Error(`txid [${this.scope.txId}]: unsuppored transaction. ${reason}`);
    }
}

function rowAfter(prefixLength: number, found: FoundValue): Row {
    return { key: found.databaseKey.slice(prefixLength), value: found.value };
}
