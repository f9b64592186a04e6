import { ByteReader } from './byte-reader';
import { sized } from './encode';
import { OP, passInstruction } from './instruction';
import { TaskFailure } from './task-failure';
import type { TaskLimits } from './task-limits';

/** What the pass puts into a body: code that charges fuel, and calls of the helpers that it adds to the module. */
export interface BodyCode {
    /** Instructions that charge so much fuel, and trap when there is less. */
    charge(fuel: number): Uint8Array;
    /** `call` of the helper that turns every NaN into one and the same. */
    readonly canonical32: Uint8Array;
    readonly canonical64: Uint8Array;
    /** `call` of the helpers that charge for the length first. */
    readonly memoryCopy: Uint8Array;
    readonly memoryFill: Uint8Array;
}

/** A change at an offset: bytes that are left out, and what stands there instead. */
interface Change {
    readonly at: number;
    readonly removed: number;
    /** Known only when the whole loop was read. */
    readonly code: () => Uint8Array;
}

/** One frame of nesting: a block shares the meter of the loop or the function around it. */
interface Meter {
    fuel: number;
}

/** Rewrites one function. */
class BodyPass {
    readonly #bytes: Uint8Array;
    readonly #reader: ByteReader;
    readonly #limits: TaskLimits;
    readonly #code: BodyCode;
    readonly #changes: Change[] = [];
    readonly #meters: Meter[] = [];
    readonly #from: number;

    constructor(bytes: Uint8Array, reader: ByteReader, limits: TaskLimits, code: BodyCode) {
        this.#bytes = bytes;
        this.#reader = reader;
        this.#limits = limits;
        this.#code = code;
        this.#from = reader.offset;
    }

    /** @returns The body with its length before it. */
    run(): Uint8Array {
        this.#passLocals();
        this.#enter({ fuel: 1 });
        while (this.#meters.length > 0) this.#step();
        this.#reader.assertEnd('a function');
        return sized(this.#rewritten());
    }

    #passLocals(): void {
        let locals = 0;
        for (let groups = this.#reader.u32(); groups > 0; groups -= 1) {
            locals += this.#reader.u32();
            this.#reader.byte();
            if (locals > this.#limits.localsMax)
                throw new TaskFailure('TASK_COUNT', `${locals} locals of one function`);
        }
    }

    #step(): void {
        const at = this.#reader.offset;
        const opcode = passInstruction(this.#reader, this.#limits);
        const meter = this.#meters.at(-1);
        if (meter === undefined) throw this.#reader.malformed('goes on behind its end');
        meter.fuel += 1;
        if (opcode === OP.loop) this.#enter({ fuel: 1 });
        else if (opcode === OP.block || opcode === OP.if) this.#nest(meter);
        else if (opcode === OP.end) this.#meters.pop();
        else this.#replace(opcode, at);
    }

    /** At a function's entry and at a loop's head the fuel of its straight code is charged; inner loops charge theirs. */
    #enter(meter: Meter): void {
        this.#nest(meter);
        this.#changes.push({ at: this.#reader.offset, removed: 0, code: () => this.#code.charge(meter.fuel) });
    }

    #nest(meter: Meter): void {
        this.#meters.push(meter);
        if (this.#meters.length > this.#limits.nestingMax) {
            throw new TaskFailure('TASK_NESTING', `more than ${this.#limits.nestingMax} blocks`);
        }
    }

    /** Where the bits of a NaN would show, it is made canonical first; whatever moves a length is charged for it. */
    #replace(opcode: number, at: number): void {
        const { canonical32, canonical64, memoryCopy, memoryFill } = this.#code;
        const removed = this.#reader.offset - at;
        if (opcode === OP.f32Store || opcode === OP.f32Copysign || opcode === OP.i32ReinterpretF32) {
            this.#changes.push({ at, removed: 0, code: () => canonical32 });
        } else if (opcode === OP.f64Store || opcode === OP.f64Copysign || opcode === OP.i64ReinterpretF64) {
            this.#changes.push({ at, removed: 0, code: () => canonical64 });
        } else if (opcode === OP.memoryCopy) this.#changes.push({ at, removed, code: () => memoryCopy });
        else if (opcode === OP.memoryFill) this.#changes.push({ at, removed, code: () => memoryFill });
    }

    #rewritten(): Uint8Array {
        const parts: Uint8Array[] = [];
        let done = this.#from;
        for (const { at, removed, code } of this.#changes) {
            parts.push(this.#bytes.subarray(done, at), code());
            done = at + removed;
        }
        return Buffer.concat([...parts, this.#bytes.subarray(done, this.#reader.offset)]);
    }
}

/**
 * Checks one function and puts the meter into it.
 * @param reader - Of exactly the function: its locals and instructions.
 * @throws TaskFailure TASK_MALFORMED, TASK_FEATURE, TASK_NESTING, TASK_COUNT.
 */
export function rewriteBody(bytes: Uint8Array, reader: ByteReader, limits: TaskLimits, code: BodyCode): Uint8Array {
    return new BodyPass(bytes, reader, limits, code).run();
}
