import type { StateStub } from '../../src/common/store';

type Range = ReturnType<StateStub['getStateByPartialCompositeKey']>;

const SEPARATOR = '\0';

/** A state in memory behind the part of Fabric's stub that the store uses; reads never see the writes of this transaction. */
export class MemoryState {
    readonly entries = new Map<string, string>();
    /** Keys that were read singly or by range, in order, as the read set would hold them. */
    readonly reads: string[] = [];
    /** Endorsement policies of keys, by key. */
    readonly policies = new Map<string, Uint8Array>();
    readonly #pending = new Map<string, string | undefined>();

    /** @returns A stub; `commit` makes its writes visible. */
    stub(): StateStub {
        return {
            getState: async (key) => this.#bytes(key),
            putState: async (key, value) => {
                this.#pending.set(key, Buffer.from(value).toString('utf8'));
            },
            deleteState: async (key) => {
                this.#pending.set(key, undefined);
            },
            setStateValidationParameter: async (key, policy) => {
                this.policies.set(key, policy);
            },
            createCompositeKey: (type, attributes) => [`${SEPARATOR}${type}`, ...attributes, ''].join(SEPARATOR),
            splitCompositeKey: (key) => {
                const [objectType = '', ...attributes] = key.slice(1, -1).split(SEPARATOR);
                return { objectType, attributes };
            },
            getStateByPartialCompositeKey: (type, attributes) =>
                this.#range([`${SEPARATOR}${type}`, ...attributes, ''].join(SEPARATOR)) as unknown as Range,
        };
    }

    /** Makes what was written visible, as a valid transaction does. */
    commit(): void {
        for (const [key, value] of this.#pending) {
            if (value === undefined) {
                this.entries.delete(key);
                this.policies.delete(key);
            } else this.entries.set(key, value);
        }
        this.#pending.clear();
    }

    #bytes(key: string): Uint8Array {
        this.reads.push(key);
        return Buffer.from(this.entries.get(key) ?? '', 'utf8');
    }

    async *#range(begin: string): AsyncGenerator<{ key: string; value: Uint8Array }> {
        this.reads.push(`${begin}*`);
        const keys = [...this.entries.keys()].filter((key) => key.startsWith(begin)).sort();
        for (const key of keys) yield { key, value: Buffer.from(this.entries.get(key) ?? '', 'utf8') };
    }
}
