import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences, readExpectations, type Expectations } from '@edgebourse/network/conformance/expectations';
import { startProbeLedger, type ProbeLedger } from '@edgebourse/network/conformance/ledgers';
import { Session } from '@edgebourse/network/conformance/session';
import { BEHAVIOURS, observeAll } from '@edgebourse/network/conformance/suite';

describe('the embedded peer', () => {
    let dataDir: string;
    let ledger: ProbeLedger;
    let expectations: Expectations;
    let session: Session;
    beforeAll(async () => {
        dataDir = await mkdtemp(join(tmpdir(), 'conformance-'));
        ledger = await startProbeLedger('embedded', dataDir);
        session = await Session.open(ledger.profile);
        expectations = await readExpectations();
    });
    afterAll(async () => {
        session.close();
        await ledger.close();
        await rm(dataDir, { recursive: true, force: true });
    });

    it('is judged by what was recorded on real Fabric', () => {
        expect(expectations.recorded.ledger).toMatch(/^Hyperledger Fabric 3\.\d+\.\d+$/);
        expect(BEHAVIOURS.map(({ name }) => name).sort()).toEqual(Object.keys(expectations.observations).sort());
    });

    it.each(BEHAVIOURS.map((behaviour) => [behaviour.name, behaviour] as const))('shows that %s', async (_, one) => {
        expect(differences(await observeAll(session, [one]), expectations)).toEqual([]);
    });
});

describe('a difference', () => {
    it('is told with what was expected, and so is what was never recorded', async () => {
        const expectations = await readExpectations();
        const [name = ''] = Object.keys(expectations.observations);
        expect(differences({ [name]: 'something else' }, expectations)).toEqual([
            { name, expected: expectations.observations[name], observed: 'something else' },
        ]);
        expect(differences({ 'a new one': true }, expectations)).toEqual([
            { name: 'a new one', expected: undefined, observed: true },
        ]);
    });
});
