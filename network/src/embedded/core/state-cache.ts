import { compareKeys, type KeyRange } from './keys';
import { decodeVersioned, type FoundValue, type VersionedValue } from './versioned-value';

/** One change of the database. */
export type DatabaseChange =
    | { readonly type: 'put'; readonly key: string; readonly value: Buffer }
    | { readonly type: 'del'; readonly key: string };

/** Values and ranges kept at most; rows of one range and bytes of one value at most: a wallet and its coins. */
const ENTRIES_MAX = 20_000;
const ROWS_MAX = 16;
const VALUE_BYTES_MAX = 4096;
/** What Fabric puts behind a composite key's prefix to end its range. */
const LAST_CHARACTER = '\u{10ffff}';
const SEPARATOR = '\0';

/** What was read at some time and has not changed since. */
class Unchanged<Content> {
    private readonly entries = new Map<string, { readonly content: Content; readonly since: number }>();

    find(key: string, time: number | undefined): { readonly content: Content } | undefined {
        const entry = this.entries.get(key);
        return entry !== undefined && time !== undefined && entry.since <= time ? entry : undefined;
    }

    keep(key: string, since: number, content: Content): void {
        this.entries.delete(key);
        this.entries.set(key, { content, since });
        if (this.entries.size <= ENTRIES_MAX) return;
        const [oldest] = this.entries.keys();
        if (oldest !== undefined) this.entries.delete(oldest);
    }

    forget(key: string): void {
        this.entries.delete(key);
    }

    /** What is kept now: nothing has changed it. */
    latest(key: string): Content | undefined {
        return this.entries.get(key)?.content;
    }
}

/**
 * Small values, and the rows of short ranges of composite keys (`\0type\0attribute\0`, all that begins so). The same ones
 * are read by each endorser, by the check for conflicts and again in the next interval; a read of a range is a hop to the
 * database's thread. What is kept is changed along with the database, and holds for views opened since its last change.
 */
export class StateCache {
    private readonly values = new Unchanged<VersionedValue | undefined>();
    private readonly ranges = new Unchanged<readonly FoundValue[]>();
    private changes = 0;
    private isChanging = false;

    /** The state that a view opened now shows; undefined while a change is written, when nobody knows. */
    get time(): number | undefined {
        return this.isChanging ? undefined : this.changes;
    }

    /** A value as a view of that time shows it, from here or read; undefined when there is none. */
    value(key: string, time: number | undefined, read: () => VersionedValue | undefined): VersionedValue | undefined {
        const kept = this.values.find(key, time);
        if (kept !== undefined) return kept.content;
        const value = read();
        const isSmall = value === undefined || value.value.length <= VALUE_BYTES_MAX;
        if (time !== undefined && time === this.time && isSmall) this.values.keep(key, time, value);
        return value;
    }

    /** The rows of a range as a view of that time shows them, undefined when they are not known. */
    rows({ gte, lt }: KeyRange, time: number | undefined): readonly FoundValue[] | undefined {
        return lt === gte + LAST_CHARACTER ? this.ranges.find(gte, time)?.content : undefined;
    }

    /** Keeps all rows of a range that a view of that time has read. */
    keepRows({ gte, lt }: KeyRange, time: number | undefined, rows: readonly FoundValue[]): void {
        if (time === undefined || time !== this.time || rows.length > ROWS_MAX) return;
        if (!gte.startsWith(`S${SEPARATOR}`) || !gte.endsWith(SEPARATOR) || lt !== gte + LAST_CHARACTER) return;
        this.ranges.keep(gte, time, rows);
    }

    /** Lets the changes be written, and then keeps what they made of the entries that they touch. */
    async during(changes: readonly DatabaseChange[], write: () => Promise<void>): Promise<void> {
        this.isChanging = true;
        const ranges = new Map<string, readonly FoundValue[]>();
        for (const change of changes) {
            this.values.forget(change.key);
            if (isState(change.key)) this.changeRanges(ranges, change);
        }
        for (const begin of ranges.keys()) this.ranges.forget(begin);
        await write();
        this.changes += 1;
        this.isChanging = false;
        for (const change of changes) if (isState(change.key)) this.keepChanged(change);
        for (const [begin, rows] of ranges) if (rows.length <= ROWS_MAX) this.ranges.keep(begin, this.changes, rows);
    }

    private keepChanged(change: DatabaseChange): void {
        if (change.type === 'del') this.values.keep(change.key, this.changes, undefined);
        else if (change.value.length <= VALUE_BYTES_MAX) {
            this.values.keep(change.key, this.changes, decodeVersioned(change.value));
        }
    }

    /** Applies a change to the kept ranges that hold its key. */
    private changeRanges(ranges: Map<string, readonly FoundValue[]>, change: DatabaseChange): void {
        const { key } = change;
        for (let at = key.indexOf(SEPARATOR, 2); at >= 0; at = key.indexOf(SEPARATOR, at + 1)) {
            const begin = key.slice(0, at + 1);
            const rows = ranges.get(begin) ?? this.ranges.latest(begin);
            if (rows === undefined) continue;
            const others = rows.filter(({ databaseKey }) => databaseKey !== key);
            ranges.set(begin, change.type === 'del' ? others : inserted(others, key, change.value));
        }
    }
}

function isState(key: string): boolean {
    return key.startsWith(`S${SEPARATOR}`);
}

function inserted(rows: readonly FoundValue[], key: string, value: Buffer): FoundValue[] {
    const after = rows.findIndex(({ databaseKey }) => compareKeys(databaseKey, key) > 0);
    const place = after < 0 ? rows.length : after;
    return [...rows.slice(0, place), { databaseKey: key, ...decodeVersioned(value) }, ...rows.slice(place)];
}
