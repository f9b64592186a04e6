import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { ContractRecord } from '@edgebourse/chaincode/compute/records';
import { ComputeMarket } from '../../../chaincode/test/support/compute-market';
import { device } from '../../../chaincode/test/support/device';
import { testPolicy } from '../../../chaincode/test/support/policy';
import { HostileClient } from '../hostile/hostile-client';
import { PeerWorld } from '../hostile/peer-world';
import { RunningGateway, type Answer } from './running-gateway';

/** What the vehicles of the worked example offer. */
export const SELLER_TERMS = [
    { ownDemandE12: '200000000000', rewardE12: '1200000000000', costE12: '900000000000' },
    { ownDemandE12: '500000000000', rewardE12: '1300000000000', costE12: '400000000000' },
    { ownDemandE12: '800000000000', rewardE12: '1900000000000', costE12: '200000000000' },
];

/** @returns Status and code of an answer. */
export const codeOf = ({ status, body }: Answer): unknown[] => [status, body['code']];

/** A gateway on an embedded peer with a funded buyer; the market's own helpers go past it. */
export class ComputeGateway {
    private constructor(
        readonly gateway: RunningGateway,
        readonly client: HostileClient,
        readonly world: PeerWorld,
        readonly market: ComputeMarket,
    ) {}

    static async start(): Promise<ComputeGateway> {
        const gateway = await RunningGateway.start();
        const client = await HostileClient.open(join(gateway.folder, 'connection.json'));
        const world = new PeerWorld(client, testPolicy(), async () => gateway.stateHash());
        await world.submit(world.people.authority, 'policy:Genesis', { policy: world.policy });
        await world.register(['buyer'], { role: 'phone' });
        await world.mint([device('buyer')], 100_000_000);
        return new ComputeGateway(gateway, client, world, new ComputeMarket(world));
    }

    async end(): Promise<void> {
        this.client.close();
        await this.gateway.end();
    }

    async post(name: string, body: unknown, as?: string): Promise<Answer> {
        return this.gateway.post(`/v1/compute/${name}`, body, as);
    }

    /** @returns The body of an answer, which must be 200. */
    async get(path: string): Promise<Record<string, unknown>> {
        const { status, body } = await this.gateway.get(`/v1/compute/${path}`);
        expect({ path, status }).toEqual({ path, status: 200 });
        return body;
    }

    /** @returns The body of an answer, which must be 201. */
    async done(name: string, body: unknown, as?: string): Promise<Record<string, unknown>> {
        const answer = await this.post(name, body, as);
        expect({ name, status: answer.status, body: answer.body }).toMatchObject({ status: 201 });
        return answer.body;
    }

    /** Waits until the read model has come so far. */
    async eventually(path: string, holds: (body: Record<string, unknown>) => boolean): Promise<void> {
        while (!holds(await this.get(path))) await delay(20);
    }

    /** @returns The id of the contract. */
    async contract(request: Envelope): Promise<string> {
        const { result } = await this.done('contracts', request);
        return (result as { contract: string }).contract;
    }

    async contractOf(contract: string): Promise<ContractRecord> {
        return (await this.get(`contracts/${contract}`)) as unknown as ContractRecord;
    }
}
