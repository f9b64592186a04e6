/** Why a task's module was refused, or its run was stopped; the text is what people read. */
export const TASK_FAILURES = {
    TASK_TOO_LARGE: 'The module or the input is larger than a worker takes.',
    TASK_MALFORMED: 'The bytes are no WebAssembly module.',
    TASK_FEATURE: 'The module uses an instruction or a section outside the deterministic subset.',
    TASK_NESTING: 'Blocks are nested deeper than a worker takes.',
    TASK_COUNT: 'The module declares more functions, locals, branch targets or the like than a worker takes.',
    TASK_MEMORY: 'The module asks for no memory of its own, or for more than a worker lends.',
    TASK_TABLE: 'The module asks for a larger table, or for more tables, than a worker lends.',
    TASK_IMPORT: 'The module imports what is not on the list.',
    TASK_EXPORT: 'The module lacks an export that a task needs, or takes a name that the meter needs.',
    TASK_START: 'The module has a start function: it would run before its fuel is set.',
    TASK_INVALID: 'The module does not pass WebAssembly’s own validation.',
    TASK_INSTANTIATION: 'The module cannot be instantiated: a segment lies outside its memory or table.',
    TASK_FUEL: 'The task has used up the fuel that was paid for.',
    TASK_STACK: 'The task has called itself too deep.',
    TASK_TRAP: 'The task ended in a trap.',
    TASK_OUTPUT: 'The task’s output lies outside its memory or is larger than a worker returns.',
    TASK_TIME: 'The task ran longer than the wall limit and was killed.',
    TASK_CRASHED: 'The process of the task died.',
} as const;

/** A key of {@link TASK_FAILURES}. */
export type TaskFailureCode = keyof typeof TASK_FAILURES;

/** A task that cannot run, or did not end well. */
export class TaskFailure extends Error {
    readonly code: TaskFailureCode;

    /** @param detail - What was found where; empty when the code says it all. */
    constructor(code: TaskFailureCode, detail = '') {
        super(detail === '' ? code : `${code} ${detail}`);
        this.code = code;
    }
}
