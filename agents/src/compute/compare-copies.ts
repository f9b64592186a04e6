import { contentHash } from './task-package';
import type { Delivery } from './inbox';

/** Pieces of one delivery that the buyer does not accept, and why. */
export interface Doubt {
    readonly seller: string;
    readonly result: string;
    readonly pieces: readonly number[];
    readonly reason: string;
}

const MISSING = 'missing';

function hashOf(bytes: Uint8Array | undefined): string {
    return bytes === undefined ? MISSING : contentHash(bytes);
}

/** @returns The pieces of which copies differ or are missing: these the buyer computes itself. */
export function contestedPieces(deliveries: readonly Delivery[]): number[] {
    const hashes = new Map<number, Set<string>>();
    for (const { outputs } of deliveries) {
        for (const [piece, bytes] of outputs) {
            const seen = hashes.get(piece) ?? new Set();
            hashes.set(piece, seen.add(hashOf(bytes)));
        }
    }
    const isContested = (seen: ReadonlySet<string>): boolean => seen.size > 1 || seen.has(MISSING);
    return [...hashes]
        .filter(([, seen]) => isContested(seen))
        .map(([piece]) => piece)
        .sort((a, b) => a - b);
}

/**
 * @param truth - Hashes of the pieces that the buyer computed itself.
 * @returns What is wrong with each delivery that has anything wrong.
 */
export function doubtsOf(deliveries: readonly Delivery[], truth: ReadonlyMap<number, string>): Doubt[] {
    return deliveries.flatMap(({ seller, result, outputs }) => {
        const pieces = [...outputs]
            .filter(([piece, bytes]) => truth.has(piece) && truth.get(piece) !== hashOf(bytes))
            .map(([piece]) => piece);
        const isMissing = pieces.every((piece) => outputs.get(piece) === undefined);
        const reason = isMissing ? 'the bytes never came' : 'another output than the buyer computed';
        return pieces.length === 0 ? [] : [{ seller, result, pieces, reason }];
    });
}
