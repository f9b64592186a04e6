import type { DatabaseChange, FoundValue } from './state-store';
import type { KeyRange } from './keys';

/** Ranges kept at most, and rows of one at most: a wallet's coins, an interval's heads. */
const RANGES_MAX = 20_000;
const ROWS_MAX = 16;
/** What Fabric puts behind a composite key's prefix to end its range. */
const LAST_CHARACTER = '\u{10ffff}';
const SEPARATOR = '\0';

interface Kept {
    readonly rows: readonly FoundValue[];
    readonly since: number;
}

/**
 * The rows of short ranges of public composite keys (`S\0type\0attribute\0`, all that begins so), until one of them
 * changes. The same ranges are read by the preview of a transaction, by each endorser and by the check for phantoms;
 * each read of the database is a hop to another thread. A kept range holds for every view that was opened since it was
 * read, because nothing in it has changed.
 */
export class RangeCache {
    private readonly ranges = new Map<string, Kept>();
    private changes = 0;
    private isChanging = false;

    /** The state that a view opened now shows; undefined while a change is written, when nobody knows. */
    get time(): number | undefined {
        return this.isChanging ? undefined : this.changes;
    }

    /** The rows of a range as a view of that time shows them, undefined when they are not known. */
    find({ gte, lt }: KeyRange, time: number | undefined): readonly FoundValue[] | undefined {
        if (time === undefined || lt !== gte + LAST_CHARACTER) return undefined;
        const kept = this.ranges.get(gte);
        return kept !== undefined && kept.since <= time ? kept.rows : undefined;
    }

    /** Keeps all rows of a range that a view of that time has read. */
    keep({ gte, lt }: KeyRange, time: number | undefined, rows: readonly FoundValue[]): void {
        if (time === undefined || time !== this.time || rows.length > ROWS_MAX) return;
        if (!gte.startsWith(`S${SEPARATOR}`) || !gte.endsWith(SEPARATOR) || lt !== gte + LAST_CHARACTER) return;
        this.ranges.delete(gte);
        this.ranges.set(gte, { rows, since: time });
        if (this.ranges.size <= RANGES_MAX) return;
        const [oldest] = this.ranges.keys();
        if (oldest !== undefined) this.ranges.delete(oldest);
    }

    /** Forgets every range that one of the changes lies in, and lets them be written. */
    async during(changes: readonly DatabaseChange[], write: () => Promise<void>): Promise<void> {
        this.isChanging = true;
        for (const { key } of changes) if (key.startsWith(`S${SEPARATOR}`)) this.forgetAround(key);
        await write();
        this.changes += 1;
        this.isChanging = false;
    }

    private forgetAround(key: string): void {
        for (let at = key.indexOf(SEPARATOR, 2); at >= 0; at = key.indexOf(SEPARATOR, at + 1)) {
            this.ranges.delete(key.slice(0, at + 1));
        }
    }
}
