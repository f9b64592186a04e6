import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testOrganisation } from '../../testing/local-ca';
import { LocalLedger } from '../../testing/local-ledger';
import { createEndorser } from '../front/endorser';
import type { CoreConfig } from './types';
import { openWorkerCore } from './worker-client';

/** A thread loads compiled code; the build comes before the tests. */
const MODULE = join(__dirname, '../../../dist/testing/probe-contract.js');
let folder: string;
let deaths: Error[];

async function open(contractsModule = MODULE): Promise<LocalLedger> {
    const organisations = await Promise.all(['OneMSP', 'TwoMSP'].map(testOrganisation));
    const config: CoreConfig = {
        dataDir: folder,
        channelId: 'channel',
        chaincode: { name: 'probe', version: '2', contractsModule },
        organisations: organisations.map(({ mspId, ca }) => ({ mspId, caCertificatesPem: [ca.certificatePem] })),
        endorsementPolicy: { outOf: 2, organisations: ['OneMSP', 'TwoMSP'] },
    };
    const core = await openWorkerCore(config, { onDeath: (reason) => deaths.push(reason) });
    const endorsers = new Map(organisations.map(({ mspId, peer }) => [mspId, createEndorser(core, '2', mspId, peer)]));
    return new LocalLedger(core, config, organisations, endorsers, undefined);
}

beforeEach(async () => {
    deaths = [];
    folder = await mkdtemp(join(tmpdir(), 'worker-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a ledger in a worker thread', () => {
    it('answers every call as the one in process does', async () => {
        const ledger = await open();
        const client = await ledger.identity('OneMSP');
        const collection = '_implicit_org_OneMSP';
        const { txId, code } = await ledger.submit(client, 'probe:Put', ['a', 'x']);
        const options = { transient: { value: 'secret' } };
        await ledger.submit(client, 'probe:PutPrivate', [collection, 'p'], options);
        expect(code).toBe('VALID');
        expect(await ledger.evaluate(client, 'probe:GetPrivate', [collection, 'p'])).toBe('secret');
        expect(await ledger.core.height()).toBe(3n);
        expect(await ledger.core.status(txId)).toEqual({ code: 0, block: 1n });
        expect(await ledger.core.block(3n)).toBeUndefined();
        expect(await ledger.core.privateData(2n)).toMatchObject([{ index: 0 }]);
        expect(await ledger.stateHash()).toMatch(/^[0-9a-f]{64}$/);
        await ledger.close();
        expect(deaths).toEqual([]);
    });

    it('streams a state of many entries, and lets its reader stop early', async () => {
        const ledger = await open();
        const client = await ledger.identity('OneMSP');
        await ledger.submit(client, 'probe:PutMany', ['k', '620']);
        const keys = (await ledger.entries('k')).map(({ key }) => key);
        expect([keys.length, keys[0], keys[619]]).toEqual([620, 'k000', 'k619']);
        for await (const { key } of ledger.core.state('k')) {
            expect(key).toBe(keys[0]);
            break;
        }
        await ledger.close();
    });

    it('that ends under a contract fails what waits and tells its owner', async () => {
        const ledger = await open();
        const client = await ledger.identity('OneMSP');
        const hanging = expect(ledger.evaluate(client, 'probe:Hang')).rejects.toThrow('worker thread has ended');
        await expect(ledger.evaluate(client, 'probe:Exit')).rejects.toThrow('worker thread has ended: exit code 3');
        await hanging;
        await expect(ledger.core.height()).rejects.toThrow('worker thread has ended');
        expect(deaths).toHaveLength(1);
        await ledger.close();
    });

    it('that cannot be opened says why', async () => {
        await expect(open(join(folder, 'missing.js'))).rejects.toThrow(/Cannot find module/);
        expect(deaths).toEqual([]);
    });
});
