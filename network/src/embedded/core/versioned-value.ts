import { ledger } from '@hyperledger/fabric-protos';

/** The transaction that wrote a value last: Fabric's height. */
export interface Version {
    readonly block: number;
    readonly transaction: number;
}

/** Metadata of a key; Fabric knows one name, VALIDATION_PARAMETER. */
export type Metadata = ReadonlyMap<string, Uint8Array>;

export interface VersionedValue {
    readonly version: Version;
    readonly value: Uint8Array;
    readonly metadata: Metadata;
}

/** A value of a range, with its key. */
export interface FoundValue extends VersionedValue {
    /** The database key, its kind letter (and collection) in front. */
    readonly databaseKey: string;
}

export const NO_METADATA: Metadata = new Map();

/** True when both are the same height, or both absent. */
export function sameVersion(a: Version | undefined, b: Version | undefined): boolean {
    if (a === undefined || b === undefined) return a === b;
    return a.block === b.block && a.transaction === b.transaction;
}

/** Builds the protobuf entries of a metadata map, in name order. */
export function metadataEntries(metadata: Metadata): ledger.rwset.kvrwset.KVMetadataEntry[] {
    return [...metadata.keys()].sort().map((name) => {
        const entry = new ledger.rwset.kvrwset.KVMetadataEntry();
        entry.setName(name);
        entry.setValue(metadata.get(name) ?? new Uint8Array());
        return entry;
    });
}

/** Reads the protobuf entries of a metadata write. */
export function metadataOf(entries: readonly ledger.rwset.kvrwset.KVMetadataEntry[]): Metadata {
    if (entries.length === 0) return NO_METADATA;
    return new Map(entries.map((entry) => [entry.getName(), entry.getValue_asU8()]));
}

function encodeMetadata(metadata: Metadata): Uint8Array {
    if (metadata.size === 0) return new Uint8Array();
    const message = new ledger.rwset.kvrwset.KVMetadataWrite();
    message.setEntriesList(metadataEntries(metadata));
    return message.serializeBinary();
}

/** Layout: block (6 bytes), transaction (4), length of the metadata (4), metadata, value. */
export function encodeVersioned({ version, value, metadata }: VersionedValue): Buffer {
    const encodedMetadata = encodeMetadata(metadata);
    const bytes = Buffer.alloc(14 + encodedMetadata.length + value.length);
    bytes.writeUIntBE(version.block, 0, 6);
    bytes.writeUInt32BE(version.transaction, 6);
    bytes.writeUInt32BE(encodedMetadata.length, 10);
    bytes.set(encodedMetadata, 14);
    bytes.set(value, 14 + encodedMetadata.length);
    return bytes;
}

/** The inverse of encodeVersioned; the value shares the given buffer. */
export function decodeVersioned(bytes: Buffer): VersionedValue {
    const end = 14 + bytes.readUInt32BE(10);
    const metadata =
        end === 14
            ? NO_METADATA
            : metadataOf(
                  ledger.rwset.kvrwset.KVMetadataWrite.deserializeBinary(bytes.subarray(14, end)).getEntriesList(),
              );
    return {
        version: { block: bytes.readUIntBE(0, 6), transaction: bytes.readUInt32BE(6) },
        metadata,
        value: bytes.subarray(end),
    };
}
