import { createHash } from 'node:crypto';
import type { StateEntry } from './types';

const TRANSACTION_ID = /[0-9a-f]{64}/g;

/** `...At` holds a transaction's timestamp; `hash` that of a device's command, with its clock and the outputs it names. */
function differsByRun(member: string): boolean {
    return member.endsWith('At') || member === 'hash';
}

function comparableMembers(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(comparableMembers);
    if (value === null || typeof value !== 'object') return value;
    const kept = Object.entries(value).filter(([name]) => !differsByRun(name));
    return Object.fromEntries(kept.map(([name, member]) => [name, comparableMembers(member)]));
}

function comparableValue(value: Uint8Array): string {
    const text = Buffer.from(value).toString('utf8');
    try {
        return JSON.stringify(comparableMembers(JSON.parse(text)));
    } catch {
        return text;
    }
}

/**
 * Digest of the public state that is equal for two runs of one seed although ids and clocks differ: SHA-256 (hex) over
 * the sorted lines `key value`, in which every transaction id of this ledger is replaced by `tx`, and members of JSON
 * objects whose name ends in `At`, or is `hash`, are left out. So it says nothing about timestamps, about which
 * transaction made an entry, or about the bytes of a command that was carried out; everything else counts.
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
