import type { KeyRange } from './keys';
import type { FoundValue, VersionedValue } from './versioned-value';

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
}

/**
 * Small values, and the rows of short ranges of composite keys (`\0type\0attribute\0`, all that begins so), until they
 * change. The same ones are read by the preview of a transaction, by each endorser and by the check for conflicts; a
 * read of a range is a hop to the database's thread. What is kept holds for every view that was opened since it was read.
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

    /** Forgets all that the changes touch, and lets them be written. */
    async during(changes: readonly { readonly key: string }[], write: () => Promise<void>): Promise<void> {
        this.isChanging = true;
        for (const { key } of changes) {
            this.values.forget(key);
            if (key.startsWith(`S${SEPARATOR}`)) this.forgetRangesAround(key);
        }
        await write();
        this.changes += 1;
        this.isChanging = false;
    }

    private forgetRangesAround(key: string): void {
        for (let at = key.indexOf(SEPARATOR, 2); at >= 0; at = key.indexOf(SEPARATOR, at + 1)) {
            this.ranges.forget(key.slice(0, at + 1));
        }
    }
}
