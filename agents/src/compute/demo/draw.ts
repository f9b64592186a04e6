import { createHash } from 'node:crypto';

/** Bytes that make a number of 48 bits. */
const DRAW_BYTES = 6;

/** @returns A number from 0 up to 1 that follows from seed and label: the same on every machine and in any order. */
export function draw(seed: string, label: string): number {
    const digest = createHash('sha256').update(`edgebourse.compute-demo.v1\n${seed}\n${label}`).digest();
    return digest.readUIntBE(0, DRAW_BYTES) / 2 ** (8 * DRAW_BYTES);
}

/** @returns The items in an order that follows from the seed. */
export function shuffled(seed: string, items: readonly string[]): string[] {
    return [...items].sort((a, b) => draw(seed, a) - draw(seed, b));
}

/** @returns A number in units of 10^-12, exact to a millionth. */
export function unitsE12(value: number): string {
    return String(BigInt(Math.round(value * 1e6)) * 1_000_000n);
}
