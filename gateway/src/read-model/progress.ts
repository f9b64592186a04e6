/** How far the read model has come, and who waits for more. */
export class Progress {
    #block = -1n;
    #waiting = new Set<() => void>();

    /** The last block that is stored; -1 before the first. */
    get block(): bigint {
        return this.#block;
    }

    /** Notes the last block that is stored; less than before when the model is built anew. */
    set(block: bigint): void {
        this.#block = block;
        const waiting = this.#waiting;
        this.#waiting = new Set();
        for (const wake of waiting) wake();
    }

    /** Resolves when the next block is stored, after some time, or when the signal fires; whatever comes first. */
    async changed(signal: AbortSignal, timeoutMs: number): Promise<void> {
        if (signal.aborted) return;
        await new Promise<void>((resolve) => {
            const wake = (): void => {
                clearTimeout(timer);
                signal.removeEventListener('abort', wake);
                this.#waiting.delete(wake);
                resolve();
            };
            const timer = setTimeout(wake, timeoutMs);
            signal.addEventListener('abort', wake);
            this.#waiting.add(wake);
        });
    }
}
