import { ByteReader } from './byte-reader';
import { SECTION, type ModuleParts } from './module-parts';
import { TaskFailure } from './task-failure';
import type { TaskLimits } from './task-limits';

/** Functions that a module may import, as `module.name`. `env.abort` is what AssemblyScript calls when it gives up. */
export const IMPORTS_ALLOWED: readonly string[] = ['env.abort'];

/** Under this name the meter exports its counter. */
export const FUEL_EXPORT = 'edgebourse.fuel';

/** What a task module exports: see {@link TASK_EXPORTS}. */
const FUNCTION = 0;
const MEMORY = 2;

/**
 * What a task exports: `memory`; `input(length) -> address`, where the worker writes the input; and
 * `run(address, length) -> (address << 32) | length` of the output.
 */
export const TASK_EXPORTS: Readonly<Record<string, number>> = { memory: MEMORY, input: FUNCTION, run: FUNCTION };

/** What the pass has to know of a module to add to it. */
export interface Declarations {
    readonly types: number;
    /** Imported and own functions. */
    readonly functions: number;
    readonly globals: number;
    /** Pages of 64 KiB: what it starts with and may grow to, not above the worker's limit. */
    readonly memory: { readonly min: number; readonly max: number };
}

interface Reading {
    readonly bytes: Uint8Array;
    readonly parts: ModuleParts;
    readonly limits: TaskLimits;
}

/** Reads the count that opens a section; 0 when the section is not there. */
function open({ bytes, parts, limits }: Reading, id: number): { reader: ByteReader; count: number } {
    const part = parts.get(id);
    if (part === undefined) return { reader: new ByteReader(bytes, 0, 0), count: 0 };
    const reader = new ByteReader(bytes, part.from, part.end);
    const count = reader.u32();
    if (count > limits.declarationsMax) throw new TaskFailure('TASK_COUNT', `${count} entries of section ${id}`);
    return { reader, count };
}

/** @returns The number of imported functions. Nothing but functions is ever imported. */
function checkImports(reading: Reading): number {
    const { reader, count } = open(reading, SECTION.import);
    for (let index = 0; index < count; index += 1) {
        const name = `${reader.name()}.${reader.name()}`;
        const kind = reader.byte();
        if (kind !== FUNCTION || !IMPORTS_ALLOWED.includes(name))
            throw new TaskFailure('TASK_IMPORT', name.slice(0, 80));
        reader.u32();
    }
    reader.assertEnd('the import section');
    return count;
}

function checkExports(reading: Reading): void {
    const { reader, count } = open(reading, SECTION.export);
    const found = new Map<string, number>();
    for (let index = 0; index < count; index += 1) {
        const name = reader.name();
        found.set(name, reader.byte());
        reader.u32();
    }
    reader.assertEnd('the export section');
    if (found.has(FUEL_EXPORT)) throw new TaskFailure('TASK_EXPORT', FUEL_EXPORT);
    for (const [name, kind] of Object.entries(TASK_EXPORTS)) {
        if (found.get(name) !== kind) throw new TaskFailure('TASK_EXPORT', `${name} is missing`);
    }
}

const WITH_MAXIMUM = 1;

function readLimits(reader: ByteReader): { min: number; max: number } {
    const flags = reader.byte();
    if (flags > WITH_MAXIMUM) throw new TaskFailure('TASK_FEATURE', 'a memory or table that is shared or of 64 bits');
    const min = reader.u32();
    return { min, max: flags === WITH_MAXIMUM ? reader.u32() : Infinity };
}

function checkTables(reading: Reading): void {
    const { reader, count } = open(reading, SECTION.table);
    if (count > 1) throw new TaskFailure('TASK_TABLE', `${count} tables`);
    if (count === 0) return;
    const FUNCTION_REFERENCE = 0x70;
    if (reader.byte() !== FUNCTION_REFERENCE) throw new TaskFailure('TASK_FEATURE', 'a table of other than functions');
    const { min } = readLimits(reader);
    if (min > reading.limits.tableEntriesMax) throw new TaskFailure('TASK_TABLE', `${min} entries`);
    reader.assertEnd('the table section');
}

function checkMemory(reading: Reading): Declarations['memory'] {
    const { reader, count } = open(reading, SECTION.memory);
    if (count !== 1) throw new TaskFailure('TASK_MEMORY', `${count} memories`);
    const { min, max } = readLimits(reader);
    reader.assertEnd('the memory section');
    const { memoryPagesMax } = reading.limits;
    if (min > memoryPagesMax) throw new TaskFailure('TASK_MEMORY', `${min} pages`);
    return { min, max: Math.min(max, memoryPagesMax) };
}

/** The segments' own content is the validator's; instantiation checks where they go. */
const ONLY_COUNTED = [SECTION.element, SECTION.data, SECTION.dataCount];

/**
 * Checks everything of a module but its functions' code.
 * @throws TaskFailure TASK_IMPORT, TASK_EXPORT, TASK_MEMORY, TASK_TABLE, TASK_COUNT, TASK_FEATURE, TASK_MALFORMED.
 */
export function readDeclarations(bytes: Uint8Array, parts: ModuleParts, limits: TaskLimits): Declarations {
    const reading: Reading = { bytes, parts, limits };
    for (const id of ONLY_COUNTED) open(reading, id);
    const imported = checkImports(reading);
    const memory = checkMemory(reading);
    checkTables(reading);
    checkExports(reading);
    return {
        types: open(reading, SECTION.type).count,
        functions: imported + open(reading, SECTION.function).count,
        globals: open(reading, SECTION.global).count,
        memory,
    };
}
