import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DemoReport } from '@edgebourse/agents/demo/report';
import type { ResultFiles } from '@edgebourse/agents/demo/results';

const run = promisify(execFile);
const SCRIPT = join(__dirname, 'support/replay.cjs');
const FOLLOW = join(__dirname, 'follow_household.py');

interface Replay {
    readonly report: DemoReport;
    /** Claims that did not hold. */
    readonly broken: string[];
    readonly files: ResultFiles;
    readonly interval: number;
}

describe('a replay through peer and gateway, each a process of its own', () => {
    let folder: string;
    let first: Replay;

    const replay = async (name: string): Promise<Replay> => {
        const { stdout } = await run(process.execPath, [SCRIPT, join(folder, name)]);
        return JSON.parse(stdout) as Replay;
    };

    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'demo-'));
        first = await replay('first');
    });

    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('bears out every claim and reports what happened', () => {
        expect(first.broken).toEqual([]);
        expect(first.report).toMatchObject({ nodes: 10, disputes: 0, burned: 0, minted: 12_200, outstanding: 12_200 });
        expect(first.report.savings.worse).toBe(0);
        expect(first.report.tradedWh).toBeGreaterThan(0);
        expect(first.report.httpRequests).toBeGreaterThan(3 * 2 * 5);
        expect(first.report.transactions).toBeGreaterThan(3 * 2 * 5);
    });

    it('ends in the same state for the same seed', async () => {
        const second = await replay('second');
        expect(second.report.stateHash).toBe(first.report.stateHash);
        expect(second.report.prices).toEqual(first.report.prices);
    });

    it('leaves blocks in which a household can be followed without our code', async () => {
        const wallets = JSON.parse(await readFile(first.files.wallets, 'utf8')) as Record<string, object>;
        const [node] = Object.keys(wallets);
        const ledger = join(folder, 'first/ledger');
        const { stdout } = await run('python3', [FOLLOW, ledger, first.files.wallets, node!, String(first.interval)]);
        for (const text of ['energy:Clear', 'energy.order.v1', 'energy.reading.v1', 'settlement of these trades']) {
            expect(stdout).toContain(text);
        }
    });
});
