import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json';

/** @returns SHA-256 as 64 lowercase hex digits. */
export function sha256Hex(data: Uint8Array | string): string {
    return createHash('sha256').update(data).digest('hex');
}

/** @returns SHA-256 hex of the canonical JSON of a value. */
export function hashJson(value: unknown): string {
    return sha256Hex(canonicalJson(value));
}

function node(left: string, right: string): string {
    return sha256Hex(Buffer.concat([Buffer.from([1]), Buffer.from(left, 'hex'), Buffer.from(right, 'hex')]));
}

/** @returns The hash of a Merkle leaf, domain-separated from inner nodes (RFC 6962, 2.1). */
export function merkleLeaf(value: unknown): string {
    return sha256Hex(Buffer.concat([Buffer.from([0]), Buffer.from(canonicalJson(value))]));
}

/**
 * Merkle root over leaf hashes; an odd last node is carried up unchanged (the tree of RFC 6962, 2.1).
 * @returns 64 hex digits; the hash of the empty string for no leaves.
 */
export function merkleRoot(leaves: readonly string[]): string {
    if (leaves.length === 0) return sha256Hex('');
    let level = [...leaves];
    while (level.length > 1) {
        level = pairUp(level);
    }
    return level[0] ?? sha256Hex('');
}

function pairUp(level: readonly string[]): string[] {
    const next: string[] = [];
    for (let index = 0; index < level.length; index += 2) {
        const left = level[index] ?? '';
        const right = level[index + 1];
        next.push(right === undefined ? left : node(left, right));
    }
    return next;
}
