import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { writeFileAtomic } from '@edgebourse/storage/atomic-file';
import { z } from 'zod';

/** How much is kept, and for how long. */
export interface BlobLimits {
    /** Largest blob. */
    readonly blobBytesMax: number;
    /** Of one wallet, all its uploads together, as announced. */
    readonly quotaBytes: number;
    /** Of all wallets. */
    readonly totalBytes: number;
    readonly keepMs: number;
}

const entrySchema = z.strictObject({
    ticket: z.string(),
    owner: z.string(),
    blob: z.string(),
    bytes: z.int(),
    expiresAt: z.number(),
});

type Entry = z.infer<typeof entrySchema>;

/** An upload, and how far it is. */
export interface Upload extends Entry {
    readonly offset: number;
    readonly isComplete: boolean;
}

async function sizeOf(path: string): Promise<number | undefined> {
    return stat(path).then(
        ({ size }) => size,
        () => undefined,
    );
}

/** The secret from which tickets are made, the same after a restart. */
async function openSecret(path: string): Promise<Buffer> {
    const held = await readFile(path).catch(() => undefined);
    if (held !== undefined) return held;
    const made = randomBytes(32);
    await writeFileAtomic(path, made, 0o600);
    return made;
}

/**
 * Blobs on the disk, named by their SHA-256, each until it expires. An upload is known by the owner and the hash, so that
 * its owner can resume it after any failure; its ticket lets bytes be sent without signing every chunk. Equal blobs of
 * several owners are held once.
 */
export class BlobStore {
    readonly #entries = new Map<string, Entry>();
    /** Chunks of one upload go one after the other. */
    readonly #busy = new Map<string, Promise<unknown>>();

    private constructor(
        readonly folder: string,
        readonly limits: BlobLimits,
        readonly secret: Buffer,
        readonly now: () => number,
    ) {}

    /** Opens the store as an earlier process left it. @param now - Ms since the epoch. */
    static async open(folder: string, limits: BlobLimits, now: () => number): Promise<BlobStore> {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const store = new BlobStore(folder, limits, await openSecret(join(folder, 'secret')), now);
        for (const name of await readdir(folder)) {
            if (!name.endsWith('.json')) continue;
            const entry = entrySchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
            store.#entries.set(entry.ticket, entry);
        }
        await store.sweep();
        return store;
    }

