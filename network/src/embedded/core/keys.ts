import { createHash } from 'node:crypto';

/** SHA-256 of text (UTF-8) or bytes. */
export function sha256(data: string | Uint8Array): Buffer {
    return createHash('sha256').update(data).digest();
}

/** UTF-16 orders surrogates before U+E000..U+FFFF, UTF-8 bytes order them after: this moves them up. */
function byteRank(unit: number): number {
    if (unit < 0xd800) return unit;
    return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Orders keys as their UTF-8 bytes do, which is how Fabric and LevelDB order them. */
export function compareKeys(a: string, b: string): number {
    const shared = Math.min(a.length, b.length);
    for (let index = 0; index < shared; index++) {
        const left = a.charCodeAt(index);
        const right = b.charCodeAt(index);
        if (left !== right) return byteRank(left) - byteRank(right);
    }
    return a.length - b.length;
}

/**
 * Where things live in the state database. The first letter is the kind:
 * S public state, P private data, H hashes of private data, Y history, T transactions, M the savepoint.
 */
export const databaseKey = {
    state: (key: string): string => `S${key}`,
    private: (collection: string, key: string): string => `P${collection}\0${key}`,
    hash: (collection: string, keyHash: string): string => `H${collection}\0${keyHash}`,
    /** Fixed width behind the key's hash, so that database order is commit order. */
    history: (key: string, block: number, transaction: number): string =>
        `${historyPrefix(key)}${block.toString(16).padStart(14, '0')}${transaction.toString(16).padStart(8, '0')}`,
    transaction: (txId: string): string => `T${txId}`,
    savepoint: 'M',
};

/** All history entries of one key start with this. */
export function historyPrefix(key: string): string {
    return `Y${sha256(key).toString('hex')}`;
}

/** A half-open range of database keys. */
export interface KeyRange {
    readonly gte: string;
    readonly lt: string;
}

/** The public keys from `start` up to, not including, `end`; an empty `end` means all that follow. */
export function stateRange(start: string, end: string): KeyRange {
    return { gte: `S${start}`, lt: end === '' ? 'T' : `S${end}` };
}

/** As stateRange, within one private collection. */
export function privateRange(collection: string, start: string, end: string): KeyRange {
    return { gte: `P${collection}\0${start}`, lt: end === '' ? `P${collection}\x01` : `P${collection}\0${end}` };
}
