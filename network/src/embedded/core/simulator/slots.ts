/** Lets a fixed number of actions run at the same time; the others wait in the order of their arrival. */
export class Slots {
    private readonly waiting: (() => void)[] = [];
    private free: number;

    constructor(count: number) {
        this.free = count;
    }

    /** Runs the action when a slot is free. */
    async use<T>(action: () => Promise<T>): Promise<T> {
        if (this.free === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
        else this.free--;
        try {
            return await action();
        } finally {
            const next = this.waiting.shift();
            // The slot goes straight to the next in line, so that no newcomer overtakes it.
            if (next === undefined) this.free++;
            else next();
        }
    }
}
