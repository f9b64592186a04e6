const PER_NAME_MAX = 40;
const OF_ANY_NAME_MAX = 200;
const TEXT_LENGTH_MAX = 300;

/** Values that the ledger knows, by the name of the member that held them: what makes a request reach past a 404. */
export class ValuePool {
    readonly #known = new Map<string, Set<string | number>>();

    /** Learns every text and number in an answer, up to a few of each name. */
    learn(value: unknown, name = ''): void {
        if (Array.isArray(value)) for (const item of value) this.learn(item, name);
        else if (typeof value === 'object' && value !== null) {
            for (const [member, part] of Object.entries(value)) this.learn(part, member);
        } else if (typeof value === 'number' || (typeof value === 'string' && value.length <= TEXT_LENGTH_MAX)) {
            this.#add(name, value);
        }
    }

    /** @returns Texts of the name that fit the pattern; when there are none, some of any name that do. */
    texts(name: string, pattern?: RegExp): string[] {
        const fit = (value: string | number): value is string =>
            typeof value === 'string' && (pattern?.test(value) ?? true);
        const named = this.#ofName(name).filter(fit);
        if (named.length > 0 || pattern === undefined) return named;
        return [...this.#known.values()].flatMap((values) => [...values].filter(fit)).slice(0, OF_ANY_NAME_MAX);
    }

    /** @returns Numbers of the name. */
    numbers(name: string): number[] {
        return this.#ofName(name).filter((value) => typeof value === 'number');
    }

    #ofName(name: string): (string | number)[] {
        return [...(this.#known.get(name) ?? [])];
    }

    #add(name: string, value: string | number): void {
        const values = this.#known.get(name) ?? new Set();
        if (values.size < PER_NAME_MAX) values.add(value);
        this.#known.set(name, values);
    }
}
