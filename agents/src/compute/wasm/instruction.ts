import type { ByteReader } from './byte-reader';
import { TaskFailure } from './task-failure';
import type { TaskLimits } from './task-limits';

/** Opcodes that the pass looks at; all others it only passes. */
export const OP = {
    block: 0x02,
    loop: 0x03,
    if: 0x04,
    else: 0x05,
    end: 0x0b,
    f32Store: 0x38,
    f64Store: 0x39,
    f32Copysign: 0x98,
    f64Copysign: 0xa6,
    i32ReinterpretF32: 0xbc,
    i64ReinterpretF64: 0xbd,
    memoryCopy: 0xfc0a,
    memoryFill: 0xfc0b,
} as const;

const PREFIX = 0xfc;
const SATURATING_MAX = 7;
/** The alignment exponent of a memory access is at most 4; bit 6 would name a second memory. */
const ALIGNMENT_MAX = 4;

type Immediate = (reader: ByteReader, limits: TaskLimits) => void;

const none: Immediate = () => undefined;
const index: Immediate = (reader) => {
    reader.u32();
};
const twoIndices: Immediate = (reader) => {
    reader.u32();
    reader.u32();
};
const blockType: Immediate = (reader) => {
    reader.skipSigned(5);
};
const memoryAccess: Immediate = (reader) => {
    if (reader.u32() > ALIGNMENT_MAX) throw reader.malformed('names no alignment of the one memory');
    reader.u32();
};
const branchTable: Immediate = (reader, { branchTargetsMax }) => {
    const targets = reader.u32();
    if (targets > branchTargetsMax) throw new TaskFailure('TASK_COUNT', `${targets} targets of one br_table`);
    for (let count = 0; count <= targets; count += 1) reader.u32();
};
const selectTypes: Immediate = (reader) => {
    if (reader.u32() !== 1) throw reader.malformed('selects more than one value');
    reader.byte();
};
const skipBytes =
    (count: number): Immediate =>
    (reader) => {
        reader.skip(count);
    };
const signed =
    (bytesMax: number): Immediate =>
    (reader) => {
        reader.skipSigned(bytesMax);
    };

/** First and last opcode of a range, and what follows them. Core 1.0, sign extension, several values of a block. */
const RANGES: readonly (readonly [number, number, Immediate])[] = [
    [0x00, 0x01, none],
    [OP.block, OP.if, blockType],
    [OP.else, OP.else, none],
    [OP.end, OP.end, none],
    [0x0c, 0x0d, index],
    [0x0e, 0x0e, branchTable],
    [0x0f, 0x0f, none],
    [0x10, 0x10, index],
    [0x11, 0x11, twoIndices],
    [0x1a, 0x1b, none],
    [0x1c, 0x1c, selectTypes],
    [0x20, 0x24, index],
    [0x28, 0x3e, memoryAccess],
    [0x3f, 0x40, skipBytes(1)],
    [0x41, 0x41, signed(5)],
    [0x42, 0x42, signed(10)],
    [0x43, 0x43, skipBytes(4)],
    [0x44, 0x44, skipBytes(8)],
    [0x45, 0xc4, none],
];

const IMMEDIATES: ReadonlyMap<number, Immediate> = new Map(
    RANGES.flatMap(([first, last, immediate]) =>
        Array.from({ length: last - first + 1 }, (_, step): [number, Immediate] => [first + step, immediate]),
    ),
);

/**
 * Passes one instruction with its immediates.
 * @returns Its opcode; 0xfcNN for those behind the prefix.
 * @throws TaskFailure TASK_FEATURE for an opcode outside the subset (tables, threads, vectors, tail calls, exceptions),
 * TASK_COUNT, TASK_MALFORMED.
 */
export function passInstruction(reader: ByteReader, limits: TaskLimits): number {
    const at = reader.offset;
    const opcode = reader.byte();
    if (opcode === PREFIX) return passPrefixed(reader, at);
    const immediate = IMMEDIATES.get(opcode);
    if (immediate === undefined) throw notAllowed(opcode, at);
    immediate(reader, limits);
    return opcode;
}

/** Saturating conversions, `memory.copy` and `memory.fill`; segments and tables stay as they were instantiated. */
function passPrefixed(reader: ByteReader, at: number): number {
    const sub = reader.u32();
    const opcode = PREFIX * 256 + sub;
    if (sub <= SATURATING_MAX) return opcode;
    if (opcode === OP.memoryCopy) reader.skip(2);
    else if (opcode === OP.memoryFill) reader.skip(1);
    else throw notAllowed(opcode, at);
    return opcode;
}

function notAllowed(opcode: number, at: number): TaskFailure {
    return new TaskFailure('TASK_FEATURE', `instruction 0x${opcode.toString(16)} at byte ${at}`);
}
