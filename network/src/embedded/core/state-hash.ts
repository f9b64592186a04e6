import { createHash } from 'node:crypto';
import type { StateEntry } from './types';

const TRANSACTION_ID = /[0-9a-f]{64}/g;

/** Members of JSON objects whose name ends in `At` hold transaction timestamps. */
function withoutTimes(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withoutTimes);
    if (value === null || typeof value !== 'object') return value;
    const kept = Object.entries(value).filter(([name]) => !name.endsWith('At'));
    return Object.fromEntries(kept.map(([name, member]) => [name, withoutTimes(member)]));
}

function comparableValue(value: Uint8Array): string {
    const text = Buffer.from(value).toString('utf8');
    try {
        return JSON.stringify(withoutTimes(JSON.parse(text)));
    } catch {
        return text;
    }
}

/**
 * Digest of the public state that is equal for two runs of one seed although ids and clocks differ: SHA-256 (hex) over
 * the sorted lines `key value`, in which every transaction id of this ledger is replaced by `tx`, and members of JSON
 * objects whose name ends in `At` are left out. So it says nothing about timestamps, nor about which transaction made
 * an entry; everything else counts.
 */
export async function stateHash(
    entries: AsyncIterable<StateEntry>,
    isTransactionId: (candidate: string) => boolean,
): Promise<string> {
    const comparable = (text: string): string =>
        text.replace(TRANSACTION_ID, (candidate) => (isTransactionId(candidate) ? 'tx' : candidate));
    const lines: string[] = [];
    for await (const { key, value } of entries) {
        lines.push(`${comparable(key)} ${comparable(comparableValue(value))}`);
    }
    const hash = createHash('sha256');
    for (const line of lines.sort()) hash.update(line).update('\n');
    return hash.digest('hex');
}
