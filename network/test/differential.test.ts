import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawWaves } from '@edgebourse/network/conformance/differential/cases';
import { compareTraces, traceLedger } from '@edgebourse/network/conformance/differential/differential';
import { findPrograms } from '@edgebourse/network/fabric/programs';

const MEMBERS = ['AuthorityMSP', 'Eag1MSP', 'Eag2MSP'];
const PLAN = { seed: 7, transactions: 60 };
const TIMEOUT_MS = 300_000;

describe('the plan of a differential run', () => {
    it('is the same for one seed, and another for another', () => {
        expect(drawWaves(1, 100, MEMBERS)).toEqual(drawWaves(1, 100, MEMBERS));
        expect(drawWaves(1, 100, MEMBERS)).not.toEqual(drawWaves(2, 100, MEMBERS));
    });
});

describe('two ledgers that ran one plan', () => {
    let folder: string;
    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'differential-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('agree in every transaction, and a planted difference is found', async () => {
        const one = await traceLedger('embedded', join(folder, 'one'), PLAN);
        const other = await traceLedger('embedded', join(folder, 'other'), PLAN);
        const { different, transactions, invalid, ways } = compareTraces(one, other);
        expect(different).toEqual([]);
        expect(invalid).toBeGreaterThanOrEqual(0.3 * transactions);
        expect(Object.keys(ways).length).toBeGreaterThanOrEqual(8);
        const planted = one.map((trace, place) => (place === 5 ? { ...trace, end: 'PLANTED' } : trace));
        expect(compareTraces(planted, other).different.map(({ place }) => place)).toEqual([5]);
    });

    it(
        'agree where one of them is real Fabric',
        async () => {
            const missing = await findPrograms().then(
                () => undefined,
                (error: unknown) => (error as Error).message,
            );
            if (missing !== undefined) {
                process.stderr.write(`skipped: ${missing}\n`);
                return;
            }
            const fabric = await traceLedger('fabric', join(folder, 'fabric'), PLAN);
            const embedded = await traceLedger('embedded', join(folder, 'embedded'), PLAN);
            expect(compareTraces(fabric, embedded).different).toEqual([]);
        },
        TIMEOUT_MS,
    );
});
