import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes; `process` is one. */
export interface CommandStreams {
    readonly stdin: Readable;
    readonly stdout: Writable;
    readonly stderr: Writable;
}

/** The lines of a file, or of `fallback` where no file is named; a file that cannot be opened throws at once. */
export async function linesOf(file: string | undefined, fallback: Readable): Promise<AsyncIterable<string>> {
    if (file !== undefined) await (await open(file)).close();
    const input = file === undefined ? fallback : createReadStream(file);
    return createInterface({ input, crlfDelay: Infinity });
}

/** Writes a line and waits while the reader is slower than we are. */
export async function writeLine(output: Writable, line: string): Promise<void> {
    if (!output.write(`${line}\n`)) await once(output, 'drain');
}

/** Whether an error says that the reader of our output has gone (`| head`), which is no failure of ours. */
export function isBrokenPipe(error: unknown): boolean {
    return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
