import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { nodeFileLayer, type FileLayer, type LayeredFile } from './file-layer';
import { encodeFrame, HEADER_LENGTH } from './frames';
import { CorruptLogError, scanLog, type RecordPosition, type Scan } from './log-scan';

export interface DurableLogOptions {
    readonly fileLayer?: FileLayer;
    /** Records known to have been acknowledged: a tail that would cut below them is damage, not a torn write. */
    readonly acknowledged?: number;
}

/** An append-only file of byte records that survives a crash at any moment. */
export interface DurableLog {
    /** Number of durable records. */
    readonly length: number;
    /** Resolves to the record's index, only after the record is on the disk. Concurrent appends share one sync. */
    append(record: Uint8Array): Promise<number>;
    /** @throws RangeError for an index that is not there, CorruptLogError when the bytes changed meanwhile. */
    read(index: number): Promise<Buffer>;
    /** Records from `from` on, up to what is durable when each one is asked for. */
    entries(from?: number): AsyncGenerator<Buffer>;
    /** Waits for running appends; later ones are refused. */
    close(): Promise<void>;
}

interface Waiting {
    readonly record: Uint8Array;
    readonly resolve: (index: number) => void;
    readonly reject: (error: unknown) => void;
}

class FileLog implements DurableLog {
    private waiting: Waiting[] = [];
    private flushing: Promise<void> | undefined;
    private failure: Error | undefined;
    private closed = false;

    constructor(
        private readonly path: string,
        private readonly file: LayeredFile,
        private readonly records: RecordPosition[],
        private end: number,
    ) {}

    get length(): number {
        return this.records.length;
    }

    append(record: Uint8Array): Promise<number> {
        if (this.closed) return Promise.reject(new Error(`${this.path}: the log is closed`));
        return new Promise((resolve, reject) => {
            this.waiting.push({ record, resolve, reject });
            this.flushing ??= this.flushAll();
        });
    }

    /** One loop at a time: what arrives while a group is being synced forms the next group. */
    private async flushAll(): Promise<void> {
        while (this.waiting.length > 0) {
            const group = this.waiting;
            this.waiting = [];
            await this.flush(group);
        }
        this.flushing = undefined;
    }

    private async flush(group: readonly Waiting[]): Promise<void> {
        try {
            if (this.failure !== undefined) throw this.failure;
            const frame = encodeFrame(group.map(({ record }) => record));
            await this.file.write(this.end, frame);
            await this.file.sync();
            this.admit(group);
        } catch (error) {
            // After a failed sync nobody knows what is on the disk, so this log takes no more.
            this.failure ??= new Error(`${this.path}: the log failed and must be reopened`, { cause: error });
            for (const { reject } of group) reject(error);
        }
    }

    private admit(group: readonly Waiting[]): void {
        let position = this.end + HEADER_LENGTH;
        for (const { record, resolve } of group) {
            this.records.push({ position: position + 4, length: record.length, checksum: crc32(record) });
            position += 4 + record.length;
            resolve(this.records.length - 1);
        }
        this.end = position;
    }

    async read(index: number): Promise<Buffer> {
        const record = this.records[index];
        if (record === undefined) throw new RangeError(`${this.path}: no record ${index}`);
        const bytes = await this.file.read(record.position, record.length);
        if (crc32(bytes) !== record.checksum) {
            throw new CorruptLogError(this.path, record.position, `record ${index} does not match its checksum`);
        }
        return bytes;
    }

    async *entries(from = 0): AsyncGenerator<Buffer> {
        for (let index = from; index < this.records.length; index++) yield await this.read(index);
    }

    async close(): Promise<void> {
        this.closed = true;
        await this.flushing;
        await this.file.close();
    }
}

async function dropTornTail(file: LayeredFile, scan: Scan, path: string, acknowledged: number): Promise<void> {
    if (scan.records.length < acknowledged) {
        const missing = `${acknowledged} records were acknowledged, only ${scan.records.length} are sound`;
        throw new CorruptLogError(path, scan.soundLength, missing);
    }
    if ((await file.size()) === scan.soundLength) return;
    await file.truncate(scan.soundLength);
    await file.sync();
}

/**
 * Opens or makes the log, checks every record and cuts off what a crash left half written at the end.
 * @throws CorruptLogError naming the offset when bytes inside the log were changed.
 */
export async function openDurableLog(path: string, options: DurableLogOptions = {}): Promise<DurableLog> {
    const layer = options.fileLayer ?? nodeFileLayer;
    const file = await layer.open(path);
    try {
        await layer.syncDirectory(dirname(path));
        const scan = await scanLog(file, path);
        await dropTornTail(file, scan, path, options.acknowledged ?? 0);
        return new FileLog(path, file, scan.records, scan.soundLength);
    } catch (error) {
        await file.close();
        throw error;
    }
}
