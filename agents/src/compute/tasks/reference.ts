import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assembleWat } from '../wasm/wat';

/** Mixing steps of one assessment: some ten milliseconds, much more than a timer's error, much less than a stay. */
export const REFERENCE_ROUNDS = 4_000_000;
/** The seed is hex; the module takes its first 8 bytes. */
const SEED_BYTES = 8;
const INPUT_BYTES = 12;

/** Assembles the reference task from its source beside this file. */
export async function referenceModule(): Promise<Uint8Array> {
    return assembleWat('reference.wat', await readFile(join(__dirname, 'reference.wat'), 'utf8'));
}

/** @param seed - Fresh random bytes, hex. */
export function referenceInput(seed: string, rounds = REFERENCE_ROUNDS): Buffer {
    const input = Buffer.alloc(INPUT_BYTES);
    input.set(Buffer.from(seed, 'hex').subarray(0, SEED_BYTES));
    input.writeUInt32LE(rounds, SEED_BYTES);
    return input;
}
