import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTask } from '../src/compute/wasm/run-task';
import { TASK_FAILURES } from '../src/compute/wasm/task-failure';
import { assembleAll, changed } from './support/hostile-module';

const FOLDER = join(__dirname, 'hostile-wasm');
const FUEL = 20_000_000n;
const WALL_MS = 60_000;

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.wat'));
const textOf = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const expectedCode = (text: string): string => /^;; expect (\w+)/.exec(text)![1]!;

async function ending(file: string, wallMs = WALL_MS, fuel = FUEL): Promise<string> {
    const text = textOf(file);
    const module = changed(await assembleAll(file, text), /^;; then (.*)$/m.exec(text)?.[1]);
    const outcome = await runTask({ module, input: Buffer.from('part 1'), fuel, wallMs });
    return outcome.status === 'done' ? 'done' : outcome.code;
}

describe('a worker that is sent a hostile module', () => {
    it.each(files.map((file) => [file.replace('.wat', ''), file]))(
        'refuses or stops %s by its code',
        async (_, file) => {
            expect(await ending(file)).toBe(expectedCode(textOf(file)));
        },
    );

    it('kills at the wall limit what has fuel for years', async () => {
        expect(await ending('infinite-loop.wat', 1500, 10n ** 18n)).toBe('TASK_TIME');
    });

    it('has met every code but that of a process that dies by itself', () => {
        const met = new Set(files.map((file) => expectedCode(textOf(file))));
        const missing = Object.keys(TASK_FAILURES).filter((code) => !met.has(code));
        expect(missing).toEqual(['TASK_TIME', 'TASK_CRASHED']);
    });
});
