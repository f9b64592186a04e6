import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = join(__dirname, '../dist/cli.js');
const CONTRACTS = join(__dirname, 'contracts/notes.cjs');

describe('npm run network on a damaged store', () => {
    let data: string;

    beforeEach(async () => {
        data = await mkdtemp(join(tmpdir(), 'damaged-'));
    });

    afterEach(async () => {
        await network('down');
        await rm(data, { recursive: true, force: true });
    });

    function network(command: string, ...args: string[]): Promise<{ code: number; err: string }> {
        return new Promise((resolve) => {
            execFile(process.execPath, [CLI, command, '--data', data, ...args], (error, _out, err) => {
                resolve({ code: error === null ? 0 : Number(error.code), err });
            });
        });
    }

    const up = (): Promise<{ code: number; err: string }> =>
        network('up', '--contracts', CONTRACTS, '--organisations', 'Org1MSP', '--chaincode', 'notes', '--port', '0');

    it('refuses to start when one byte was changed, naming file and place, and starts when it is mended', async () => {
        expect((await up()).code).toBe(0);
        expect((await network('down')).code).toBe(0);
        const path = join(data, 'ledger/blocks.log');
        const sound = await readFile(path);
        // The only block of this log is its last frame: without the state's word it would pass for a torn write.
        const damaged = Buffer.from(sound);
        damaged[damaged.length >> 1]! ^= 1;
        await writeFile(path, damaged);
        const refused = await up();
        expect(refused.code).toBe(1);
        expect(refused.err).toContain('ended with code 1 before it served');
        expect(refused.err).toMatch(/ledger\/blocks\.log: damaged at byte 0: 1 records were acknowledged, only 0 are/);
        expect(await readFile(path)).toEqual(damaged);
        await writeFile(path, sound);
        expect((await up()).code).toBe(0);
    });
});
