import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Task, TaskOutcome } from './execute-task';
import { TASK_LIMITS, type TaskLimits } from './task-limits';

/** A process loads what was built, also when a test runs this file from its source. */
const CHILD_FILE = join(__dirname.replace(/([\\/])src([\\/]compute)/, '$1dist$2'), 'sandbox-child.js');

/** What one task is given. */
export interface TaskOrder {
    readonly module: Uint8Array;
    readonly input: Uint8Array;
    readonly fuel: bigint;
    /** Of the whole process, its start included, ms. */
    readonly wallMs: number;
    readonly limits?: TaskLimits;
}

/** Heap of the process beside the task's own memory. A module of 1 MiB and messages of 4 MiB fit. */
const HEAP_MEGABYTES = 64;

function startChild(): ChildProcess {
    return fork(CHILD_FILE, {
        execArgv: [`--max-old-space-size=${HEAP_MEGABYTES}`],
        env: {},
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
}

/**
 * Runs a stranger's module in a process of its own: no environment, little heap, no imports but a list, metered fuel,
 * memory with a maximum, killed at the wall limit.
 * @returns Output and fuel, or the code that stopped it. It never rejects for what a module does.
 */
export async function runTask({ wallMs, limits = TASK_LIMITS, ...order }: TaskOrder): Promise<TaskOutcome> {
    // Before a process is started: it costs nothing to refuse here.
    const tooLarge = order.module.length > limits.moduleBytesMax || order.input.length > limits.inputBytesMax;
    if (tooLarge) return { status: 'failed', code: 'TASK_TOO_LARGE', detail: 'the module or its input' };
    const child = startChild();
    let late = false;
    const timer = setTimeout(() => {
        late = true;
        child.kill('SIGKILL');
    }, wallMs);
    try {
        return await outcomeOf(child, { ...order, limits }, () => late);
    } finally {
        clearTimeout(timer);
    }
}

function outcomeOf(child: ChildProcess, task: Task, isLate: () => boolean): Promise<TaskOutcome> {
    return new Promise((resolve, reject) => {
        let outcome: TaskOutcome | undefined;
        child.once('message', (message) => {
            outcome = message as TaskOutcome;
        });
        child.once('error', reject);
        // Not exit: that may come before the answer has been read.
        child.once('close', (code, signal) => {
            const died = isLate() ? 'TASK_TIME' : 'TASK_CRASHED';
            resolve(outcome ?? { status: 'failed', code: died, detail: `exit ${String(code ?? signal)}` });
        });
        child.send(task, (error) => {
            // A process that died before it read the task says so by its exit.
            if (error !== null) child.kill('SIGKILL');
        });
    });
}
