import fc from 'fast-check';
import { executeTask, type TaskOutcome } from './execute-task';
import { instrumentModule } from './instrument';
import { TaskFailure } from './task-failure';
import { TASK_LIMITS } from './task-limits';
import { assembleWat } from './wat';
import { mandelbrotInput, mandelbrotModule } from '../tasks/mandelbrot';

const FUEL = 10n ** 12n;

async function run(text: string, input = Buffer.alloc(0)): Promise<TaskOutcome> {
    return executeTask({ module: await assembleWat('test', text), input, fuel: FUEL, limits: TASK_LIMITS });
}

const task = (body: string, more = ''): string => `(module (memory (export "memory") 1)
    (func (export "input") (param i32) (result i32) (i32.const 0)) ${more}
    (func (export "run") (param i32 i32) (result i64) ${body}))`;

/** What a module answers without any meter. */
function bare(module: Uint8Array, input: Uint8Array): Buffer {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(module)));
    const {
        memory,
        input: place,
        run: start,
    } = exports as {
        memory: WebAssembly.Memory;
        input: (length: number) => number;
        run: (address: number, length: number) => bigint;
    };
    const address = place(input.length);
    new Uint8Array(memory.buffer).set(input, address);
    const answer = start(address, input.length);
    return Buffer.from(
        memory.buffer.slice(Number(answer >> 32n), Number(answer >> 32n) + Number(answer & 0xffffffffn)),
    );
}

describe('a metered module', () => {
    it('answers the same bytes as without the meter, for the same fuel on every run', async () => {
        const module = await mandelbrotModule();
        const box = { width: 40, height: 30, iterations: 60, left: -2, top: -1.2, step: 0.08 };
        await fc.assert(
            fc.asyncProperty(fc.nat(28), fc.integer({ min: 1, max: 5 }), async (from, rows) => {
                const input = mandelbrotInput(box, { first: from, rows, apart: 3 });
                const [first, second] = [0, 1].map(() =>
                    executeTask({ module, input, fuel: FUEL, limits: TASK_LIMITS }),
                );
                expect(first).toEqual(second);
                if (first!.status !== 'done') throw new Error(first!.detail);
                expect(Buffer.from(first!.output).equals(bare(module, input))).toBe(true);
            }),
            { numRuns: 25, seed: 8 },
        );
    });

    it('is charged one unit an instruction: straight code once, a loop for each round', async () => {
        const straight = await run(task('(i64.const 0)'));
        const rounds = await run(
            task(`(local $n i32) (loop $again
                (br_if $again (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 1000))))
                (i64.const 0)`),
        );
        const used = [straight, rounds].map((outcome) => (outcome.status === 'done' ? outcome.fuelUsed : undefined));
        // `input` and `run`: a constant, an end and the entry itself each. The loop: seven instructions, end and head.
        expect(used).toEqual([6n, 6n + 1n + 1000n * 9n]);
    });

    it('is charged for the bytes that one instruction moves', async () => {
        const moved = await run(task('(memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (i64.const 0)'));
        expect(moved.status === 'done' && moved.fuelUsed).toBe(6n + 4n + 8192n);
    });

    it('moves bytes as it did', async () => {
        const outcome = await run(
            task(`(memory.fill (i32.const 0) (i32.const 9) (i32.const 4))
                (memory.copy (i32.const 2) (i32.const 100) (i32.const 1)) (i64.const 4)`),
        );
        expect(outcome.status === 'done' && Buffer.from(outcome.output).toString('hex')).toBe('09090009');
    });

    it('shows one NaN only, whatever its bits were', async () => {
        const outcome = await run(
            task(`
                (f64.store (i32.const 0) (f64.const nan:0x123456))
                (f64.store (i32.const 8) (f64.neg (f64.div (f64.const 0) (f64.const 0))))
                (i64.store (i32.const 16) (i64.reinterpret_f64 (f64.sqrt (f64.const -1))))
                (f64.store (i32.const 24) (f64.copysign (f64.const 1) (f64.const -nan)))
                (f32.store (i32.const 32) (f32.const -nan:0x1234))
                (i32.store (i32.const 36) (i32.reinterpret_f32 (f32.mul (f32.const inf) (f32.const 0))))
                (f32.store (i32.const 40) (f32.copysign (f32.const 2) (f32.const -nan)))
                (f64.store (i32.const 44) (f64.const -0))
                (i64.const 52)`),
        );
        const nan64 = '000000000000f87f';
        const nan32 = '0000c07f';
        expect(outcome.status === 'done' && Buffer.from(outcome.output).toString('hex')).toBe(
            `${nan64.repeat(3)}000000000000f03f${nan32.repeat(2)}000000400000000000000080`,
        );
    });

    it('gets no more memory than the worker lends, and less when it asks for less', async () => {
        const pages = async (declared: string): Promise<unknown> => {
            const text = task('(i64.const 0)').replace('(memory (export "memory") 1)', declared);
            const metered = instrumentModule(await assembleWat('test', text));
            const { memory } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(metered))).exports;
            let grown = 0;
            const growAll = (): void => {
                for (grown = 1; grown < 1000; grown += 1) (memory as WebAssembly.Memory).grow(1);
            };
            expect(growAll).toThrow(RangeError);
            return grown;
        };
        expect(await pages('(memory (export "memory") 1)')).toBe(256);
        expect(await pages('(memory (export "memory") 1 65536)')).toBe(256);
        expect(await pages('(memory (export "memory") 1 3)')).toBe(3);
    });

    it('is refused by a code, never by a crash of the parser, however its bytes are changed', async () => {
        const module = Buffer.from(await mandelbrotModule());
        const change = fc.record({ at: fc.nat(module.length - 1), to: fc.nat(255) });
        let accepted = 0;
        fc.assert(
            fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
                const changed = Buffer.from(module);
                for (const { at, to } of changes) changed[at] = to;
                let metered: Uint8Array;
                try {
                    metered = instrumentModule(changed);
                } catch (error) {
                    expect(error).toBeInstanceOf(TaskFailure);
                    return;
                }
                // What is valid before the pass is valid behind it.
                if (!WebAssembly.validate(changed)) return;
                expect(WebAssembly.validate(Buffer.from(metered))).toBe(true);
                accepted += 1;
            }),
            { numRuns: 4000, seed: 8 },
        );
        expect(accepted).toBeGreaterThan(100);
    });
});
