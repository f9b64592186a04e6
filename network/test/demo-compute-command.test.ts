import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = join(__dirname, '../dist/cli.js');

function run(...args: string[]): Promise<{ code: number; err: string }> {
    return new Promise((resolve) => {
        execFile(process.execPath, [CLI, 'demo-compute', ...args], (error, _out, err) => {
            resolve({ code: error === null ? 0 : Number(error.code), err });
        });
    });
}

describe('npm run demo:compute', () => {
    it.each([
        [['--cheat', '1.1'], 'not 0 to 1: 1.1'],
        [['--cheat', 'some'], 'not 0 to 1: some'],
        [['--cheat', '-0.2'], "argument '-0.2' is invalid"],
        [['--seed', '1.5'], 'not a whole number: 1.5'],
    ])('refuses %j before anything is started', async (args, message) => {
        const { code, err } = await run(...args);
        expect(code).toBe(1);
        expect(err).toContain(message);
    });

    it('never empties a folder that holds other things than a ledger of ours', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'pictures-'));
        try {
            await writeFile(join(folder, 'holiday.png'), 'the sea');
            const { code, err } = await run('--data', folder);
            expect(code).toBe(1);
            expect(err).toContain('holds other files');
            expect(await readdir(folder)).toEqual(['holiday.png']);
        } finally {
            await rm(folder, { recursive: true });
        }
    });
});
