import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DemoReport } from '@edgebourse/agents/demo/report';
import type { LoanRecord } from '@edgebourse/chaincode/credit/records';

const run = promisify(execFile);
const TIMEOUT_MS = 300_000;
const SCRIPT = join(__dirname, 'support/replay.cjs');

interface Replay {
    readonly report: DemoReport;
    readonly broken: string[];
    readonly loans: LoanRecord[];
    readonly onCredit: number;
}

describe('a replay whose households live on deposits, with banks', () => {
    let folder: string;
    let first: Replay;

    const replay = async (name: string): Promise<Replay> => {
        const { stdout } = await run(process.execPath, [SCRIPT, join(folder, name), 'embedded', 'credit']);
        return JSON.parse(stdout) as Replay;
    };

    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'credit-demo-'));
        first = await replay('first');
    }, TIMEOUT_MS);

    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('lends before they run dry, lets tokens pay neighbours, and loses no coin', () => {
        expect(first.broken).toEqual([]);
        expect(first.loans.length).toBeGreaterThan(0);
        expect(first.onCredit).toBeGreaterThan(0);
        expect(first.report.outstanding).toBe(first.report.minted);
    });

    it(
        'ends in the same loans and state for the same seed',
        async () => {
            const second = await replay('second');
            expect(second.loans.map(({ id }) => id)).toEqual(first.loans.map(({ id }) => id));
            expect(second.report.stateHash).toBe(first.report.stateHash);
        },
        TIMEOUT_MS,
    );
});
