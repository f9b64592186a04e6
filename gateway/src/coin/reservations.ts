/** Outputs that a transaction in flight spends: nobody else may add them to another one. */
export class OutputReservations {
    readonly #reserved = new Set<string>();

    /** @returns Whether an output is spoken for. */
    has(output: string): boolean {
        return this.#reserved.has(output);
    }

    /** Reserves outputs while the work runs. @returns What the work gave. */
    async during<Result>(outputs: readonly string[], work: () => Promise<Result>): Promise<Result> {
        const mine = outputs.filter((output) => !this.#reserved.has(output));
        for (const output of mine) this.#reserved.add(output);
        try {
            return await work();
        } finally {
            for (const output of mine) this.#reserved.delete(output);
        }
    }
}
