/** A map of limited size that forgets what was not asked for longest. */
export class Lru<V> {
    private readonly entries = new Map<string, V>();

    constructor(private readonly limit: number) {}

    /** The value under the key, made (and kept) by `make` when it is not there. A throwing `make` keeps nothing. */
    get(key: string, make: () => V): V {
        const known = this.entries.get(key);
        if (known !== undefined) {
            this.entries.delete(key);
            this.entries.set(key, known);
            return known;
        }
        const value = make();
        this.entries.set(key, value);
        if (this.entries.size > this.limit) this.dropOldest();
        return value;
    }

    private dropOldest(): void {
        for (const key of this.entries.keys()) {
            this.entries.delete(key);
            return;
        }
    }
}
