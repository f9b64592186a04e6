import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { testPolicy } from '../../chaincode/test/support/policy';
import { newLogger } from '../src/log/logger';
import { startGateway } from '../src/server';
import { newDevice, NETWORK } from './support/device';
import { RunningGateway } from './support/running-gateway';

const MAIN = join(__dirname, '../dist/main.js');
const TREASURY = 'AuthorityMSP.treasury';

/** Asks until the answer is right; the test's own deadline ends it. */
async function until(isRight: () => Promise<boolean>): Promise<void> {
    while (!(await isRight())) await new Promise((resolve) => setImmediate(resolve));
}

async function firstLine(child: ChildProcess): Promise<string> {
    const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
    return line;
}

describe('a gateway among failures', () => {
    let gateway: RunningGateway;
    const [anna, ben] = [newDevice(), newDevice()];

    beforeAll(async () => {
        gateway = await RunningGateway.start();
        const policy = testPolicy({ network: NETWORK });
        const { authorityKey, ...draft } = policy;
        expect(authorityKey).not.toBe('');
        expect((await gateway.post('/v1/policy', draft, 'AuthorityMSP.registrar')).status).toBe(201);
        const participants = [anna, ben].map(({ publicKey }, index) => ({
            trueIdentity: `person ${index}`,
            account: `account ${index}`,
            role: 'energy-node',
            homeOrganisation: 'Eag2MSP',
            region: 'r2',
            notAfter: String(Date.UTC(2036, 0, 1)),
            wallets: [{ publicKey }],
        }));
        const path = '/v1/identity/participants';
        expect((await gateway.post(path, { participants }, 'AuthorityMSP.registrar')).status).toBe(201);
    });

    afterAll(async () => {
        await gateway.end();
    });

    it('makes each of several transactions that conflict with each other', async () => {
        const mints = ['a', 'b', 'c', 'd'].map((reference) => ({
            reference,
            reason: 'external',
            outputs: [{ wallet: anna.wallet, amountMicro: '1000' }],
        }));
        const answers = await Promise.all(mints.map((mint) => gateway.post('/v1/coin/mints', mint, TREASURY)));
        expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
        expect((await gateway.get('/v1/coin/supply')).body).toMatchObject({ outstandingMicro: '4000' });
    });

    it('keeps a command that it acknowledged while the ledger was away, across its own restart, and does it once', async () => {
        const { outputs } = (await gateway.get(`/v1/coin/wallets/${anna.wallet}/outputs`)).body as {
            outputs: { id: string }[];
        };
        const payment = anna.sign({
            type: 'coin.transfer.v1',
            id: 'patient',
            to: ben.wallet,
            amountMicro: '500',
            consumes: outputs[0]!.id,
        });
        await gateway.stopGateway();
        await gateway.startGateway({ outcomeWaitMs: 0, retriesMax: 1 });
        expect((await gateway.get('/v1/policy')).status).toBe(200);
        const port = await gateway.stopNetwork();

        const queued = await gateway.post('/v1/coin/transfers', payment);
        expect(queued).toMatchObject({ status: 202, body: { id: 'patient', status: 'queued' } });
        const location = String(queued.body['location']);
        expect(queued.headers.get('location')).toBe(location);
        expect((await gateway.get('/health/live')).status).toBe(200);
        await until(async () => (await gateway.get('/health/ready')).status === 503);
        const read = await gateway.get(`/v1/coin/wallets/${anna.wallet}`);
        expect(read).toMatchObject({ status: 503, body: { code: 'LEDGER_UNAVAILABLE', retryable: true } });

        await gateway.stopGateway();
        await gateway.startGateway({ outcomeWaitMs: 0 });
        expect((await gateway.get(location)).body).toMatchObject({ status: 'queued' });
        await gateway.startNetwork(port);
        await until(async () => (await gateway.get(location)).body['status'] === 'committed');
        expect((await gateway.get(`/v1/coin/wallets/${ben.wallet}`)).body).toMatchObject({ confirmedMicro: '500' });
        expect(await gateway.post('/v1/coin/transfers', payment)).toMatchObject({ status: 200 });
    });

    it('ends with exit code 0 when it is asked to, with its line printed', async () => {
        const environment = {
            PATH: process.env['PATH'],
            EDGEBOURSE_PORT: '0',
            EDGEBOURSE_DATA_DIR: join(gateway.folder, 'second'),
            EDGEBOURSE_CONNECTION_PROFILE: join(gateway.folder, 'connection.json'),
            EDGEBOURSE_LOG_LEVEL: 'warn',
        };
        const child = spawn(process.execPath, [MAIN], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
        const line = await firstLine(child);
        const [, url] = /^gateway listening on (http:\S+)$/.exec(line) ?? [];
        expect((await fetch(`${url ?? ''}/v1/policy`)).status).toBe(200);
        child.kill('SIGTERM');
        expect(await once(child, 'exit')).toEqual([0, null]);
    });

    it('does not start with settings that do not fit, and says why', async () => {
        const environment = { PATH: process.env['PATH'], EDGEBOURSE_PORT: 'none' };
        const child = spawn(process.execPath, [MAIN], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
        const exit = once(child, 'exit');
        const [line] = (await once(createInterface(child.stderr), 'line')) as [string];
        await exit;
        expect(line).toContain('The gateway did not start.');
        expect(child.exitCode).toBe(1);
    });

    it('refuses development tokens for identities of another CA', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'profile-'));
        const profile = JSON.parse(await readFile(join(gateway.folder, 'connection.json'), 'utf8')) as object;
        const connectionProfile = join(folder, 'connection.json');
        await writeFile(connectionProfile, JSON.stringify({ ...profile, developmentCa: false }));
        const config = gateway.config({ connectionProfile, dataDir: folder });
        await expect(startGateway(config, newLogger('silent'))).rejects.toThrow(/development CA/);
        await rm(folder, { recursive: true });
    });
});
