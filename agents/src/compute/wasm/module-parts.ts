import { ByteReader } from './byte-reader';
import { TaskFailure } from './task-failure';
import type { TaskLimits } from './task-limits';

/** Section numbers of the binary format. */
export const SECTION = {
    custom: 0,
    type: 1,
    import: 2,
    function: 3,
    table: 4,
    memory: 5,
    global: 6,
    export: 7,
    start: 8,
    element: 9,
    code: 10,
    data: 11,
    dataCount: 12,
} as const;

/** In this order they stand in a module. */
export const SECTION_ORDER: readonly number[] = [
    SECTION.type,
    SECTION.import,
    SECTION.function,
    SECTION.table,
    SECTION.memory,
    SECTION.global,
    SECTION.export,
    SECTION.start,
    SECTION.element,
    SECTION.dataCount,
    SECTION.code,
    SECTION.data,
];

const MAGIC = Buffer.from('0061736d01000000', 'hex');

/** A module's sections: where each one's content lies. */
export type ModuleParts = ReadonlyMap<number, { readonly from: number; readonly end: number }>;

/**
 * Splits a module into its sections. Custom sections are left out: nothing of a task depends on them.
 * @throws TaskFailure TASK_TOO_LARGE, TASK_MALFORMED (magic, version, order, lengths), TASK_START, TASK_FEATURE (a section
 * that the subset does not know).
 */
export function splitModule(bytes: Uint8Array, { moduleBytesMax }: TaskLimits): ModuleParts {
    if (bytes.length > moduleBytesMax) throw new TaskFailure('TASK_TOO_LARGE', `${bytes.length} bytes`);
    if (!MAGIC.equals(bytes.subarray(0, MAGIC.length)))
        throw new TaskFailure('TASK_MALFORMED', 'no magic, or version 1');
    const reader = new ByteReader(bytes, MAGIC.length);
    const parts = new Map<number, { from: number; end: number }>();
    let place = -1;
    while (!reader.atEnd) {
        const id = reader.byte();
        const length = reader.u32();
        const from = reader.offset;
        reader.skip(length);
        if (id === SECTION.custom) continue;
        place = nextPlace(id, place);
        parts.set(id, { from, end: reader.offset });
    }
    return parts;
}

function nextPlace(id: number, place: number): number {
    const own = SECTION_ORDER.indexOf(id);
    if (own < 0) throw new TaskFailure('TASK_FEATURE', `section ${id}`);
    if (id === SECTION.start) throw new TaskFailure('TASK_START');
    if (own <= place) throw new TaskFailure('TASK_MALFORMED', `section ${id} stands in the wrong place`);
    return own;
}
