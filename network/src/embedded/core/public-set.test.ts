import { ledger } from '@hyperledger/fabric-protos';
import fc from 'fast-check';
import { decodePublicSet, encodePublicSet, hasWrites, type KeyRead, type PublicSet } from './public-set';
import { metadataEntries } from './versioned-value';

const { kvrwset } = ledger.rwset;

const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
const version = fc.option(fc.record({ block: fc.nat(2 ** 40), transaction: fc.nat(300) }), { nil: undefined });
const read = fc.record({ key, version });
const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
const publicSet: fc.Arbitrary<PublicSet> = fc.record({
    reads: fc.array(read, { maxLength: 5 }),
    ranges: fc.array(
        fc.record({ startKey: key, endKey: key, exhausted: fc.boolean(), reads: fc.array(read, { maxLength: 5 }) }),
        { maxLength: 4 },
    ),
    writes: fc.array(fc.record({ key, value: fc.option(bytes, { nil: undefined }) }), { maxLength: 5 }),
    metadata: fc.array(
        fc.record({ key, entries: fc.dictionary(key, bytes).map((entries) => new Map(Object.entries(entries))) }),
        { maxLength: 3 },
    ),
});

function readMessage(entry: KeyRead): ledger.rwset.kvrwset.KVRead {
    const message = new kvrwset.KVRead();
    message.setKey(entry.key);
    if (entry.version === undefined) return message;
    const height = new kvrwset.Version();
    height.setBlockNum(entry.version.block);
    height.setTxNum(entry.version.transaction);
    message.setVersion(height);
    return message;
}

/** The same set by the protobuf library. */
function byLibrary(set: PublicSet): Uint8Array {
    const message = new kvrwset.KVRWSet();
    message.setReadsList(set.reads.map(readMessage));
    for (const range of set.ranges) {
        const info = message.addRangeQueriesInfo();
        info.setStartKey(range.startKey);
        info.setEndKey(range.endKey);
        info.setItrExhausted(range.exhausted);
        const reads = new kvrwset.QueryReads();
        reads.setKvReadsList(range.reads.map(readMessage));
        if (range.reads.length > 0) info.setRawReads(reads);
    }
    for (const { key: name, value } of set.writes) {
        const write = message.addWrites();
        write.setKey(name);
        if (value === undefined) write.setIsDelete(true);
        else write.setValue(value);
    }
    for (const { key: name, entries } of set.metadata) {
        const write = message.addMetadataWrites();
        write.setKey(name);
        write.setEntriesList(metadataEntries(entries));
    }
    return message.serializeBinary();
}

describe('the public read-write set', () => {
    it('is encoded byte by byte as the protobuf library does, and reads back equal', () => {
        fc.assert(
            fc.property(publicSet, (set) => {
                const encoded = encodePublicSet(set);
                expect(encoded.equals(byLibrary(set))).toBe(true);
                const decoded = decodePublicSet(encoded);
                expect(encodePublicSet(decoded).equals(encoded)).toBe(true);
                expect(decoded.ranges).toEqual(set.ranges);
                expect(hasWrites(encoded)).toBe(set.writes.length + set.metadata.length > 0);
            }),
            { numRuns: 300, seed: 1 },
        );
    });

    it('is refused where it is cut off, and never read in another way than the library reads it', () => {
        const set: PublicSet = {
            reads: [{ key: 'a', version: { block: 300, transaction: 1 } }],
            ranges: [{ startKey: 'a', endKey: 'b', exhausted: true, reads: [] }],
            writes: [{ key: 'a', value: Buffer.alloc(200, 1) }],
            metadata: [],
        };
        const encoded = encodePublicSet(set);
        expect(() => decodePublicSet(encoded.subarray(0, encoded.length - 1))).toThrow('longer than its message');
        fc.assert(
            fc.property(fc.nat(encoded.length - 1), fc.nat(255), (place, byte) => {
                const changed = Buffer.from(encoded);
                changed[place] = byte;
                let decoded: PublicSet;
                try {
                    decoded = decodePublicSet(changed);
                } catch {
                    return;
                }
                const library = kvrwset.KVRWSet.deserializeBinary(changed);
                expect(decoded.writes.map(({ key: name }) => name)).toEqual(
                    library.getWritesList().map((write) => write.getKey()),
                );
                expect(decoded.reads.map(({ key: name }) => name)).toEqual(
                    library.getReadsList().map((entry) => entry.getKey()),
                );
            }),
            { numRuns: 500, seed: 2 },
        );
    });
});
