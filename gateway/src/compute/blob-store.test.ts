import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import { BlobStore } from './blob-store';

const LIMITS = { blobBytesMax: 1000, quotaBytes: 2500, totalBytes: 4000, keepMs: 60_000 };

describe('the blob store', () => {
    let folder: string;
    let now = 1_000_000;
    const open = async (): Promise<BlobStore> => BlobStore.open(folder, LIMITS, () => now);
    const bytes = (size: number): Buffer => randomBytes(size);
    const code = (name: string): unknown => expect.objectContaining({ code: name });

    /** Sends a whole blob in chunks of 300 bytes. */
    async function send(store: BlobStore, owner: string, blob: Buffer): Promise<string> {
        const { ticket } = await store.begin(owner, sha256Hex(blob), blob.length);
        for (let offset = 0; offset < blob.length; offset += 300) {
            await store.append(ticket, offset, blob.subarray(offset, offset + 300));
        }
        return ticket;
    }

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'blobs-'));
    });

    afterEach(async () => {
        await rm(folder, { recursive: true });
    });

    it('gives a blob back from any place, to whoever asks for one of its owner', async () => {
        const store = await open();
        const blob = bytes(1000);
        await send(store, 'anna', blob);
        expect(await store.sizeFor(sha256Hex(blob), ['anna'])).toBe(1000);
        expect(await store.sizeFor(sha256Hex(blob), ['ben'])).toBeUndefined();
        expect(await buffer(store.read(sha256Hex(blob), 0))).toEqual(blob);
        expect(await buffer(store.read(sha256Hex(blob), 990))).toEqual(blob.subarray(990));
    });

    it('resumes an upload where it was, also after a restart, by the same words of its owner', async () => {
        const blob = bytes(700);
        const hash = sha256Hex(blob);
        const before = await open();
        const { ticket } = await before.begin('anna', hash, 700);
        await before.append(ticket, 0, blob.subarray(0, 300));
        const after = await open();
        expect(await after.begin('anna', hash, 700)).toMatchObject({ ticket, offset: 300, isComplete: false });
        expect(await after.append(ticket, 300, blob.subarray(300))).toMatchObject({ offset: 700, isComplete: true });
        expect(await (await open()).upload(ticket)).toMatchObject({ isComplete: true });
    });

    it('takes each chunk once and in order, also when two are sent at once', async () => {
        const store = await open();
        const blob = bytes(600);
        const { ticket } = await store.begin('anna', sha256Hex(blob), 600);
        await expect(store.append(ticket, 300, blob.subarray(300))).rejects.toEqual(code('COMPUTE_BLOB_OFFSET'));
        const twice = [0, 0].map(async () => store.append(ticket, 0, blob.subarray(0, 300)));
        const ends = await Promise.allSettled(twice);
        expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
        await store.append(ticket, 300, blob.subarray(300));
        expect(await buffer(store.read(sha256Hex(blob), 0))).toEqual(blob);
        await expect(store.append(ticket, 600, blob)).rejects.toEqual(code('COMPUTE_BLOB_OFFSET'));
    });

    it('begins anew after bytes that are not what was announced', async () => {
        const store = await open();
        const blob = bytes(400);
        const { ticket } = await store.begin('anna', sha256Hex(blob), 400);
        await expect(store.append(ticket, 0, bytes(400))).rejects.toEqual(code('COMPUTE_BLOB_HASH'));
        expect(await store.upload(ticket)).toMatchObject({ offset: 0 });
        await store.append(ticket, 0, blob);
        expect(await store.sizeFor(sha256Hex(blob), ['anna'])).toBe(400);
    });

    it('holds to its limits: of a blob, of a wallet, of all', async () => {
        const store = await open();
        const begin = async (owner: string, size: number): Promise<unknown> =>
            store.begin(owner, sha256Hex(bytes(8)), size);
        await expect(begin('anna', 1001)).rejects.toEqual(code('COMPUTE_BLOB_LARGE'));
        const { ticket } = await store.begin('anna', sha256Hex(bytes(8)), 500);
        await expect(store.append(ticket, 0, bytes(501))).rejects.toEqual(code('COMPUTE_BLOB_LARGE'));
        await begin('anna', 1000);
        await begin('anna', 1000);
        await expect(begin('anna', 1)).rejects.toEqual(code('COMPUTE_BLOB_QUOTA'));
        await begin('ben', 1000);
        await expect(begin('carol', 501)).rejects.toEqual(code('COMPUTE_BLOB_QUOTA'));
        await begin('carol', 500);
    });

    it('holds equal blobs once, until the last owner’s expires', async () => {
        const store = await open();
        const blob = bytes(500);
        const ticket = await send(store, 'anna', blob);
        now += 30_000;
        expect(await store.begin('ben', sha256Hex(blob), 500)).toMatchObject({ isComplete: true });
        now += 30_000;
        await expect(store.upload(ticket)).rejects.toEqual(code('COMPUTE_BLOB_UNKNOWN'));
        await store.sweep();
        expect(await store.sizeFor(sha256Hex(blob), ['anna'])).toBeUndefined();
        expect(await store.sizeFor(sha256Hex(blob), ['ben'])).toBe(500);
        now += 30_000;
        const after = await open();
        expect(await after.sizeFor(sha256Hex(blob), ['ben'])).toBeUndefined();
        expect(await readdir(folder)).toEqual(['secret']);
    });

    it('knows no ticket that it did not give', async () => {
        const store = await open();
        await expect(store.upload('ab'.repeat(32))).rejects.toEqual(code('COMPUTE_BLOB_UNKNOWN'));
        await expect(store.append('ab'.repeat(32), 0, bytes(1))).rejects.toEqual(code('COMPUTE_BLOB_UNKNOWN'));
    });
});
