import { availableParallelism } from 'node:os';
import type { TaskOutcome } from './wasm/execute-task';
import { runTask, type TaskOrder } from './wasm/run-task';

/** Runs tasks in their processes, not more at a time than the machine has processors: many vehicles share one machine. */
export class SandboxPool {
    readonly #waiting: (() => void)[] = [];
    #free: number;
    #started = 0;

    constructor(processes = availableParallelism()) {
        this.#free = processes;
    }

    /** How many processes were started so far. */
    get started(): number {
        return this.#started;
    }

    /** As runTask, as soon as a processor is free. */
    async run(order: TaskOrder): Promise<TaskOutcome> {
        await this.#enter();
        this.#started += 1;
        try {
            return await runTask(order);
        } finally {
            this.#leave();
        }
    }

    async #enter(): Promise<void> {
        if (this.#free > 0) {
            this.#free -= 1;
            return;
        }
        await new Promise<void>((resolve) => {
            this.#waiting.push(resolve);
        });
    }

    /** Whoever waits longest takes the place over. */
    #leave(): void {
        const next = this.#waiting.shift();
        if (next === undefined) this.#free += 1;
        else next();
    }
}
