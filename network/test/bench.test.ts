import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const RUN = join(__dirname, '../../benchmarks/run.mjs');

interface Measured {
    readonly trades: number;
    readonly tradesPerSecond: number;
    readonly perTrade: { readonly deviceSignatures: number; readonly peer: { readonly deviceChecks: number } };
}

describe('npm run bench -- embedded', () => {
    it('reports settled trades, signature checks and the floor, of real processes', async () => {
        const options = '--pairs 2 --trades 4 --singly 4 --requests 50 --connections 4'.split(' ');
        const { stdout } = await run(process.execPath, [RUN, 'embedded', '--json', ...options]);
        const report = JSON.parse(stdout) as {
            readonly floor: { readonly tradesPerSecond: number };
            readonly singly: Measured;
            readonly arrays: Measured;
        };
        expect(report.floor.tradesPerSecond).toBeGreaterThan(0);
        for (const { trades, tradesPerSecond, perTrade } of [report.singly, report.arrays]) {
            expect(trades).toBe(4);
            expect(tradesPerSecond).toBeGreaterThan(0);
            // Two pairs and the supplier's meter: eleven messages for two trades, each checked by the peer.
            expect(perTrade.deviceSignatures).toBe(5.5);
            expect(perTrade.peer.deviceChecks).toBeGreaterThanOrEqual(5.5);
        }
    }, 180_000);

    it('explains itself and refuses what it does not understand', async () => {
        expect((await run(process.execPath, [RUN, 'embedded', '--help'])).stdout).toContain('--trades');
        await expect(run(process.execPath, [RUN, 'embedded', '--trades', 'many'])).rejects.toMatchObject({ code: 2 });
        await expect(run(process.execPath, [RUN, 'nothing'])).rejects.toMatchObject({ code: 2 });
    });
});
