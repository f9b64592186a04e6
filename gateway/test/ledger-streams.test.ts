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
import type { LedgerBlock, LedgerEvent } from '../src/ledger/ledger';
import { newLogger } from '../src/log/logger';
import { newDevice } from './support/device';
import { publicKeyText } from '@edgebourse/chaincode/common/envelope';

const CONTRACTS = join(__dirname, '../../chaincode/dist/index.js');

/** Takes items until enough are there, then ends the stream. */
async function take<Item>(
    count: number,
    open: (signal: AbortSignal) => AsyncIterable<Item>,
    onItem: (item: Item) => Promise<void> = async () => undefined,
): Promise<Item[]> {
    const end = new AbortController();
    const items: Item[] = [];
    for await (const item of open(end.signal)) {
        items.push(item);
        await onItem(item);
        if (items.length === count) end.abort();
    }
    return items;
}

describe('the streams of the ledger', () => {
    let folder: string;
    let network: DevelopmentNetwork;
    let ledger: FabricLedger;
    const registered: string[] = [];

    const startNetwork = (port = 0): Promise<DevelopmentNetwork> =>
        startDevelopmentNetwork(completeOptions({ dataDir: folder, port, contracts: CONTRACTS }));

    const register = async (organisation: string): Promise<void> => {
        const { transactionId } = await ledger.submit({
            as: ledger.actor('operator', organisation),
            fn: 'identity:RegisterOrganisation',
            argument: { receiptKey: publicKeyText(newDevice().key) },
        });
        registered.push(transactionId);
    };

    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'streams-'));
        network = await startNetwork();
        const profile = await readConnectionProfile(join(folder, 'connection.json'));
        const connection = await LedgerConnection.open(profile, [], readConfig({}));
        ledger = new FabricLedger({ connection, retriesMax: 8, log: newLogger('silent'), onCall: () => undefined });
        const policy = testPolicy({ authorityKey: AUTHORITY_KEY.publicKey });
        const as = ledger.actor('authority');
        const written = await ledger.submit({ as, fn: 'policy:Genesis', argument: { policy } });
        registered.push(written.transactionId);
        for (const organisation of ['Eag1MSP', 'Eag2MSP']) await register(organisation);
    });

    afterAll(async () => {
        ledger.close();
        await network.close();
        await rm(folder, { recursive: true });
    });

    it('tell domain events from the beginning, and after a transaction', async () => {
        const events = await take<LedgerEvent>(3, (signal) => ledger.events({ signal }));
        expect(events.map(({ transactionId }) => transactionId)).toEqual(registered);
        expect(events.map(({ events: [event] }) => event?.type)).toEqual([
            'policy.written',
            'organisation.registered',
            'organisation.registered',
        ]);
        const [first] = events;
        const rest = await take<LedgerEvent>(2, (signal) =>
            ledger.events({ startBlock: first!.blockNumber, afterTransactionId: first!.transactionId, signal }),
        );
        expect(rest).toEqual(events.slice(1));
    });

    it('tell blocks with what each transaction asked, answered and wrote', async () => {
        const blocks = await take<LedgerBlock>(4, (signal) => ledger.blocks({ signal }));
        expect(blocks.map(({ number }) => number)).toEqual([0n, 1n, 2n, 3n]);
        expect(blocks[0]!.transactions).toEqual([]);
        const [transaction] = blocks[2]!.transactions;
        expect(transaction).toMatchObject({
            transactionId: registered[1],
            index: 0,
            code: 0,
            creator: 'Eag1MSP',
            fn: 'identity:RegisterOrganisation',
            result: { mspId: 'Eag1MSP' },
            events: [{ type: 'organisation.registered', mspId: 'Eag1MSP' }],
        });
        expect(transaction!.writes).toEqual([
            { key: ['organisation', 'Eag1MSP'], value: expect.objectContaining({ mspId: 'Eag1MSP' }) as object },
        ]);
        expect(Math.abs(transaction!.timestampMs - Date.now())).toBeLessThan(120_000);
    });

    it('go on where they stopped after the peer was away', async () => {
        const port = Number(network.address.split(':').at(-1));
        const blocks = await take<LedgerBlock>(
            5,
            (signal) => ledger.blocks({ startBlock: 1n, signal }),
            async ({ number }) => {
                if (number !== 3n) return;
                await network.close();
                network = await startNetwork(port);
                await register('AuthorityMSP');
                await ledger.submit({
                    as: ledger.actor('operator', 'Eag1MSP'),
                    fn: 'identity:PutMapping',
                    argument: { participant: 'p1' },
                    transient: {
                        mapping: {
                            participant: 'p1',
                            trueIdentity: 'Anna',
                            account: 'a',
                            homeOrganisation: 'Eag1MSP',
                            wallets: ['ab'.repeat(32)],
                            salt: 'cd'.repeat(32),
                        },
                    },
                    endorsers: ['Eag1MSP'],
                });
            },
        );
        expect(blocks.map(({ number }) => number)).toEqual([1n, 2n, 3n, 4n, 5n]);
        expect(JSON.stringify(blocks[4]!.transactions)).not.toContain('Anna');
        expect(blocks[4]!.transactions[0]!.events).toEqual([{ type: 'mapping.written', organisation: 'Eag1MSP' }]);
    });
});
