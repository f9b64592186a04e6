import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FuzzReport } from '../../src/fuzz/report';

const run = promisify(execFile);
const CLI = join(__dirname, '../../dist/cli.js');

describe('fuzzing a gateway', () => {
    it('gets documented answers only, and leaves the ledger as it was where nobody was authorised', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
        try {
            const json = join(folder, 'report.json');
            const size = ['--nodes', '2', '--intervals', '1'];
            await run(process.execPath, [CLI, 'fuzz', '--requests', '240', '--rounds', '2', ...size, '--json', json]);
            const report = JSON.parse(await readFile(json, 'utf8')) as FuzzReport;
            expect(report.findings).toEqual([]);
            expect(report.requests).toBe(240);
            expect(report.rounds[0]).toMatchObject({ authorised: false, accepted: 0, isStateUnchanged: true });
            expect(Object.keys(report.byOperation)).toHaveLength(report.operations);
        } finally {
            await rm(folder, { recursive: true, force: true });
        }
    }, 300_000);

    it('refuses a folder that exists, before it starts anything', async () => {
        const refused = run(process.execPath, [CLI, 'fuzz', '--data', tmpdir()]);
        await expect(refused).rejects.toMatchObject({
            code: 1,
            stderr: expect.stringContaining('cannot be made') as string,
        });
    });
});
