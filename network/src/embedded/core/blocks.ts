import { common } from '@hyperledger/fabric-protos';
import { sha256 } from './keys';

const { BlockMetadataIndex } = common;

function derLength(length: number): Buffer {
    if (length < 0x80) return Buffer.of(length);
    const hex = length.toString(16);
    const digits = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
    return Buffer.concat([Buffer.of(0x80 | digits.length), digits]);
}

function derValue(tag: number, content: Uint8Array): Buffer {
    return Buffer.concat([Buffer.of(tag), derLength(content.length), content]);
}

function derInteger(value: bigint): Buffer {
    const hex = value.toString(16);
    const digits = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
    // A leading zero byte keeps the number positive.
    return derValue(0x02, (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits);
}

/** A block's hash: SHA-256 over ASN.1 DER SEQUENCE {number, previous hash, data hash}, as Fabric computes it. */
export function headerHash(number: bigint, previousHash: Uint8Array, dataHash: Uint8Array): Buffer {
    const fields = [derInteger(number), derValue(0x04, previousHash), derValue(0x04, dataHash)];
    return sha256(derValue(0x30, Buffer.concat(fields)));
}

/** SHA-256 over the block's envelopes, one after the other. */
export function dataHash(envelopes: readonly Uint8Array[]): Buffer {
    return sha256(Buffer.concat(envelopes));
}

/** A block taken apart. */
export interface ParsedBlock {
    readonly number: bigint;
    readonly previousHash: Uint8Array;
    readonly dataHash: Uint8Array;
    readonly hash: Buffer;
    readonly envelopes: readonly Uint8Array[];
    /** One peer.TxValidationCode a transaction. */
    readonly codes: readonly number[];
    /** Fabric's commit hash: chains validation codes and state changes of all blocks. */
    readonly commitHash: Uint8Array;
}

export interface BlockContent {
    readonly number: bigint;
    readonly previousHash: Uint8Array;
    readonly envelopes: readonly Uint8Array[];
    readonly codes: readonly number[];
    readonly commitHash: Uint8Array;
}

function metadataValue(value: Uint8Array): Uint8Array {
    const metadata = new common.Metadata();
    metadata.setValue(value);
    return metadata.serializeBinary();
}

/** Slots of the block metadata: signatures, last configuration, validation codes, orderer, commit hash. */
function metadataSlots({ codes, commitHash }: BlockContent): Uint8Array[] {
    const lastConfig = new common.LastConfig();
    lastConfig.setIndex(0);
    const slots: Uint8Array[] = new Array<Uint8Array>(5).fill(new Uint8Array());
    // Nobody orders here but the peer itself, so there is no orderer's signature.
    slots[BlockMetadataIndex.SIGNATURES] = metadataValue(new Uint8Array());
    slots[BlockMetadataIndex.LAST_CONFIG] = metadataValue(lastConfig.serializeBinary());
    slots[BlockMetadataIndex.TRANSACTIONS_FILTER] = Uint8Array.from(codes);
    slots[BlockMetadataIndex.COMMIT_HASH] = metadataValue(commitHash);
    return slots;
}

/** Builds common.Block bytes, hashes and metadata filled. */
export function buildBlock(content: BlockContent): Uint8Array {
    const header = new common.BlockHeader();
    header.setNumber(Number(content.number));
    header.setPreviousHash(content.previousHash);
    header.setDataHash(dataHash(content.envelopes));
    const data = new common.BlockData();
    data.setDataList([...content.envelopes]);
    const metadata = new common.BlockMetadata();
    metadata.setMetadataList(metadataSlots(content));
    const block = new common.Block();
    block.setHeader(header);
    block.setData(data);
    block.setMetadata(metadata);
    return block.serializeBinary();
}

/** @throws Error when the bytes are no block, or the data do not match the header. */
export function parseBlock(bytes: Uint8Array): ParsedBlock {
    const block = common.Block.deserializeBinary(bytes);
    const header = block.getHeader();
    if (header === undefined) throw new Error('a block has no header');
    const number = BigInt(header.getNumber());
    const envelopes = block.getData()?.getDataList_asU8() ?? [];
    if (!dataHash(envelopes).equals(header.getDataHash_asU8())) {
        throw new Error(`block ${String(number)}: the data do not match the data hash`);
    }
    const slots = block.getMetadata()?.getMetadataList_asU8() ?? [];
    const commitSlot = slots[BlockMetadataIndex.COMMIT_HASH] ?? new Uint8Array();
    return {
        number,
        previousHash: header.getPreviousHash_asU8(),
        dataHash: header.getDataHash_asU8(),
        hash: headerHash(number, header.getPreviousHash_asU8(), header.getDataHash_asU8()),
        envelopes,
        codes: [...(slots[BlockMetadataIndex.TRANSACTIONS_FILTER] ?? [])],
        commitHash: common.Metadata.deserializeBinary(commitSlot).getValue_asU8(),
    };
}
