import { ClassicLevel } from 'classic-level';
import { databaseKey, historyPrefix, type KeyRange } from './keys';
import { StateCache, type DatabaseChange } from './state-cache';
import { decodeVersioned, type FoundValue, type VersionedValue } from './versioned-value';

export type { DatabaseChange } from './state-cache';

type Database = ClassicLevel<string, Buffer>;
type Snapshot = ReturnType<Database['snapshot']>;

const RANGE_BATCH = 100;

/** One change of a key, as history queries answer it. */
export interface HistoryEntry {
    readonly txId: string;
    readonly timestampMs: number;
    readonly isDelete: boolean;
    readonly value: Uint8Array;
}

export interface TransactionStatus {
    readonly code: number;
    readonly block: number;
}

/** Reads of one moment: a commit that happens meanwhile stays invisible. Close it after use. */
export class StateView {
    constructor(
        private readonly database: Database,
        private readonly snapshot: Snapshot,
        private readonly cache: StateCache,
        private readonly time = cache.time,
    ) {}

    get(key: string): VersionedValue | undefined {
        // A read from the cache takes microseconds, a hop to another thread and back takes several times as long.
        return this.cache.value(key, this.time, () => {
            const bytes = this.database.getSync(key, { snapshot: this.snapshot });
            return bytes === undefined ? undefined : decodeVersioned(bytes);
        });
    }

    /** The rows of a range that are known without a read; undefined when they are not. */
    known(range: KeyRange): readonly FoundValue[] | undefined {
        return this.cache.rows(range, this.time);
    }

    async *range(range: KeyRange): AsyncGenerator<FoundValue, undefined> {
        const known = this.known(range);
        if (known !== undefined) yield* known;
        else yield* this.read(range);
        return undefined;
    }

    private async *read(range: KeyRange): AsyncGenerator<FoundValue, undefined> {
        // Most ranges are short: rows in batches cost one hop to LevelDB's thread instead of one for the first row alone.
        const iterator = this.database.iterator({ ...range, snapshot: this.snapshot });
        const next = async (): Promise<FoundValue[]> => {
            const entries = await iterator.nextv(RANGE_BATCH);
            return entries.map(([key, bytes]) => ({ databaseKey: key, ...decodeVersioned(bytes) }));
        };
        try {
            let rows = await next();
            if (rows.length < RANGE_BATCH) {
                // Large rows make a batch short as well: only an empty one tells the end, without another hop.
                const rest = rows.length === 0 ? rows : await next();
                if (rest.length === 0) this.cache.keepRows(range, this.time, rows);
                yield* rows;
                rows = rest;
            }
            for (; rows.length > 0; rows = await next()) yield* rows;
            return undefined;
        } finally {
            await iterator.close();
        }
    }

    /** Newest first. */
    async *history(key: string): AsyncGenerator<HistoryEntry, undefined> {
        const prefix = historyPrefix(key);
        const options = { gte: prefix, lt: `${prefix}g`, reverse: true, snapshot: this.snapshot };
        for await (const bytes of this.database.values(options)) yield decodeHistory(bytes);
        return undefined;
    }

    close(): Promise<void> {
        return this.snapshot.close();
    }
}

/** Layout: time (6 bytes), delete flag (1), length of the transaction id (1), id, value. */
export function encodeHistory(entry: HistoryEntry): Buffer {
    const id = Buffer.from(entry.txId);
    const head = Buffer.alloc(8);
    head.writeUIntBE(entry.timestampMs, 0, 6);
    head.writeUInt8(entry.isDelete ? 1 : 0, 6);
    head.writeUInt8(id.length, 7);
    return Buffer.concat([head, id, entry.value]);
}

function decodeHistory(bytes: Buffer): HistoryEntry {
    const end = 8 + bytes.readUInt8(7);
    return {
        timestampMs: bytes.readUIntBE(0, 6),
        isDelete: bytes.readUInt8(6) === 1,
        txId: bytes.toString('utf8', 8, end),
        value: bytes.subarray(end),
    };
}

/** Encodes what `StateStore.status` answers. */
export function encodeStatus({ code, block }: TransactionStatus): Buffer {
    const bytes = Buffer.alloc(7);
    bytes.writeUInt8(code, 0);
    bytes.writeUIntBE(block, 1, 6);
    return bytes;
}

/** The state database of one chaincode: derived from the block log, and rebuilt from it when it lags behind. */
export class StateStore {
    private readonly cache = new StateCache();

    private constructor(private readonly database: Database) {}

    /** Opens or makes the database in its own folder. */
    static async open(folder: string): Promise<StateStore> {
        const database: Database = new ClassicLevel(folder, { keyEncoding: 'utf8', valueEncoding: 'buffer' });
        await database.open();
        return new StateStore(database);
    }

    view(): StateView {
        return new StateView(this.database, this.database.snapshot(), this.cache);
    }

    /** The latest value; commits read this way, because nothing else writes meanwhile. */
    get(key: string): VersionedValue | undefined {
        return this.cache.value(key, this.cache.time, () => {
            const bytes = this.database.getSync(key);
            return bytes === undefined ? undefined : decodeVersioned(bytes);
        });
    }

    /** The latest rows of a range, where they are known without a read. */
    known(range: KeyRange): readonly FoundValue[] | undefined {
        return this.cache.rows(range, this.cache.time);
    }

    /** Validation code and block of a transaction, undefined when no block holds it. */
    status(txId: string): TransactionStatus | undefined {
        const bytes = this.database.getSync(databaseKey.transaction(txId));
        return bytes === undefined ? undefined : { code: bytes.readUInt8(0), block: bytes.readUIntBE(1, 6) };
    }

    /** Number of blocks whose effects are in the database. */
    savepoint(): number {
        return this.database.getSync(databaseKey.savepoint)?.readUIntBE(0, 6) ?? 0;
    }

    /** Applies one block's changes and moves the savepoint, all or nothing. */
    async apply(changes: readonly DatabaseChange[], savepoint: number): Promise<void> {
        const marker = Buffer.alloc(6);
        marker.writeUIntBE(savepoint, 0, 6);
        await this.cache.during(changes, () =>
            this.database.batch([...changes, { type: 'put', key: databaseKey.savepoint, value: marker }]),
        );
    }

    close(): Promise<void> {
        return this.database.close();
    }
}
