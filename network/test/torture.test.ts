import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TortureReport } from '../src/torture/torture';

const CLI = join(__dirname, '../dist/cli.js');
/** On a busy machine starting a gateway three times takes long; a torture that hangs ends all the same. */
const DEADLINE_MS = 500_000;

describe('npm run torture', () => {
    let folder: string;

    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'torture-test-'));
    });

    afterAll(() => rm(folder, { recursive: true, force: true }));

    it(
        'finds nothing lost and nothing done twice after a kill at a random time and one at a named point',
        async () => {
            const json = join(folder, 'report.json');
            const size = ['--kills', '2', '--posts', '100', '--concurrency', '16', '--in-flight', '8'];
            const command = [CLI, 'torture', ...size, '--json', json];
            const { stdout } = await promisify(execFile)(process.execPath, command, { timeout: DEADLINE_MS });
            expect(stdout).toMatch(/100 payments, each answered 3 times .* 2 kills, .*: 100 effects, 0 violations\n$/);
            const report = JSON.parse(await readFile(json, 'utf8')) as TortureReport;
            expect(report.rounds.map(({ at }) => at)).toEqual(['random', 'journal-written']);
            expect(report.rounds.every(({ inFlight }) => inFlight >= 8)).toBe(true);
            expect(Object.values(report.statuses).reduce((total, count) => total + count)).toBe(300);
        },
        DEADLINE_MS + 10_000,
    );

    it('says what it does not understand', async () => {
        const wrong = promisify(execFile)(process.execPath, [CLI, 'torture', '--kills', 'many']);
        await expect(wrong).rejects.toMatchObject({ code: 1, stderr: 'not a whole number above 0: many\n' });
    });
});
