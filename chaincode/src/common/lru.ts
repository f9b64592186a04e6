/** A map that forgets the entry that was used least recently once it is full. */
export class LruMap<Key, Value> {
    readonly #capacity: number;
    readonly #entries = new Map<Key, Value>();

    constructor(capacity: number) {
        this.#capacity = capacity;
    }

    /** @returns The value, made and kept when it is missing. */
    getOrMake(key: Key, make: () => Value): Value {
        const kept = this.#entries.get(key);
        const value = kept ?? make();
        this.#entries.delete(key);
        this.#entries.set(key, value);
        if (this.#entries.size > this.#capacity) {
            const [oldest] = this.#entries.keys();
            if (oldest !== undefined) this.#entries.delete(oldest);
        }
        return value;
    }
}
