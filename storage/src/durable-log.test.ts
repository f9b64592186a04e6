import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { openDurableLog, type DurableLog } from './durable-log';
import { nodeFileLayer, unsyncedFileLayer, type FileLayer, type LayeredFile } from './file-layer';
import { CorruptLogError } from './log-scan';

let folder: string;
let path: string;

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'durable-log-'));
    path = join(folder, 'records.log');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function contentOf(log: DurableLog): Promise<string[]> {
    const records: string[] = [];
    for await (const record of log.entries()) records.push(record.toString());
    return records;
}

async function reopened(fileLayer: FileLayer = nodeFileLayer): Promise<string[]> {
    const log = await openDurableLog(path, { fileLayer });
    const content = await contentOf(log);
    await log.close();
    return content;
}

/** A disk that keeps written bytes in memory until they are synced, and loses them at a crash. */
class ForgetfulDisk implements FileLayer {
    durable = Buffer.alloc(0);
    syncs = 0;
    isSyncHonest = true;
    nextSyncFails = false;

    async open(): Promise<LayeredFile> {
        let pages = Buffer.from(this.durable);
        return {
            size: async () => pages.length,
            read: async (position, length) => Buffer.from(pages.subarray(position, position + length)),
            write: async (position, bytes) => {
                pages = Buffer.concat([pages.subarray(0, position), bytes]);
            },
            truncate: async (length) => {
                pages = Buffer.from(pages.subarray(0, length));
            },
            sync: async () => {
                this.syncs++;
                // What arrives while the disk works forms the next group.
                await new Promise((resolve) => setImmediate(resolve));
                if (this.nextSyncFails) throw new Error('EIO');
                if (this.isSyncHonest) this.durable = Buffer.from(pages);
            },
            close: async () => undefined,
        };
    }

    async syncDirectory(): Promise<void> {
        // Directory entries of this disk are never lost.
    }
}

describe('a durable log', () => {
    it('gives back what was appended, in order, also after it was opened again', async () => {
        const log = await openDurableLog(path);
        expect(await log.append(Buffer.from('one'))).toBe(0);
        expect(await Promise.all(['two', '', 'four'].map((text) => log.append(Buffer.from(text))))).toEqual([1, 2, 3]);
        expect(log.length).toBe(4);
        expect((await log.read(1)).toString()).toBe('two');
        await expect(log.read(4)).rejects.toThrow(RangeError);
        await log.close();
        await expect(log.append(Buffer.from('late'))).rejects.toThrow('the log is closed');
        expect(await reopened()).toEqual(['one', 'two', '', 'four']);
    });

    it('waits at its end for what was being appended', async () => {
        const log = await openDurableLog(path);
        const appended = [log.append(Buffer.from('a')), log.append(Buffer.from('b'))];
        await log.close();
        expect(await Promise.all(appended)).toEqual([0, 1]);
    });

    it('shares one sync between appends that wait at the same time', async () => {
        const disk = new ForgetfulDisk();
        const log = await openDurableLog(path, { fileLayer: disk });
        await Promise.all(Array.from({ length: 100 }, (_, index) => log.append(Buffer.from(String(index)))));
        expect(disk.syncs).toBe(2);
        expect(await reopened(disk)).toHaveLength(100);
    });

    it('loses nothing that it acknowledged when the machine loses what was not synced', async () => {
        const disk = new ForgetfulDisk();
        const log = await openDurableLog(path, { fileLayer: disk });
        await log.append(Buffer.from('kept'));
        void log.append(Buffer.from('not acknowledged'));
        expect(await reopened(disk)).toEqual(['kept']);
    });

    it('would lose acknowledged records without the sync: the disk of this test notices', async () => {
        const disk = new ForgetfulDisk();
        disk.isSyncHonest = false;
        const log = await openDurableLog(path, { fileLayer: disk });
        await log.append(Buffer.from('lost'));
        expect(await reopened(disk)).toEqual([]);
    });

    it('takes nothing more after a sync that failed', async () => {
        const disk = new ForgetfulDisk();
        const log = await openDurableLog(path, { fileLayer: disk });
        await log.append(Buffer.from('a'));
        disk.nextSyncFails = true;
        await expect(log.append(Buffer.from('b'))).rejects.toThrow('EIO');
        disk.nextSyncFails = false;
        await expect(log.append(Buffer.from('c'))).rejects.toThrow('the log failed and must be reopened');
        expect(await reopened(disk)).toEqual(['a']);
    });

    it('cut at any byte keeps exactly the whole groups before the cut, and can be appended to', async () => {
        const log = await openDurableLog(path);
        const ends: number[] = [];
        for (const text of ['first', '', 'third']) {
            await log.append(Buffer.from(text));
            ends.push((await readFile(path)).length);
        }
        await log.close();
        const whole = await readFile(path);
        for (let length = 0; length <= whole.length; length++) {
            await writeFile(path, whole.subarray(0, length));
            const cut = await openDurableLog(path, { fileLayer: unsyncedFileLayer });
            expect(cut.length).toBe(ends.filter((end) => end <= length).length);
            await cut.append(Buffer.from('more'));
            await cut.close();
            expect((await reopened()).at(-1)).toBe('more');
        }
    });

    it('takes zeros at its end for what a crash left', async () => {
        const log = await openDurableLog(path);
        await log.append(Buffer.from('a'));
        await log.close();
        await truncate(path, (await readFile(path)).length + 5000);
        expect(await reopened()).toEqual(['a']);
    });

    it('with a byte changed inside is refused, and the error names the damaged frame', async () => {
        const log = await openDurableLog(path);
        for (const text of ['first', 'second', 'third']) await log.append(Buffer.from(text));
        await log.close();
        const whole = await readFile(path);
        const lastFrame = whole.length - (12 + 4 + 5);
        await fc.assert(
            fc.asyncProperty(fc.nat(lastFrame - 1), fc.integer({ min: 1, max: 255 }), async (position, change) => {
                const changed = Buffer.from(whole);
                changed[position] = whole[position]! ^ change;
                await writeFile(path, changed);
                const error: unknown = await openDurableLog(path).catch((reason: unknown) => reason);
                expect(error).toBeInstanceOf(CorruptLogError);
                expect((error as CorruptLogError).offset).toBe(position < 21 ? 0 : 21);
            }),
            { numRuns: 50, seed: 3 },
        );
    });

    it('does not cut a damaged end that it is told was acknowledged', async () => {
        const log = await openDurableLog(path);
        await log.append(Buffer.from('a'));
        await log.append(Buffer.from('b'));
        await log.close();
        const whole = await readFile(path);
        await writeFile(path, whole.subarray(0, -1));
        await expect(openDurableLog(path, { acknowledged: 2 })).rejects.toThrow(/2 records were acknowledged, only 1/);
        expect(await readFile(path)).toHaveLength(whole.length - 1);
    });

    it('notices a byte that changes while it is open', async () => {
        const log = await openDurableLog(path);
        await log.append(Buffer.from('abc'));
        const bytes = await readFile(path);
        bytes[bytes.length - 1] = 0;
        await writeFile(path, bytes);
        await expect(log.read(0)).rejects.toThrow(CorruptLogError);
        await log.close();
    });
});
