import { rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nodeFileLayer } from '@edgebourse/storage/file-layer';
import { Journal, type AcceptedEntry, type JournalEntry } from './journal';

/** What may go, and when it is worth the copying. */
export interface CompactOptions {
    /** Ms since the epoch. */
    readonly now: number;
    /** Commands accepted less than so long ago stay, ms. */
    readonly keepMs: number;
    /** A journal of fewer bytes is left as it is. */
    readonly bytesMin: number;
}

const ENTRIES_A_RECORD = 500;

const keyOf = ({ signer, id }: { readonly signer: string; readonly id: string }): string => `${signer}/${id}`;

/**
 * Rewrites a journal that grew large without the commands that have an outcome, are old, and whose messages have expired: a
 * repeat of one would be refused as expired, and the contract knows it besides. Commands without an outcome and marks
 * stay. The new file takes the old one's place at once, so a crash leaves the one or the other. Call it before the
 * journal is opened.
 * @returns How many commands were dropped; 0 also when less than half of the commands could go.
 * @throws CorruptLogError when a record was changed.
 */
export async function compactJournal(path: string, options: CompactOptions): Promise<number> {
    const copy = `${path}.compact`;
    await rm(copy, { force: true });
    if ((await sizeOf(path)) < options.bytesMin) return 0;
    const journal = await Journal.open(path);
    try {
        const { spent, accepted } = await findSpent(journal, options);
        if (spent.size === 0 || spent.size * 2 < accepted) return 0;
        await copyWithout(journal, spent, copy);
        await rename(copy, path);
        await nodeFileLayer.syncDirectory(dirname(path));
        return spent.size;
    } finally {
        await journal.close();
    }
}

async function sizeOf(path: string): Promise<number> {
    const found = await stat(path).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
    });
    return found?.size ?? 0;
}

function isOld({ arrivedMs, envelope }: AcceptedEntry, { now, keepMs }: CompactOptions): boolean {
    return arrivedMs < now - keepMs && BigInt(envelope.payload.expiresAt) < BigInt(now);
}

async function findSpent(
    journal: Journal,
    options: CompactOptions,
): Promise<{ spent: ReadonlySet<string>; accepted: number }> {
    const old = new Set<string>();
    const spent = new Set<string>();
    let accepted = 0;
    for await (const entry of journal.entries()) {
        if (entry.kind === 'accepted') {
            accepted += 1;
            if (isOld(entry, options)) old.add(keyOfAccepted(entry));
        } else if (entry.kind === 'outcome' && old.has(keyOf(entry))) spent.add(keyOf(entry));
    }
    return { spent, accepted };
}

function keyOfAccepted({ signer, envelope }: AcceptedEntry): string {
    return keyOf({ signer, id: envelope.payload.id });
}

function isSpent(entry: JournalEntry, spent: ReadonlySet<string>): boolean {
    if (entry.kind === 'mark') return false;
    return spent.has(entry.kind === 'accepted' ? keyOfAccepted(entry) : keyOf(entry));
}

async function copyWithout(journal: Journal, spent: ReadonlySet<string>, path: string): Promise<void> {
    const copy = await Journal.open(path);
    try {
        let kept: JournalEntry[] = [];
        for await (const entry of journal.entries()) {
            if (isSpent(entry, spent)) continue;
            kept.push(entry);
            if (kept.length < ENTRIES_A_RECORD) continue;
            await copy.append(kept);
            kept = [];
        }
        await copy.append(kept);
    } finally {
        await copy.close();
    }
}
