import { ledger } from '@hyperledger/fabric-protos';
import { compareKeys, sha256 } from '../keys';
import { metadataEntries, type Metadata, type Version } from '../versioned-value';

const { kvrwset } = ledger.rwset;

/** Undefined deletes. */
export type WrittenValue = Uint8Array | undefined;

/** One range query as it was really read: how far, and which keys in which version. */
export interface RangeRead {
    readonly startKey: string;
    endKey: string;
    exhausted: boolean;
    readonly reads: { readonly key: string; readonly version: Version }[];
}

interface PrivateWrite {
    readonly value: WrittenValue;
    readonly purge: boolean;
}

/** What a transaction read and wrote in one private collection. Reads and metadata are by hex SHA-256 of the key. */
class CollectionSet {
    readonly reads = new Map<string, Version | undefined>();
    readonly writes = new Map<string, PrivateWrite>();
    readonly metadata = new Map<string, Metadata>();
}

function versionMessage(version: Version): ledger.rwset.kvrwset.Version {
    const message = new kvrwset.Version();
    message.setBlockNum(version.block);
    message.setTxNum(version.transaction);
    return message;
}

function readMessage(key: string, version: Version | undefined): ledger.rwset.kvrwset.KVRead {
    const message = new kvrwset.KVRead();
    message.setKey(key);
    if (version !== undefined) message.setVersion(versionMessage(version));
    return message;
}

function writeMessage(key: string, value: WrittenValue): ledger.rwset.kvrwset.KVWrite {
    const message = new kvrwset.KVWrite();
    message.setKey(key);
    if (value === undefined) message.setIsDelete(true);
    else message.setValue(value);
    return message;
}

function rangeMessage(range: RangeRead): ledger.rwset.kvrwset.RangeQueryInfo {
    const message = new kvrwset.RangeQueryInfo();
    message.setStartKey(range.startKey);
    message.setEndKey(range.endKey);
    message.setItrExhausted(range.exhausted);
    const reads = new kvrwset.QueryReads();
    reads.setKvReadsList(range.reads.map(({ key, version }) => readMessage(key, version)));
    // As Fabric: an empty range names no reads at all.
    if (reads.getKvReadsList().length > 0) message.setRawReads(reads);
    return message;
}

/** Entries in key order, as Fabric sorts every part of a read-write set. */
function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
    return [...map].sort(([a], [b]) => compareKeys(a, b));
}

function hashedReads(set: CollectionSet): ledger.rwset.kvrwset.KVReadHash[] {
    return sorted(set.reads).map(([keyHash, version]) => {
        const message = new kvrwset.KVReadHash();
        message.setKeyHash(Buffer.from(keyHash, 'hex'));
        if (version !== undefined) message.setVersion(versionMessage(version));
        return message;
    });
}

function hashedWrites(set: CollectionSet): ledger.rwset.kvrwset.KVWriteHash[] {
    const byHash = new Map([...set.writes].map(([key, write]) => [sha256(key).toString('hex'), write]));
    return sorted(byHash).map(([keyHash, { value, purge }]) => {
        const message = new kvrwset.KVWriteHash();
        message.setKeyHash(Buffer.from(keyHash, 'hex'));
        message.setIsDelete(value === undefined);
        message.setIsPurge(purge);
        if (value !== undefined) message.setValueHash(sha256(value));
        return message;
    });
}

function hashedMetadata(set: CollectionSet): ledger.rwset.kvrwset.KVMetadataWriteHash[] {
    return sorted(set.metadata).map(([keyHash, metadata]) => {
        const message = new kvrwset.KVMetadataWriteHash();
        message.setKeyHash(Buffer.from(keyHash, 'hex'));
        message.setEntriesList(metadataEntries(metadata));
        return message;
    });
}

function privateMessage(set: CollectionSet): Uint8Array | undefined {
    if (set.writes.size === 0) return undefined;
    const message = new kvrwset.KVRWSet();
    message.setWritesList(sorted(set.writes).map(([key, { value }]) => writeMessage(key, value)));
    return message.serializeBinary();
}

