/** What a worker takes at most of a stranger's module. */
export interface TaskLimits {
    readonly moduleBytesMax: number;
    readonly inputBytesMax: number;
    readonly outputBytesMax: number;
    /** Blocks, loops and ifs inside each other, in one function. */
    readonly nestingMax: number;
    /** Pages of 64 KiB; a module's own maximum is lowered to it. */
    readonly memoryPagesMax: number;
    readonly tableEntriesMax: number;
    /** Types, functions, globals, exports, element and data segments: of each. */
    readonly declarationsMax: number;
    readonly localsMax: number;
    readonly branchTargetsMax: number;
}

/** The limits of every worker in the demo: a phone holds them without pain. */
export const TASK_LIMITS: TaskLimits = {
    moduleBytesMax: 1_048_576,
    inputBytesMax: 4_194_304,
    outputBytesMax: 4_194_304,
    nestingMax: 100,
    memoryPagesMax: 256,
    tableEntriesMax: 10_000,
    declarationsMax: 10_000,
    localsMax: 1000,
    branchTargetsMax: 4096,
};
