import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevelopmentNetwork, type DevelopmentNetwork } from '@edgebourse/network/commands/development-network';
import { completeOptions } from '@edgebourse/network/commands/network-options';
import { AUTHORITY_KEY, testPolicy } from '../../chaincode/test/support/policy';
import { readConfig, type Config } from '../src/config';
import { LedgerConnection } from '../src/ledger/connection';
import { readConnectionProfile } from '../src/ledger/connection-profile';
import { FabricLedger } from '../src/ledger/fabric-ledger';
import { newLogger } from '../src/log/logger';
import { startGateway, type Gateway } from '../src/server';

const CONTRACTS = join(__dirname, 'support/moody.cjs');
const STRANGER = 'ab'.repeat(32);

let folder: string;
let network: DevelopmentNetwork;
let ledger: FabricLedger;
let gateway: Gateway;

async function openLedger(config: Config): Promise<FabricLedger> {
    const connection = await LedgerConnection.open(
        await readConnectionProfile(config.connectionProfile),
        [],
        readConfig({}),
    );
    return new FabricLedger({ connection, retriesMax: 1, log: newLogger('silent'), onCall: () => undefined });
}

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'endorsed-'));
    network = await startDevelopmentNetwork(completeOptions({ dataDir: folder, port: 0, contracts: CONTRACTS }));
    const config = readConfig({
        port: 0,
        dataDir: join(folder, 'gateway'),
        connectionProfile: join(folder, 'connection.json'),
        logLevel: 'silent',
    });
    ledger = await openLedger(config);
    const policy = testPolicy({ authorityKey: AUTHORITY_KEY.publicKey });
    await ledger.submit({ as: ledger.actor('authority'), fn: 'policy:Genesis', argument: { policy } });
    gateway = await startGateway(config, newLogger('silent'));
});

afterAll(async () => {
    ledger.close();
    await gateway.close();
    await network.close();
    await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(gateway.url + path, { headers });

describe('a read that organisations endorse', () => {
    it('answers what one peer answers when all agree, and counts as one', async () => {
        const paths = ['/v1/coin/supply', '/v1/coin/bonds/Eag1MSP', '/v1/energy/regions/r1/intervals/7'];
        for (const path of paths) {
            const said = await get(path);
            const endorsed = await get(`${path}?consistency=ledger`);
            expect(endorsed.status).toBe(200);
            expect(await endorsed.json()).toEqual(await said.json());
        }
        const metrics = await (await get('/metrics')).text();
        expect(metrics).toMatch(/ledger_calls_total\{kind="endorsed-read",fn="coin:Supply",outcome="ok"\} 1/);
    });

    it('passes the contract’s refusal on', async () => {
        for (const path of [`/v1/coin/wallets/${STRANGER}`, `/v1/identity/wallets/${STRANGER}`]) {
            const answer = await get(`${path}?consistency=ledger`);
            expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'WALLET_UNKNOWN']);
        }
        expect((await get('/v1/coin/supply?consistency=hearsay')).status).toBe(400);
    });

    it('is refused when organisations answer otherwise, which one peer’s word does not show', async () => {
        const query = { as: ledger.actor('operator'), fn: 'moody:Answer', argument: {} };
        expect(await ledger.evaluate(query)).toEqual(expect.any(Number));
        await expect(ledger.evaluate({ ...query, isEndorsed: true })).rejects.toThrow(/^LEDGER_CONFLICT /);
    });
});

describe('a record with a tag', () => {
    it('is not sent again to whoever has it', async () => {
        const first = await get('/v1/policy');
        const tag = first.headers.get('etag') ?? '';
        expect(tag).toMatch(/^"[0-9a-f]{32}"$/);
        const again = await get('/v1/policy', { 'if-none-match': tag });
        expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
        expect((await get('/v1/policy', { 'if-none-match': `"other", W/${tag}` })).status).toBe(304);
        expect((await get('/v1/policy', { 'if-none-match': '"other"' })).status).toBe(200);
    });
});
