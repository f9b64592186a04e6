import type { BodyCode } from './function-body';
import { signedLeb, sized, unsignedLeb } from './encode';

const I32 = 0x7f;
const F32 = 0x7d;
const F64 = 0x7c;
const FUNCTION_TYPE = 0x60;

const LOCAL_GET = 0x20;
const GLOBAL_GET = 0x23;
const GLOBAL_SET = 0x24;
const CALL = 0x10;
const END = 0x0b;
const I64_CONST = 0x42;
const I64_SUB = 0x7d;

/** `i64.const 0; i64.lt_s; if; unreachable; end` */
const TRAP_BELOW_ZERO = [I64_CONST, 0, 0x53, 0x04, 0x40, 0x00, END];
/** `i64.extend_i32_u; i64.const 3; i64.shr_u`: one unit of fuel for 8 bytes that are moved. */
const EIGHTH = [0xad, I64_CONST, 3, 0x88];
/** `f32.const nan`, `f64.const nan`: the canonical one, positive with only the top bit of the payload. */
const NAN32 = [0x43, 0x00, 0x00, 0xc0, 0x7f];
const NAN64 = [0x44, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x7f];
const F32_EQ = 0x5b;
const F64_EQ = 0x61;
const SELECT = 0x1b;

/** A function that the pass appends: the number of its type among the appended ones, and its body. */
interface Helper {
    readonly type: number;
    readonly code: readonly number[];
}

/** What the pass adds to a module. */
export interface Meter {
    /** Types behind the module's own, ready to append. */
    readonly types: readonly Uint8Array[];
    /** For each appended function the index of its type, ready to append. */
    readonly functionTypes: readonly Uint8Array[];
    readonly bodies: readonly Uint8Array[];
    /** Calls and charges that go into the module's own bodies. */
    readonly code: BodyCode;
}

/** Takes what is on the stack from the fuel, and traps when none is left. */
function spend(fuelGlobal: readonly number[]): number[] {
    return [I64_SUB, GLOBAL_SET, ...fuelGlobal, GLOBAL_GET, ...fuelGlobal, ...TRAP_BELOW_ZERO];
}

/** Keeps a number as it is, and makes the one canonical NaN of every other: a NaN is unequal to itself. */
function canonical(nan: readonly number[], equal: number): number[] {
    return [LOCAL_GET, 0, ...nan, LOCAL_GET, 0, LOCAL_GET, 0, equal, SELECT, END];
}

function moving(fuel: readonly number[], instruction: readonly number[]): number[] {
    const arguments3 = [LOCAL_GET, 0, LOCAL_GET, 1, LOCAL_GET, 2];
    return [GLOBAL_GET, ...fuel, LOCAL_GET, 2, ...EIGHTH, ...spend(fuel), ...arguments3, ...instruction, END];
}

const TYPES = [
    [FUNCTION_TYPE, 1, F32, 1, F32],
    [FUNCTION_TYPE, 1, F64, 1, F64],
    [FUNCTION_TYPE, 3, I32, I32, I32, 0],
];

/**
 * @param types - Types that the module has; the meter's come behind them.
 * @param functions - Functions that it has, imported ones included.
 * @param globals - Globals that it has; the fuel counter is the next.
 */
export function newMeter({ types, functions, globals }: Record<'types' | 'functions' | 'globals', number>): Meter {
    const fuel = unsignedLeb(globals);
    const helpers: readonly Helper[] = [
        { type: 0, code: canonical(NAN32, F32_EQ) },
        { type: 1, code: canonical(NAN64, F64_EQ) },
        { type: 2, code: moving(fuel, [0xfc, 0x0a, 0, 0]) },
        { type: 2, code: moving(fuel, [0xfc, 0x0b, 0]) },
    ];
    const call = (helper: number): Uint8Array => Uint8Array.from([CALL, ...unsignedLeb(functions + helper)]);
    return {
        types: TYPES.map((type) => Uint8Array.from(type)),
        functionTypes: helpers.map(({ type }) => Uint8Array.from(unsignedLeb(types + type))),
        bodies: helpers.map(({ code }) => sized(Uint8Array.from([0, ...code]))),
        code: {
            charge: (cost) => Uint8Array.from([GLOBAL_GET, ...fuel, I64_CONST, ...signedLeb(cost), ...spend(fuel)]),
            canonical32: call(0),
            canonical64: call(1),
            memoryCopy: call(2),
            memoryFill: call(3),
        },
    };
}
