import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevelopmentNetwork, type DevelopmentNetwork } from '@edgebourse/network/commands/development-network';
import { completeOptions } from '@edgebourse/network/commands/network-options';
import { AUTHORITY_KEY, testPolicy } from '../../chaincode/test/support/policy';
import { readConfig } from '../src/config';
import { LedgerConnection } from '../src/ledger/connection';
import { readConnectionProfile } from '../src/ledger/connection-profile';
import { FabricLedger } from '../src/ledger/fabric-ledger';
import { newLogger } from '../src/log/logger';
import { relay, type Relay } from './support/relay';

const CONTRACTS = join(__dirname, '../../chaincode/dist/index.js');

/** Two ways to one ledger, each of which can be cut or held, as if they were two peers. */
describe('a gateway that knows two peers', () => {
    let folder: string;
    let network: DevelopmentNetwork;
    let ways: Relay[];
    let ledger: FabricLedger;

    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'failover-'));
        network = await startDevelopmentNetwork(completeOptions({ dataDir: folder, port: 0, contracts: CONTRACTS }));
        ways = [await relay(network.address), await relay(network.address)];
        const profile = await readConnectionProfile(join(folder, 'connection.json'));
        const [first = '', second = ''] = ways.map(({ address }) => address);
        const fallbacks = [{ address: second, tlsCaPem: profile.tlsCaPem }];
        const deadlines = { ...readConfig({}), evaluateTimeoutMs: 2000 };
        const connection = await LedgerConnection.open({ ...profile, address: first, fallbacks }, [], deadlines);
        ledger = new FabricLedger({ connection, retriesMax: 8, log: newLogger('silent'), onCall: () => undefined });
        const policy = testPolicy({ authorityKey: AUTHORITY_KEY.publicKey });
        await ledger.submit({ as: ledger.actor('authority'), fn: 'policy:Genesis', argument: { policy } });
    });
    afterAll(async () => {
        ledger.close();
        for (const way of ways) way.close();
        await network.close();
        await rm(folder, { recursive: true });
    });

    const read = (): Promise<unknown> =>
        ledger.evaluate({ as: ledger.actor('operator', 'Eag1MSP'), fn: 'coin:Supply', argument: {} });

    it('goes on through the second when the first is cut off, its stream too', async () => {
        const end = new AbortController();
        const blocks = ledger.blocks({ signal: end.signal })[Symbol.asyncIterator]();
        await blocks.next();
        expect(ways[1]?.connections()).toBe(0);
        ways[0]?.cut();
        expect(await read()).toMatchObject({ burnedMicro: '0' });
        expect(ways[1]?.connections()).toBe(1);
        const next = await blocks.next();
        expect(next.value).toMatchObject({ number: 1n });
        end.abort();
    });

    it('turns away from one that holds every answer, once a deadline has passed', async () => {
        ways[0]?.mend();
        ways[1]?.hold();
        await expect(read()).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
        expect(await read()).toMatchObject({ burnedMicro: '0' });
        ways[1]?.mend();
    });

    it('is ready as long as one of them answers', async () => {
        ways[0]?.cut();
        expect(await ledger.isReady()).toBe(true);
        ways[1]?.cut();
        // A connection notices its end a moment later.
        while (await ledger.isReady()) await new Promise(setImmediate);
        for (const way of ways) way.mend();
        expect(await ledger.isReady()).toBe(true);
    });
});
