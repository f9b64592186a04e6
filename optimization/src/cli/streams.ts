import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes; `process` is one. */
export interface CommandStreams {
    readonly stdin: Readable;
    readonly stdout: Writable;
    readonly stderr: Writable;
}

/** How much of a file is read at once: fewer, larger reads are what lines of a hundred bytes need. */
const READ_BYTES = 1 << 18;

/** A file, or `fallback` where no file is named; a file that cannot be opened throws at once. */
export async function openInput(file: string | undefined, fallback: Readable): Promise<Readable> {
    if (file === undefined) return fallback;
    await (await open(file)).close();
    return createReadStream(file, { highWaterMark: READ_BYTES });
}

/** The lines of a stream, as many at a time as one read completes; a line itself may be of any length. */
export async function* linesOf(input: Readable): AsyncGenerator<string[]> {
    input.setEncoding('utf8');
    let pieces: string[] = [];
    for await (const chunk of input as AsyncIterable<string>) {
        const end = chunk.lastIndexOf('\n');
        if (end < 0) {
            pieces.push(chunk);
            continue;
        }
        pieces.push(chunk.slice(0, end));
        yield pieces.join('').split('\n');
        pieces = [chunk.slice(end + 1)];
    }
    yield [pieces.join('')];
}

/** Writes a text and waits while the reader is slower than we are. */
export async function writeText(output: Writable, text: string): Promise<void> {
    if (!output.write(text)) await once(output, 'drain');
}

/** Whether an error says that the reader of our output has gone (`| head`), which is no failure of ours. */
export function isBrokenPipe(error: unknown): boolean {
    return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
