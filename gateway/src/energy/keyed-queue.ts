/** Runs tasks of one key one after the other, tasks of different keys side by side: one lane a region. */
export class KeyedQueue {
    readonly #tails = new Map<string, Promise<unknown>>();

    /** @returns What the task returns, once its turn has come. */
    async run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
        const before = this.#tails.get(key) ?? Promise.resolve();
        const result = before.then(task, task);
        this.#tails.set(key, result);
        try {
            return await result;
        } finally {
            if (this.#tails.get(key) === result) this.#tails.delete(key);
        }
    }

    /** Resolves when no task waits or runs. */
    async idle(): Promise<void> {
        while (this.#tails.size > 0) await Promise.allSettled(this.#tails.values());
    }
}
