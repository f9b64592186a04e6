import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { issueIdentity } from '../src/embedded/ca/certificate-authority';
import { openKillTestLedger, type KillTestInput } from '../src/testing/commit-until-killed';
import { testOrganisation } from '../src/testing/local-ca';
import { Signer } from '../src/testing/proposal';

/** A process of its own runs compiled code; the build comes before the tests. */
const DIST = join(__dirname, '../dist/testing');
const ROUNDS = 2;
const ACKNOWLEDGED_PER_ROUND = 30;

let folder: string;

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kill-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function makeInput(): Promise<KillTestInput> {
    const { mspId, ca, peer } = await testOrganisation('OneMSP');
    return {
        peer,
        client: await issueIdentity(ca, { commonName: 'client', role: 'client' }),
        config: {
            dataDir: join(folder, 'ledger'),
            channelId: 'channel',
            chaincode: { name: 'probe', version: '1', contractsModule: join(DIST, 'probe-contract.js') },
            organisations: [{ mspId, caCertificatesPem: [ca.certificatePem] }],
            endorsementPolicy: { outOf: 1, organisations: [mspId] },
        },
    };
}

/** Runs a committing process, kills it without warning after some acknowledgements, and returns all it gave. */
async function commitAndKill(inputFile: string): Promise<string[]> {
    const child = spawn(process.execPath, [join(DIST, 'commit-until-killed.js'), inputFile], {
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    const acknowledged: string[] = [];
    for await (const txId of createInterface({ input: child.stdout })) {
        acknowledged.push(txId);
        if (acknowledged.length === ACKNOWLEDGED_PER_ROUND) child.kill('SIGKILL');
    }
    return acknowledged;
}

describe('a ledger whose process is killed', () => {
    it('still holds every transaction that it acknowledged, and goes on', async () => {
        const input = await makeInput();
        const inputFile = join(folder, 'input.json');
        await writeFile(inputFile, JSON.stringify(input));
        const acknowledged: string[] = [];
        for (let round = 0; round < ROUNDS; round++) acknowledged.push(...(await commitAndKill(inputFile)));
        expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS * ACKNOWLEDGED_PER_ROUND);

        const ledger = await openKillTestLedger(input);
        const client = new Signer(input.client);
        for (const txId of acknowledged) expect(await ledger.core.status(txId)).toMatchObject({ code: 0 });
        expect(await ledger.entries('key')).toHaveLength(ROUNDS);
        expect(await ledger.evaluate(client, 'probe:GetPrivate', ['_implicit_org_OneMSP', 'p'])).toBe('secret');
        const next = await ledger.submit(client, 'probe:Put', ['after', 'x']);
        expect(next).toMatchObject({ code: 'VALID', blockNumber: Number(await ledger.core.height()) - 1 });
        await ledger.close();
    });
});
