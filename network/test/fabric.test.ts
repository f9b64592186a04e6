import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPrograms } from '@edgebourse/network/fabric/programs';
import type { DemoReport } from '@edgebourse/agents/demo/report';

const run = promisify(execFile);
const REPLAY = join(__dirname, 'support/replay.cjs');
/** Ten Fabric processes, six of chaincode and a gateway start for this one. */
const TIMEOUT_MS = 300_000;

describe('the ledger on real Fabric', () => {
    let folder: string;
    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'fabric-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const replay = async (kind: 'embedded' | 'fabric'): Promise<{ report: DemoReport; broken: string[] }> => {
        const { stdout } = await run(process.execPath, [REPLAY, join(folder, kind), kind]);
        return JSON.parse(stdout) as { report: DemoReport; broken: string[] };
    };

    it(
        'ends in the same trades, prices, balances and state as the embedded peer for the same seed',
        async () => {
            const missing = await findPrograms().then(
                () => undefined,
                (error: unknown) => (error as Error).message,
            );
            if (missing !== undefined) {
                process.stderr.write(`skipped: ${missing}\n`);
                return;
            }
            const fabric = await replay('fabric');
            const embedded = await replay('embedded');
            expect(fabric.broken).toEqual([]);
            const same = ({ tradedWh, trades, prices, outstanding, savings, stateHash }: DemoReport): object => ({
                ...{ tradedWh, trades, prices, outstanding, savings, stateHash },
            });
            expect(same(fabric.report)).toEqual(same(embedded.report));
        },
        TIMEOUT_MS,
    );
});
