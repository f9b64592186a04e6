import { FUEL_EXPORT } from './declarations';
import { instrumentModule } from './instrument';
import { TaskFailure, type TaskFailureCode } from './task-failure';
import type { TaskLimits } from './task-limits';

/** A task as it goes to the sandbox. */
export interface Task {
    readonly module: Uint8Array;
    readonly input: Uint8Array;
    /** Instructions that may run. */
    readonly fuel: bigint;
    readonly limits: TaskLimits;
}

/** How a task ended, and what it used. */
export type TaskOutcome =
    | { readonly status: 'done'; readonly output: Uint8Array; readonly fuelUsed: bigint }
    | { readonly status: 'failed'; readonly code: TaskFailureCode; readonly detail: string };

/** What {@link TASK_EXPORTS} promises, once it was looked at. */
interface TaskInstance {
    readonly memory: WebAssembly.Memory;
    readonly fuel: WebAssembly.Fuel;
    readonly input: (length: number) => unknown;
    readonly run: (address: number, length: number) => unknown;
}

function abort(): never {
    throw new TaskFailure('TASK_TRAP', 'the module aborted');
}

function compile(bytes: Uint8Array, limits: TaskLimits): WebAssembly.Module {
    const metered = instrumentModule(bytes, limits);
    if (!WebAssembly.validate(Buffer.from(bytes))) throw new TaskFailure('TASK_INVALID');
    return new WebAssembly.Module(Buffer.from(metered));
}

function instantiate(module: WebAssembly.Module): TaskInstance {
    try {
        const { exports } = new WebAssembly.Instance(module, { env: { abort } });
        return { ...(exports as unknown as TaskInstance), fuel: exports[FUEL_EXPORT] as WebAssembly.Fuel };
    } catch (error) {
        throw new TaskFailure('TASK_INSTANTIATION', String(error));
    }
}

function callFailure(error: unknown, fuelLeft: bigint): TaskFailure {
    if (error instanceof TaskFailure) return error;
    if (fuelLeft < 0n) return new TaskFailure('TASK_FUEL');
    if (error instanceof RangeError) return new TaskFailure('TASK_STACK');
    if (error instanceof TypeError) return new TaskFailure('TASK_EXPORT', error.message);
    return new TaskFailure('TASK_TRAP', String(error));
}

/** Calls into the task. The engine's own errors become ours. */
function call(instance: TaskInstance, what: () => unknown): unknown {
    try {
        return what();
    } catch (error) {
        throw callFailure(error, instance.fuel.value);
    }
}

/** A part of the task's memory that it names itself. */
function memoryPart({ memory }: TaskInstance, address: number, length: number): Uint8Array {
    if (address + length > memory.buffer.byteLength) throw new TaskFailure('TASK_OUTPUT', 'outside the memory');
    return new Uint8Array(memory.buffer, address, length);
}

function runIn(instance: TaskInstance, { input, limits }: Task): Uint8Array {
    const address = call(instance, () => instance.input(input.length));
    if (typeof address !== 'number') throw new TaskFailure('TASK_EXPORT', 'input returns no address');
    memoryPart(instance, address >>> 0, input.length).set(input);
    const answer = call(instance, () => instance.run(address, input.length));
    if (typeof answer !== 'bigint') throw new TaskFailure('TASK_EXPORT', 'run returns no address and length');
    const length = Number(BigInt.asUintN(32, answer));
    if (length > limits.outputBytesMax) throw new TaskFailure('TASK_OUTPUT', `${length} bytes`);
    return memoryPart(instance, Number(BigInt.asUintN(32, answer >> 32n)), length).slice();
}

function execute(task: Task): TaskOutcome {
    if (task.input.length > task.limits.inputBytesMax) throw new TaskFailure('TASK_TOO_LARGE', 'the input');
    const instance = instantiate(compile(task.module, task.limits));
    instance.fuel.value = task.fuel;
    const output = runIn(instance, task);
    return { status: 'done', output, fuelUsed: task.fuel - instance.fuel.value };
}

/**
 * Runs a task in this process: for the sandbox's child process, which can be killed. It never throws for what a module
 * does.
 */
export function executeTask(task: Task): TaskOutcome {
    try {
        return execute(task);
    } catch (error) {
        if (!(error instanceof TaskFailure)) throw error;
        return { status: 'failed', code: error.code, detail: error.message };
    }
}
