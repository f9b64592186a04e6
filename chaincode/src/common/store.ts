import type { ChaincodeStub } from 'fabric-shim';
import { canonicalJson } from './canonical-json';
import { EdgeError } from './errors';

/** The parts of a composite key; the first is the object type, such as `coin`. */
export type KeyParts = readonly [objectType: string, ...attributes: string[]];

/** The part of the stub that the store needs. */
export type StateStub = Pick<
    ChaincodeStub,
    | 'getState'
    | 'putState'
    | 'deleteState'
    | 'setStateValidationParameter'
    | 'getStateByPartialCompositeKey'
    | 'createCompositeKey'
    | 'splitCompositeKey'
>;

/** A record of a range, with its key's attributes (without the object type). */
export interface Row<Value> {
    readonly attributes: string[];
    readonly value: Value;
}

interface Committed {
    readonly found: Map<string, string>;
    readonly isWhole: boolean;
}

/** No range of one transaction may be larger: a range that stops silently at the peer's limit would lie. */
const RANGE_MAX = 10_000;

/**
 * The world state as a transaction sees it: reads come from the ledger once, writes stay in an overlay (where later
 * reads of the same transaction see them) until {@link Store.flush} writes them in key order. A function that throws
 * flushes nothing, so it leaves no half effect.
 */
export class Store {
    readonly #stub: StateStub;
    readonly #committed = new Map<string, Promise<string | undefined>>();
    readonly #overlay = new Map<string, string | undefined>();
    readonly #guards = new Map<string, Uint8Array>();

    constructor(stub: StateStub) {
        this.#stub = stub;
    }

    /** @returns The record under the key, or undefined. Every call for a key that exists or not enters the read set. */
    async get<Value>(key: KeyParts): Promise<Value | undefined> {
        const text = await this.#read(this.#name(key));
        return text === undefined ? undefined : (JSON.parse(text) as Value);
    }

    /**
     * @param missing - Makes the refusal; called only when there is no record, because making an error costs a stack trace.
     * @returns The record under the key.
     * @throws The refusal when there is none.
     */
    async require<Value>(key: KeyParts, missing: () => EdgeError): Promise<Value> {
        const value = await this.get<Value>(key);
        if (value === undefined) throw missing();
        return value;
    }

    /** Keeps the record in the overlay, as canonical JSON. */
    put(key: KeyParts, value: unknown): void {
        this.#overlay.set(this.#name(key), canonicalJson(value));
    }

    /**
     * Gives a key that this transaction writes an endorsement policy of its own, which replaces the chaincode's and dies
     * with the key: set it again with each new output.
     */
    guard(key: KeyParts, policy: Uint8Array): void {
        this.#guards.set(this.#name(key), policy);
    }

    /**
     * Deletes a record that this transaction has read: a blind delete of a missing key commits as valid.
     * @throws EdgeError RECORD_CORRUPT when the key was never read (a defect of the caller).
     */
    delete(key: KeyParts): void {
        const name = this.#name(key);
        if (!this.#committed.has(name) && !this.#overlay.has(name)) {
            throw new EdgeError('RECORD_CORRUPT', { reason: 'delete without read', key: key.join('~') });
        }
        this.#overlay.set(name, undefined);
    }

    /**
     * Lists records whose keys begin with the parts: committed ones with the overlay applied, in key order.
     * @returns Key attributes (without the object type) and values.
     * @throws EdgeError RECORD_CORRUPT when there are more than 10 000.
     */
    async range<Value>(prefix: KeyParts): Promise<Row<Value>[]> {
        const { rows, isWhole } = await this.beginning<Value>(prefix);
        if (!isWhole) throw new EdgeError('RECORD_CORRUPT', { reason: 'range too large', objectType: prefix[0] });
        return rows;
    }

    /**
     * As {@link Store.range}, for keys that strangers can add to: answers the first 10 000 committed records.
     * @returns The rows, and whether there are no more.
     */
    async beginning<Value>(prefix: KeyParts): Promise<{ rows: Row<Value>[]; isWhole: boolean }> {
        const { found, isWhole } = await this.#committedRange(prefix);
        const begin = this.#name(prefix);
        for (const [name, text] of this.#overlay) {
            if (!name.startsWith(begin)) continue;
            if (text === undefined) found.delete(name);
            else found.set(name, text);
        }
        const rows = [...found].sort(byName).map(([name, text]) => ({
            attributes: this.#stub.splitCompositeKey(name).attributes,
            value: JSON.parse(text) as Value,
        }));
        return { rows, isWhole };
    }

    /** Writes the overlay to the stub in key order. */
    async flush(): Promise<void> {
        for (const [name, text] of [...this.#overlay].sort(byName)) {
            if (text === undefined) await this.#stub.deleteState(name);
            else await this.#stub.putState(name, Buffer.from(text, 'utf8'));
            const policy = this.#guards.get(name);
            if (policy !== undefined) await this.#stub.setStateValidationParameter(name, policy);
        }
        this.#overlay.clear();
        this.#guards.clear();
    }

    #name([objectType, ...attributes]: KeyParts): string {
        return this.#stub.createCompositeKey(objectType, attributes);
    }

    async #read(name: string): Promise<string | undefined> {
        if (this.#overlay.has(name)) return this.#overlay.get(name);
        let value = this.#committed.get(name);
        if (value === undefined) {
            value = this.#stub.getState(name).then(toText);
            this.#committed.set(name, value);
        }
        return value;
    }

    async #committedRange([objectType, ...attributes]: KeyParts): Promise<Committed> {
        const found = new Map<string, string>();
        for await (const { key, value } of this.#stub.getStateByPartialCompositeKey(objectType, attributes)) {
            const text = toText(value);
            if (text === undefined) continue;
            if (found.size === RANGE_MAX) return { found, isWhole: false };
            found.set(key, text);
            this.#committed.set(key, Promise.resolve(text));
        }
        return { found, isWhole: true };
    }
}

function toText(value: Uint8Array): string | undefined {
    return value.length === 0 ? undefined : Buffer.from(value).toString('utf8');
}

/** Order of UTF-16 code units: the same on every peer. */
function byName([a]: [string, unknown], [b]: [string, unknown]): number {
    if (a === b) return 0;
    return a < b ? -1 : 1;
}
