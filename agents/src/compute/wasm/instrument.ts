import { ByteReader } from './byte-reader';
import { FUEL_EXPORT, readDeclarations, type Declarations } from './declarations';
import { section, sized, unsignedLeb } from './encode';
import { rewriteBody } from './function-body';
import { newMeter, type Meter } from './meter';
import { SECTION, SECTION_ORDER, splitModule, type ModuleParts } from './module-parts';
import { TaskFailure } from './task-failure';
import { TASK_LIMITS, type TaskLimits } from './task-limits';

const EXPORTED_GLOBAL = 3;
/** `(global (mut i64) (i64.const 0))` */
const FUEL_GLOBAL = Uint8Array.of(0x7e, 1, 0x42, 0, 0x0b);
const HEADER_BYTES = 8;
const WITH_MAXIMUM = 1;

/** A module on its way through the pass. */
class Instrumentation {
    readonly #bytes: Uint8Array;
    readonly #limits: TaskLimits;
    readonly #parts: ModuleParts;
    readonly #declared: Declarations;
    readonly #meter: Meter;

    constructor(bytes: Uint8Array, limits: TaskLimits) {
        this.#bytes = bytes;
        this.#limits = limits;
        this.#parts = splitModule(bytes, limits);
        this.#declared = readDeclarations(bytes, this.#parts, limits);
        this.#meter = newMeter(this.#declared);
    }

    run(): Uint8Array {
        const contents = new Map<number, Uint8Array>([
            [SECTION.type, this.#appended(SECTION.type, this.#meter.types)],
            [SECTION.function, this.#appended(SECTION.function, this.#meter.functionTypes)],
            [SECTION.memory, this.#memory()],
            [SECTION.global, this.#appended(SECTION.global, [FUEL_GLOBAL])],
            [SECTION.export, this.#appended(SECTION.export, [this.#fuelExport()])],
            [SECTION.code, this.#code()],
        ]);
        const sections = SECTION_ORDER.flatMap((id) => {
            const content = contents.get(id) ?? this.#content(id);
            return content === undefined ? [] : [section(id, content)];
        });
        return Buffer.concat([this.#bytes.subarray(0, HEADER_BYTES), ...sections]);
    }

    #content(id: number): Uint8Array | undefined {
        const part = this.#parts.get(id);
        return part && this.#bytes.subarray(part.from, part.end);
    }

    /** A section of so many entries, with more behind them. */
    #appended(id: number, entries: readonly Uint8Array[]): Uint8Array {
        const reader = new ByteReader(this.#content(id) ?? Uint8Array.of(0));
        const count = reader.u32() + entries.length;
        const old = (this.#content(id) ?? Uint8Array.of(0)).subarray(reader.offset);
        return Buffer.concat([Uint8Array.from(unsignedLeb(count)), old, ...entries]);
    }

    #memory(): Uint8Array {
        const { min, max } = this.#declared.memory;
        return Uint8Array.from([1, WITH_MAXIMUM, ...unsignedLeb(min), ...unsignedLeb(max)]);
    }

    #fuelExport(): Uint8Array {
        const index = unsignedLeb(this.#declared.globals);
        return Buffer.concat([sized(Buffer.from(FUEL_EXPORT)), Uint8Array.from([EXPORTED_GLOBAL, ...index])]);
    }

    #code(): Uint8Array {
        const part = this.#parts.get(SECTION.code);
        if (part === undefined) throw new TaskFailure('TASK_MALFORMED', 'no code');
        const reader = new ByteReader(this.#bytes, part.from, part.end);
        const count = reader.u32();
        if (count > this.#limits.declarationsMax) throw new TaskFailure('TASK_COUNT', `${count} functions`);
        const bodies: Uint8Array[] = [];
        for (let index = 0; index < count; index += 1) {
            const body = reader.part(reader.u32());
            bodies.push(rewriteBody(this.#bytes, body, this.#limits, this.#meter.code));
        }
        reader.assertEnd('the code section');
        bodies.push(...this.#meter.bodies);
        return Buffer.concat([Uint8Array.from(unsignedLeb(bodies.length)), ...bodies]);
    }
}

/**
 * Parses a stranger's module, refuses what a worker does not run, and puts a fuel meter into the rest: at the entry of
 * every function and at the head of every loop the instructions up to the next such place are charged. One instruction
 * costs one unit, so that fuel means the same on every machine. The module's types are not checked here: validate the
 * original with `WebAssembly.validate` first or after.
 * @returns The module with its memory's maximum lowered to the limit and the counter exported as {@link FUEL_EXPORT}.
 * @throws TaskFailure with the code of the first limit that is broken.
 */
export function instrumentModule(bytes: Uint8Array, limits: TaskLimits = TASK_LIMITS): Uint8Array {
    return new Instrumentation(bytes, limits).run();
}
