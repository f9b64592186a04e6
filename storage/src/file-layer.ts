import { open, type FileHandle } from 'node:fs/promises';

/** One open file of a log. Positions and lengths are bytes. */
export interface LayeredFile {
    size(): Promise<number>;
    /** Reads exactly `length` bytes; fewer only when the file ends there. */
    read(position: number, length: number): Promise<Buffer>;
    write(position: number, bytes: Uint8Array): Promise<void>;
    truncate(length: number): Promise<void>;
    /** Resolves once everything written is on the disk. */
    sync(): Promise<void>;
    close(): Promise<void>;
}

/** The file operations that durability depends on, so that a test can lose what was not synced. */
export interface FileLayer {
    /** Opens for reading and writing, and makes the file when it is missing. */
    open(path: string): Promise<LayeredFile>;
    /** Makes a new directory entry durable. */
    syncDirectory(path: string): Promise<void>;
}

class NodeFile implements LayeredFile {
    constructor(private readonly handle: FileHandle) {}

    async size(): Promise<number> {
        return (await this.handle.stat()).size;
    }

    async read(position: number, length: number): Promise<Buffer> {
        const buffer = Buffer.alloc(length);
        let filled = 0;
        while (filled < length) {
            const { bytesRead } = await this.handle.read(buffer, filled, length - filled, position + filled);
            if (bytesRead === 0) break;
            filled += bytesRead;
        }
        return buffer.subarray(0, filled);
    }

    async write(position: number, bytes: Uint8Array): Promise<void> {
        let written = 0;
        while (written < bytes.length) {
            const result = await this.handle.write(bytes, written, bytes.length - written, position + written);
            written += result.bytesWritten;
        }
    }

    truncate(length: number): Promise<void> {
        return this.handle.truncate(length);
    }

    sync(): Promise<void> {
        return this.handle.datasync();
    }

    close(): Promise<void> {
        return this.handle.close();
    }
}

async function openOrCreate(path: string): Promise<FileHandle> {
    try {
        return await open(path, 'r+');
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        return open(path, 'wx+');
    }
}

/** The real file system. */
export const nodeFileLayer: FileLayer = {
    open: async (path) => new NodeFile(await openOrCreate(path)),
    syncDirectory: async (path) => {
        const directory = await open(path, 'r');
        await directory.sync().finally(() => directory.close());
    },
};

class UnsyncedFile extends NodeFile {
    override async sync(): Promise<void> {
        // The data may still be in the page cache: for throwaway ledgers of tests only.
    }
}

/** The real file system without waiting for the disk: a crash of the machine loses data. For tests. */
export const unsyncedFileLayer: FileLayer = {
    open: async (path) => new UnsyncedFile(await openOrCreate(path)),
    syncDirectory: async () => undefined,
};
