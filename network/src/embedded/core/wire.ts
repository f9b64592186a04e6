import { isUtf8 } from 'node:buffer';

/** Wire types of protobuf that read-write sets use. */
const VARINT = 0;
const BYTES = 2;

const FIRST_SIZE = 1 << 16;
const TWO_TO_32 = 2 ** 32;

/** Writes protobuf fields, in the order of the calls, into one growing buffer. Fields of default value are left out. */
export class WireWriter {
    private buffer = Buffer.allocUnsafe(FIRST_SIZE);
    private length = 0;

    varint(field: number, value: number): void {
        if (value === 0) return;
        this.reserve(20);
        this.put(field * 8 + VARINT);
        this.put(value);
    }

    flag(field: number, value: boolean): void {
        this.varint(field, value ? 1 : 0);
    }

    text(field: number, value: string): void {
        if (value === '') return;
        const size = Buffer.byteLength(value);
        this.reserve(20 + size);
        this.put(field * 8 + BYTES);
        this.put(size);
        this.length += this.buffer.write(value, this.length);
    }

    bytes(field: number, value: Uint8Array): void {
        if (value.length === 0) return;
        this.reserve(20 + value.length);
        this.put(field * 8 + BYTES);
        this.put(value.length);
        this.buffer.set(value, this.length);
        this.length += value.length;
    }

    /** A field that holds a message, also an empty one. */
    message(field: number, write: () => void): void {
        this.reserve(20);
        this.put(field * 8 + BYTES);
        // Most messages are short: one byte is kept for the length, and the content moves when it needs more.
        const begin = this.length + 1;
        this.length = begin;
        write();
        const size = this.length - begin;
        const extra = varintLength(size) - 1;
        if (extra > 0) {
            this.reserve(extra);
            this.buffer.copyWithin(begin + extra, begin, this.length);
        }
        this.length = begin - 1;
        this.put(size);
        this.length += size;
    }

    /** @returns A copy of what was written. */
    finish(): Buffer {
        return Buffer.from(this.buffer.subarray(0, this.length));
    }

    private reserve(size: number): void {
        if (this.length + size <= this.buffer.length) return;
        const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.length + size));
        larger.set(this.buffer.subarray(0, this.length));
        this.buffer = larger;
    }

    private put(value: number): void {
        let rest = value;
        while (rest > 0x7f) {
            this.buffer[this.length++] = (rest % 0x80) | 0x80;
            rest = Math.floor(rest / 0x80);
        }
        this.buffer[this.length++] = rest;
    }
}

function varintLength(value: number): number {
    let length = 1;
    for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) length += 1;
    return length;
}

/** Reads the fields of one protobuf message. Every method throws an Error where the bytes are no message. */
export class WireReader {
    private at = 0;
    /** Number of the field that {@link WireReader.next} found. */
    field = 0;
    private wireType = 0;
    private readonly buffer: Buffer;

    constructor(bytes: Uint8Array) {
        this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    }

    /** Goes to the next field; false at the end. */
    next(): boolean {
        if (this.at >= this.buffer.length) return false;
        const tag = this.take();
        this.field = Math.floor(tag / 8);
        this.wireType = tag % 8;
        if (this.field === 0) throw new Error('a field has the number 0');
        return true;
    }

    varint(): number {
        this.demand(VARINT);
        return this.take();
    }

    flag(): boolean {
        return this.varint() !== 0;
    }

    bytes(): Buffer {
        this.demand(BYTES);
        const length = this.take();
        if (length > this.buffer.length - this.at) throw new Error('a field is longer than its message');
        this.at += length;
        return this.buffer.subarray(this.at - length, this.at);
    }

    text(): string {
        const bytes = this.bytes();
        if (!isUtf8(bytes)) throw new Error(`field ${this.field} is not UTF-8`);
        return bytes.toString('utf8');
    }

    /** Passes over a field of a number that is not known. */
    skip(): void {
        if (this.wireType === BYTES) this.bytes();
        else this.varint();
    }

    private demand(wireType: number): void {
        if (this.wireType !== wireType) throw new Error(`field ${this.field} has the wire type ${this.wireType}`);
    }

    private take(): number {
        let value = 0;
        for (let factor = 1; ; factor *= 0x80) {
            const byte = this.buffer[this.at++];
            if (byte === undefined || value > TWO_TO_32 * TWO_TO_32) throw new Error('a number does not end');
            value += (byte & 0x7f) * factor;
            if (byte < 0x80) break;
        }
        if (!Number.isSafeInteger(value)) throw new Error('a number is too large');
        return value;
    }
}
