import { crc32 } from 'node:zlib';
import type { LayeredFile } from './file-layer';
import { decodeHeader, HEADER_LENGTH, recordsOf } from './frames';

/** A log whose middle is damaged: nothing of it is used, an operator decides. */
export class CorruptLogError extends Error {
    constructor(
        readonly path: string,
        readonly offset: number,
        reason: string,
    ) {
        super(`${path}: damaged at byte ${offset}: ${reason}`);
        this.name = 'CorruptLogError';
    }
}

/** Position of one record in the file, and the checksum that every later read is held against. */
export interface RecordPosition {
    readonly position: number;
    readonly length: number;
    readonly checksum: number;
}

export interface Scan {
    readonly records: RecordPosition[];
    /** Bytes of whole, sound frames; what follows is a torn tail. */
    readonly soundLength: number;
}

type FrameState = { readonly payload: Buffer } | 'torn' | { readonly damage: string };

async function isZeroFrom(file: LayeredFile, from: number, size: number): Promise<boolean> {
    const step = 1 << 20;
    for (let at = from; at < size; at += step) {
        const bytes = await file.read(at, Math.min(step, size - at));
        if (bytes.some((byte) => byte !== 0)) return false;
    }
    return true;
}

async function readFrame(file: LayeredFile, at: number, size: number): Promise<FrameState> {
    if (size - at < HEADER_LENGTH) return 'torn';
    const header = decodeHeader(await file.read(at, HEADER_LENGTH));
    if (header === undefined) {
        // A crash may leave a started header and then nothing; anything after it means that bytes were changed.
        const nothingFollows = await isZeroFrom(file, at + HEADER_LENGTH, size);
        return nothingFollows ? 'torn' : { damage: 'the frame header does not match its checksum' };
    }
    const end = at + HEADER_LENGTH + header.length;
    if (end > size) return 'torn';
    const payload = await file.read(at + HEADER_LENGTH, header.length);
    if (crc32(payload) === header.checksum) return { payload };
    return end === size ? 'torn' : { damage: 'the frame does not match its checksum' };
}

/**
 * Reads the whole log once and checks every frame.
 * @throws CorruptLogError naming the offset of a frame that was changed after it was written.
 */
export async function scanLog(file: LayeredFile, path: string): Promise<Scan> {
    const size = await file.size();
    const records: RecordPosition[] = [];
    let at = 0;
    while (at < size) {
        const frame = await readFrame(file, at, size);
        if (frame === 'torn') break;
        if ('damage' in frame) throw new CorruptLogError(path, at, frame.damage);
        for (const { start, length } of recordsOf(frame.payload)) {
            const checksum = crc32(frame.payload.subarray(start, start + length));
            records.push({ position: at + HEADER_LENGTH + start, length, checksum });
        }
        at += HEADER_LENGTH + frame.payload.length;
    }
    return { records, soundLength: at };
}
