import type { FileLayer, LayeredFile } from '../file-layer';

/** When the power goes, and how the disk lies. Syncs of files and folders are counted together, from 1. */
export interface PowerCutOptions {
    /** The power goes when this sync is asked for, before it does anything; never when absent. */
    readonly cutAt?: number;
    /** This sync does nothing, as if it had been left out of the code. */
    readonly ignore?: number;
    /** Part of the last unsynced write that reached the disk all the same, from 0 to 1. */
    readonly torn?: number;
}

interface StoredFile {
    /** What is on the disk; undefined until the folder that names the file was synced. */
    durable: Buffer | undefined;
    /** What the running system sees. */
    pages: Buffer;
    unsynced: { readonly position: number; readonly bytes: Uint8Array } | undefined;
}

/**
 * A disk in memory that keeps to the promises of POSIX and no more: what was not synced is gone after a power cut,
 * except that the last write may be there in part. A new file is gone with its bytes until its folder was synced.
 */
export class PowerCutDisk implements FileLayer {
    readonly #files = new Map<string, StoredFile>();
    readonly #options: PowerCutOptions;
    #syncs = 0;
    #isOff = false;

    constructor(options: PowerCutOptions = {}) {
        this.#options = options;
    }

    /** How many syncs were asked for. */
    get syncs(): number {
        return this.#syncs;
    }

    async open(path: string): Promise<LayeredFile> {
        this.#assertPower();
        const file = this.#files.get(path) ?? { durable: undefined, pages: Buffer.alloc(0), unsynced: undefined };
        this.#files.set(path, file);
        return this.#handle(file);
    }

    /** All files of the tests lie in one folder. */
    async syncDirectory(): Promise<void> {
        if (!this.#beginSync()) return;
        for (const file of this.#files.values()) file.durable ??= Buffer.alloc(0);
    }

    /** @returns The disk after a power cut, with the power back. */
    restart(options: PowerCutOptions = {}): PowerCutDisk {
        this.#isOff = true;
        const disk = new PowerCutDisk(options);
        for (const [path, file] of this.#files) {
            const survived = survivor(file, this.#options.torn ?? 0);
            if (survived !== undefined) {
                disk.#files.set(path, { durable: survived, pages: survived, unsynced: undefined });
            }
        }
        return disk;
    }

    /** @returns What a file holds for the running system; empty when there is none. */
    contentOf(path: string): Buffer {
        return this.#files.get(path)?.pages ?? Buffer.alloc(0);
    }

    #handle(file: StoredFile): LayeredFile {
        return {
            size: async () => file.pages.length,
            read: async (position, length) => Buffer.from(file.pages.subarray(position, position + length)),
            write: async (position, bytes) => {
                this.#assertPower();
                file.pages = overwritten(file.pages, position, bytes);
                file.unsynced = { position, bytes };
            },
            truncate: async (length) => {
                this.#assertPower();
                file.pages = Buffer.from(file.pages.subarray(0, length));
            },
            sync: async () => {
                // What arrives while the disk works forms the next group.
                await new Promise((resolve) => setImmediate(resolve));
                if (!this.#beginSync()) return;
                if (file.durable !== undefined) file.durable = file.pages;
                file.unsynced = undefined;
            },
            close: async () => undefined,
        };
    }

    /** @returns Whether the sync does its work. */
    #beginSync(): boolean {
        this.#assertPower();
        this.#syncs += 1;
        if (this.#syncs === this.#options.cutAt) this.#isOff = true;
        this.#assertPower();
        return this.#syncs !== this.#options.ignore;
    }

    #assertPower(): void {
        if (this.#isOff) throw new Error('the power is off');
    }
}

function overwritten(pages: Buffer, position: number, bytes: Uint8Array): Buffer {
    const result = Buffer.alloc(Math.max(pages.length, position + bytes.length));
    pages.copy(result);
    result.set(bytes, position);
    return result;
}

function survivor({ durable, unsynced }: StoredFile, torn: number): Buffer | undefined {
    if (durable === undefined || unsynced === undefined) return durable;
    const { position, bytes } = unsynced;
    return overwritten(durable, position, bytes.subarray(0, Math.floor(bytes.length * torn)));
}
