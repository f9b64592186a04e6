import { crc32 } from 'node:zlib';

/** Bytes before a frame's payload: payload length, CRC-32 of the payload, CRC-32 of these two; all big-endian. */
export const HEADER_LENGTH = 12;

export interface FrameHeader {
    readonly length: number;
    readonly checksum: number;
}

/** A frame carries one group of records, each preceded by its length, so a torn write can only hit the last frame. */
export function encodeFrame(records: readonly Uint8Array[]): Buffer {
    const payloadLength = records.reduce((sum, record) => sum + 4 + record.length, 0);
    const frame = Buffer.alloc(HEADER_LENGTH + payloadLength);
    let at = HEADER_LENGTH;
    for (const record of records) {
        at = frame.writeUInt32BE(record.length, at);
        frame.set(record, at);
        at += record.length;
    }
    frame.writeUInt32BE(payloadLength, 0);
    frame.writeUInt32BE(crc32(frame.subarray(HEADER_LENGTH)), 4);
    frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
    return frame;
}

/** Returns undefined when the header's own checksum is wrong. */
export function decodeHeader(bytes: Buffer): FrameHeader | undefined {
    if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) return undefined;
    return { length: bytes.readUInt32BE(0), checksum: bytes.readUInt32BE(4) };
}

/** Where each record of a checked payload starts (relative to the payload) and how long it is. */
export function recordsOf(payload: Buffer): { start: number; length: number }[] {
    const records: { start: number; length: number }[] = [];
    let at = 0;
    while (at < payload.length) {
        const length = payload.readUInt32BE(at);
        records.push({ start: at + 4, length });
        at += 4 + length;
    }
    return records;
}
