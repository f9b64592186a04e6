import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = join(__dirname, '../dist/cli.js');

function run(...args: string[]): Promise<{ code: number; err: string }> {
    return new Promise((resolve) => {
        execFile(process.execPath, [CLI, ...args], (error, _out, err) => {
            resolve({ code: error === null ? 0 : Number(error.code), err });
        });
    });
}

describe('npm run demo and npm start', () => {
    it.each([
        [['demo', '--days', '8'], '1 to 7 days'],
        [['demo', '--days', '0'], '1 to 7 days'],
        [['demo', '--seed', 'x'], 'not a whole number: x'],
        [['demo', '--credit', '--default-share', '2'], 'not a share from 0 to 1: 2'],
        [['demo', '--forecast', 'none'], "argument 'none' is invalid"],
        [['start', '--port', '70000'], 'not a port: 70000'],
    ])('refuses %j before anything is started', async (args, message) => {
        const { code, err } = await run(...args);
        expect(code).toBe(1);
        expect(err).toContain(message);
    });

    it('never empties a folder that holds other things than a ledger of ours', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'thesis-'));
        try {
            await writeFile(join(folder, 'chapter-1.txt'), 'years of work');
            const { code, err } = await run('demo', '--data', folder);
            expect(code).toBe(1);
            expect(err).toContain('holds other files');
            expect(await readdir(folder)).toEqual(['chapter-1.txt']);
        } finally {
            await rm(folder, { recursive: true });
        }
    });
});
