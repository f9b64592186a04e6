import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ComputeClient } from '@edgebourse/gateway/client/compute-client';
import { device } from '../../chaincode/test/support/device';
import { testCompute, testPolicy } from '../../chaincode/test/support/policy';
import { HostileClient } from '../../gateway/test/hostile/hostile-client';
import { PeerWorld } from '../../gateway/test/hostile/peer-world';
import { RunningGateway } from '../../gateway/test/support/running-gateway';
import { GatewayDesk, GatewayMarket, GatewayRelay } from '../src/compute/gateway-market';
import { packTask } from '../src/compute/task-package';
import { PICTURE_BYTES, pictureHash, pictureTask, Street } from './support/street';

describe('a street of vehicles behind a gateway', () => {
    let gateway: RunningGateway;
    let client: HostileClient;
    let street: Street;

    beforeAll(async () => {
        gateway = await RunningGateway.start();
        client = await HostileClient.open(join(gateway.folder, 'connection.json'));
        const policy = testPolicy({ compute: testCompute({ acceptMs: 20_000 }) });
        const world = new PeerWorld(client, policy, async () => gateway.stateHash());
        await world.submit(world.people.authority, 'policy:Genesis', { policy });
        await world.register(['buyer', 'node-r1'], { role: 'vehicle' });
        await world.mint([device('buyer')], 50_000_000);
        const file = await readFile(join(gateway.folder, 'gateway/tokens.json'), 'utf8');
        const tokens = JSON.parse(file) as Record<string, string>;
        const desk = (organisation: string): GatewayDesk =>
            new GatewayDesk(new ComputeClient({ baseUrl: gateway.url, token: tokens[`${organisation}.operator`]! }));
        const devices = new ComputeClient({ baseUrl: gateway.url });
        street = new Street(world, {
            market: new GatewayMarket(devices),
            node: desk('Eag1MSP'),
            arbiter: desk('Eag2MSP'),
            relayOf: (signer) => new GatewayRelay(devices, signer),
        });
    });

    afterAll(async () => {
        await Promise.allSettled(street.reports);
        client.close();
        await gateway.end();
    });

    it('computes the reference picture, over direct links and the relay, and pays no cheat', async () => {
        const { task, reference } = await pictureTask();
        await street.add('v1');
        for (const name of ['v2', 'v3']) await street.add(name, street.relayed(name));
        await street.add('v4', { ...street.relayed('v4'), conduct: 'cheat' });
        await street.offerAll();
        const purchase = await street.buy(task);
        expect(pictureHash(purchase)).toBe(reference);
        const [contract] = purchase.contracts;
        const cheat = contract!.parts.find(({ seller }) => seller === device('v4').wallet)!;
        expect([cheat.status, cheat.resolvedBy]).toEqual(['wrong', 'Eag2MSP']);
        expect(contract!.status).toBe('closed');
        expect(contract!.relayedBytes).toBeGreaterThanOrEqual(3 * packTask(task).length);
        expect(contract!.relayedBytes).toBeLessThan(3 * packTask(task).length + 2 * PICTURE_BYTES);
    });
});
