import { TaskFailure } from './task-failure';

/** Reads the binary format: bytes, LEB128 numbers, vectors. Everything that runs past the end is TASK_MALFORMED. */
export class ByteReader {
    readonly #bytes: Uint8Array;
    readonly #end: number;
    #at: number;

    constructor(bytes: Uint8Array, from = 0, end = bytes.length) {
        this.#bytes = bytes;
        this.#at = from;
        this.#end = end;
    }

    /** Offset of the next byte in the whole module. */
    get offset(): number {
        return this.#at;
    }

    get atEnd(): boolean {
        return this.#at === this.#end;
    }

    byte(): number {
        const value = this.#at < this.#end ? this.#bytes[this.#at] : undefined;
        if (value === undefined) throw this.malformed('ends too early');
        this.#at += 1;
        return value;
    }

    /** The next byte, not consumed. */
    peek(): number {
        const value = this.byte();
        this.#at -= 1;
        return value;
    }

    /** An unsigned LEB128 of at most 32 bits and 5 bytes. */
    u32(): number {
        let value = 0;
        for (let index = 0; index < 5; index += 1) {
            const byte = this.byte();
            if (index === 4 && byte > 0x0f) break;
            value += (byte & 0x7f) * 2 ** (7 * index);
            if (byte < 0x80) return value;
        }
        throw this.malformed('holds a number of more than 32 bits');
    }

    /** Passes a signed LEB128 of at most so many bytes: 5 for 32 and 33 bits, 10 for 64. Its value is the validator's. */
    skipSigned(bytesMax: number): void {
        for (let index = 0; index < bytesMax; index += 1) if (this.byte() < 0x80) return;
        throw this.malformed('holds a signed number that is too long');
    }

    skip(count: number): void {
        if (count > this.#end - this.#at) throw this.malformed('ends too early');
        this.#at += count;
    }

    /** The next bytes, as a view. */
    take(count: number): Uint8Array {
        const from = this.#at;
        this.skip(count);
        return this.#bytes.subarray(from, this.#at);
    }

    /** A reader of the next bytes, which this one passes. */
    part(count: number): ByteReader {
        const from = this.#at;
        this.skip(count);
        return new ByteReader(this.#bytes, from, this.#at);
    }

    name(): string {
        return Buffer.from(this.take(this.u32())).toString('utf8');
    }

    /** @throws TaskFailure TASK_MALFORMED when bytes are left. */
    assertEnd(what: string): void {
        if (!this.atEnd) throw this.malformed(`${what} is longer than what it holds`);
    }

    malformed(what: string): TaskFailure {
        return new TaskFailure('TASK_MALFORMED', `at byte ${this.#at}: ${what}`);
    }
}