function hashedMessage(name: string, set: CollectionSet): ledger.rwset.CollectionHashedReadWriteSet {
    const hashed = new kvrwset.HashedRWSet();
    hashed.setHashedReadsList(hashedReads(set));
    hashed.setHashedWritesList(hashedWrites(set));
    hashed.setMetadataWritesList(hashedMetadata(set));
    const message = new ledger.rwset.CollectionHashedReadWriteSet();
    message.setCollectionName(name);
    message.setHashedRwset(hashed.serializeBinary());
    const privateWrites = privateMessage(set);
    if (privateWrites !== undefined) message.setPvtRwsetHash(sha256(privateWrites));
    return message;
}

/** Collects what one simulation reads and writes, and encodes it as Fabric's peers do. */
export class ReadWriteSet {
    private readonly reads = new Map<string, Version | undefined>();
    private readonly ranges: RangeRead[] = [];
    private readonly writes = new Map<string, WrittenValue>();
    private readonly metadata = new Map<string, Metadata>();
    private readonly collections = new Map<string, CollectionSet>();

    constructor(private readonly namespace: string) {}

    addRead(key: string, version: Version | undefined): void {
        this.reads.set(key, version);
    }

    /** Registers a range; the caller extends it while it reads. */
    addRange(range: RangeRead): void {
        this.ranges.push(range);
    }

    addWrite(key: string, value: WrittenValue): void {
        this.writes.set(key, value);
    }

    addMetadataWrite(key: string, metadata: Metadata): void {
        this.metadata.set(key, metadata);
    }

    addPrivateRead(collection: string, keyHash: string, version: Version | undefined): void {
        this.collection(collection).reads.set(keyHash, version);
    }

    addPrivateWrite(collection: string, key: string, value: WrittenValue, purge = false): void {
        this.collection(collection).writes.set(key, { value, purge });
    }

    addPrivateMetadataWrite(collection: string, keyHash: string, metadata: Metadata): void {
        this.collection(collection).metadata.set(keyHash, metadata);
    }

    private collection(name: string): CollectionSet {
        const set = this.collections.get(name) ?? new CollectionSet();
        this.collections.set(name, set);
        return set;
    }

    private publicMessage(): ledger.rwset.kvrwset.KVRWSet {
        const message = new kvrwset.KVRWSet();
        message.setReadsList(sorted(this.reads).map(([key, version]) => readMessage(key, version)));
        message.setRangeQueriesInfoList(this.ranges.map(rangeMessage));
        message.setWritesList(sorted(this.writes).map(([key, value]) => writeMessage(key, value)));
        message.setMetadataWritesList(
            sorted(this.metadata).map(([key, metadata]) => {
                const write = new kvrwset.KVMetadataWrite();
                write.setKey(key);
                write.setEntriesList(metadataEntries(metadata));
                return write;
            }),
        );
        return message;
    }

    private isEmpty(): boolean {
        const parts = [this.reads.size, this.ranges.length, this.writes.size, this.metadata.size];
        return parts.every((size) => size === 0) && this.collections.size === 0;
    }

    /** TxReadWriteSet bytes: the same for every endorser that read the same state. */
    encode(): Uint8Array {
        const message = new ledger.rwset.TxReadWriteSet();
        message.setDataModel(ledger.rwset.TxReadWriteSet.DataModel.KV);
        if (!this.isEmpty()) {
            const namespace = new ledger.rwset.NsReadWriteSet();
            namespace.setNamespace(this.namespace);
            namespace.setRwset(this.publicMessage().serializeBinary());
            const collections = sorted(this.collections).map(([name, set]) => hashedMessage(name, set));
            namespace.setCollectionHashedRwsetList(collections);
            message.addNsRwset(namespace);
        }
        return message.serializeBinary();
    }

    /** TxPvtReadWriteSet bytes, undefined when nothing private was written. */
    encodePrivate(): Uint8Array | undefined {
        const namespace = new ledger.rwset.NsPvtReadWriteSet();
        namespace.setNamespace(this.namespace);
        for (const [name, set] of sorted(this.collections)) {
            const writes = privateMessage(set);
            if (writes === undefined) continue;
            const collection = new ledger.rwset.CollectionPvtReadWriteSet();
            collection.setCollectionName(name);
            collection.setRwset(writes);
            namespace.addCollectionPvtRwset(collection);
        }
        if (namespace.getCollectionPvtRwsetList().length === 0) return undefined;
        const message = new ledger.rwset.TxPvtReadWriteSet();
        message.addNsPvtRwset(namespace);
        return message.serializeBinary();
    }
}
