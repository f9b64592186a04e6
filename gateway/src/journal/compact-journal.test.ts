import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newDevice } from '../../test/support/device';
import { compactJournal } from './compact-journal';
import { Journal, type JournalEntry } from './journal';

const NOW = 100_000;
const device = newDevice();
let folder: string;
let path: string;

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'compact-'));
    path = join(folder, 'commands.log');
});

afterEach(async () => {
    await rm(folder, { recursive: true });
});

function accepted(id: string, arrivedMs: number, expiresAt = String(arrivedMs + 10)): JournalEntry {
    const envelope = device.sign({ type: 'note.v1', id, expiresAt });
    return { kind: 'accepted', envelope, signer: device.wallet, hash: id, arrivedMs };
}

const outcome = (id: string): JournalEntry => ({
    kind: 'outcome',
    signer: device.wallet,
    id,
    outcome: { status: 'committed', transactionId: `tx-${id}` },
});

async function write(...entries: readonly JournalEntry[]): Promise<void> {
    const journal = await Journal.open(path);
    for (const entry of entries) await journal.append([entry]);
    await journal.close();
}

async function read(): Promise<JournalEntry[]> {
    const journal = await Journal.open(path);
    const entries: JournalEntry[] = [];
    for await (const entry of journal.entries()) entries.push(entry);
    await journal.close();
    return entries;
}

const compact = (bytesMin = 0): Promise<number> => compactJournal(path, { now: NOW, keepMs: 1000, bytesMin });

describe('a journal that is compacted', () => {
    it('forgets commands that ended long ago and have expired, and nothing else', async () => {
        const kept = [
            accepted('open', 1),
            { kind: 'mark', mark: 'a gate' } as const,
            accepted('recent', NOW - 500, '1'),
            accepted('valid', 1, String(NOW + 1)),
            outcome('recent'),
            outcome('valid'),
        ];
        const spent = Array.from({ length: 600 }, (_, n) => [
            accepted(`old-${String(n)}`, n),
            outcome(`old-${String(n)}`),
        ]);
        await write(...spent.flat(), ...kept);
        const { size } = await stat(path);
        expect(await compact()).toBe(600);
        expect(await read()).toEqual(kept);
        expect((await stat(path)).size).toBeLessThan(size / 10);
        expect(await compact()).toBe(0);
    });

    it('is left alone while it is small, missing, or mostly in use', async () => {
        expect(await compact()).toBe(0);
        const entries = [accepted('old', 1), outcome('old'), accepted('a', NOW), accepted('b', NOW)];
        await write(...entries);
        expect(await compact(1_000_000)).toBe(0);
        expect(await compact()).toBe(0);
        expect(await read()).toEqual(entries);
    });

    it('throws the copy away that a crash left behind', async () => {
        await write(accepted('old', 1), outcome('old'));
        await writeFile(`${path}.compact`, 'half a copy');
        expect(await compact()).toBe(1);
        expect(await read()).toEqual([]);
        expect(await readdir(folder)).toEqual(['commands.log']);
    });
});