    /**
     * Begins an upload or says how far it is.
     * @throws EdgeError COMPUTE_BLOB_LARGE, COMPUTE_BLOB_QUOTA.
     */
    async begin(owner: string, blob: string, bytes: number): Promise<Upload> {
        const ticket = createHmac('sha256', this.secret).update(`${owner} ${blob} ${bytes}`).digest('hex');
        if (bytes > this.limits.blobBytesMax) {
            throw new EdgeError('COMPUTE_BLOB_LARGE', { bytes, blobBytesMax: this.limits.blobBytesMax });
        }
        await this.sweep();
        if (!this.#entries.has(ticket)) {
            this.#assertRoom(owner, bytes);
            const entry = { ticket, owner, blob, bytes, expiresAt: this.now() + this.limits.keepMs };
            this.#entries.set(ticket, entry);
            await writeFileAtomic(this.#path(ticket, 'json'), JSON.stringify(entry), 0o600);
        }
        return this.upload(ticket);
    }

    /** @throws EdgeError COMPUTE_BLOB_UNKNOWN. */
    async upload(ticket: string): Promise<Upload> {
        const entry = this.#entries.get(ticket);
        if (entry === undefined || entry.expiresAt <= this.now())
            throw new EdgeError('COMPUTE_BLOB_UNKNOWN', { ticket });
        const isComplete = (await sizeOf(this.#path(entry.blob, 'blob'))) === entry.bytes;
        const offset = isComplete ? entry.bytes : ((await sizeOf(this.#path(ticket, 'part'))) ?? 0);
        return { ...entry, offset, isComplete };
    }

    /**
     * Takes the next bytes of an upload; they are on the disk when this resolves.
     * @throws EdgeError COMPUTE_BLOB_UNKNOWN, COMPUTE_BLOB_OFFSET, COMPUTE_BLOB_LARGE, COMPUTE_BLOB_HASH.
     */
    async append(ticket: string, offset: number, chunk: Uint8Array): Promise<Upload> {
        const before = this.#busy.get(ticket) ?? Promise.resolve();
        const next = before.catch(() => undefined).then(async () => this.#append(ticket, offset, chunk));
        this.#busy.set(ticket, next);
        try {
            return await next;
        } finally {
            if (this.#busy.get(ticket) === next) this.#busy.delete(ticket);
        }
    }

    /** @returns The blob's size when one of the owners uploaded it and it has not expired. */
    async sizeFor(blob: string, owners: readonly string[]): Promise<number | undefined> {
        const now = this.now();
        const entry = [...this.#entries.values()].find(
            (candidate) => candidate.blob === blob && owners.includes(candidate.owner) && candidate.expiresAt > now,
        );
        if (entry === undefined) return undefined;
        const size = await sizeOf(this.#path(blob, 'blob'));
        return size === entry.bytes ? size : undefined;
    }

    /** @returns The bytes of a complete blob, from a place on. */
    read(blob: string, from: number): ReadStream {
        return createReadStream(this.#path(blob, 'blob'), { start: from });
    }

    /** Deletes what has expired. */
    async sweep(): Promise<void> {
        const now = this.now();
        const over = [...this.#entries.values()].filter(({ expiresAt }) => expiresAt <= now);
        for (const { ticket } of over) this.#entries.delete(ticket);
        const held = new Set([...this.#entries.values()].map(({ blob }) => blob));
        for (const { ticket, blob } of over) {
            await rm(this.#path(ticket, 'part'), { force: true });
            if (!held.has(blob)) await rm(this.#path(blob, 'blob'), { force: true });
            // Last: as long as it is there, a restart would come back to the rest.
            await rm(this.#path(ticket, 'json'), { force: true });
        }
    }

    #path(name: string, kind: 'json' | 'part' | 'blob'): string {
        return join(this.folder, `${name}.${kind}`);
    }

    #assertRoom(owner: string, bytes: number): void {
        const entries = [...this.#entries.values()];
        const sum = (some: readonly Entry[]): number => some.reduce((total, entry) => total + entry.bytes, bytes);
        const own = sum(entries.filter((entry) => entry.owner === owner));
        if (own > this.limits.quotaBytes || sum(entries) > this.limits.totalBytes) {
            throw new EdgeError('COMPUTE_BLOB_QUOTA', { owner, bytes, quotaBytes: this.limits.quotaBytes });
        }
    }

    async #append(ticket: string, offset: number, chunk: Uint8Array): Promise<Upload> {
        const upload = await this.upload(ticket);
        if (upload.isComplete || offset !== upload.offset) {
            throw new EdgeError('COMPUTE_BLOB_OFFSET', { offset: upload.offset, given: offset });
        }
        if (offset + chunk.length > upload.bytes) {
            throw new EdgeError('COMPUTE_BLOB_LARGE', { bytes: upload.bytes, given: offset + chunk.length });
        }
        const file = await open(this.#path(ticket, 'part'), 'a', 0o600);
        try {
            await file.appendFile(chunk);
            await file.datasync();
        } finally {
            await file.close();
        }
        if (offset + chunk.length === upload.bytes) await this.#complete(upload);
        return this.upload(ticket);
    }

    async #complete({ ticket, blob }: Entry): Promise<void> {
        const part = this.#path(ticket, 'part');
        const hash = createHash('sha256');
        await pipeline(createReadStream(part), hash);
        const given = hash.digest('hex');
        if (given !== blob) {
            await rm(part, { force: true });
            throw new EdgeError('COMPUTE_BLOB_HASH', { blob, given });
        }
        await rename(part, this.#path(blob, 'blob'));
    }
}
