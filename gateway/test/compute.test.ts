import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import type { ContractRecord } from '@edgebourse/chaincode/compute/records';
import { ComputeMarket, TASK } from '../../chaincode/test/support/compute-market';
import { device, signedBy, type Device } from '../../chaincode/test/support/device';
import { testCompute, testPolicy } from '../../chaincode/test/support/policy';
import { seal, unseal } from '../src/client/sealed';
import { HostileClient } from './hostile/hostile-client';
import { PeerWorld } from './hostile/peer-world';
import { RunningGateway, type Answer } from './support/running-gateway';

const EAG1 = 'Eag1MSP.operator';
const EAG2 = 'Eag2MSP.operator';

describe('the computing market through a gateway', () => {
    let gateway: RunningGateway;
    let client: HostileClient;
    let world: PeerWorld;
    let market: ComputeMarket;
    const [first, second, third] = [device('v1'), device('v2'), device('v3')];
    const sellers = [first, second, third];
    const buyer = device('buyer');
    const stranger = device('stranger');

    const codeOf = ({ status, body }: Answer): unknown[] => [status, body['code']];
    const post = async (name: string, body: unknown, as?: string): Promise<Answer> =>
        gateway.post(`/v1/compute/${name}`, body, as);
    const get = async (path: string): Promise<Record<string, unknown>> => {
        const { status, body } = await gateway.get(`/v1/compute/${path}`);
        expect({ path, status }).toEqual({ path, status: 200 });
        return body;
    };
    const done = async (name: string, body: unknown, as?: string): Promise<Record<string, unknown>> => {
        const answer = await post(name, body, as);
        expect({ name, status: answer.status, body: answer.body }).toMatchObject({ status: 201 });
        return answer.body;
    };
    const eventually = async (path: string, isThere: (body: Record<string, unknown>) => boolean): Promise<void> => {
        while (!isThere(await get(path))) await delay(20);
    };
    const makeContract = async (request: Envelope): Promise<string> => {
        const { result } = await done('contracts', request);
        return (result as { contract: string }).contract;
    };
    const contractOf = async (contract: string): Promise<ContractRecord> =>
        (await get(`contracts/${contract}`)) as unknown as ContractRecord;

    beforeAll(async () => {
        gateway = await RunningGateway.start();
        client = await HostileClient.open(join(gateway.folder, 'connection.json'));
        const compute = testCompute({ acceptMs: 3000 });
        world = new PeerWorld(client, testPolicy({ compute }), async () => gateway.stateHash());
        // The market's helpers sign what is valid whenever it arrives.
        market = new ComputeMarket(world);
        await world.submit(world.people.authority, 'policy:Genesis', { policy: world.policy });
        await market.vehicles(sellers.map(({ name }) => name));
        await world.register(['buyer'], { role: 'phone' });
        await world.mint([buyer], 100_000_000);
    });

    afterAll(async () => {
        client.close();
        await gateway.end();
    });

    it('takes assessments, stays and load from the region’s MEC operator alone', async () => {
        const assessments = sellers.map((seller) => ({
            envelope: market.assessment(seller),
            fuel: '10000000',
            elapsedMs: 1000,
        }));
        const body = { region: 'r1', assessments };
        expect(codeOf(await post('assessments', body))).toEqual([401, 'REQUEST_UNAUTHENTICATED']);
        expect(codeOf(await post('assessments', body, EAG2))).toEqual([403, 'ACCESS_DENIED']);
        const { results } = await done('assessments', body, EAG1);
        expect(results).toEqual(
            sellers.map(({ wallet }) => expect.objectContaining({ status: 'done', wallet }) as unknown),
        );
        const validUntil = '4000000000000';
        const stays = sellers.map(({ wallet }) => ({ wallet, unitMsE12: '9'.repeat(20), validUntil }));
        await done('stays', { region: 'r1', stays }, EAG1);
        const { load } = await done('load', { region: 'r1', loadPpm: 900_000, queued: 7 }, EAG1);
        expect(load).toMatchObject({ loadPpm: 900_000, queued: 7 });
        expect(await get('load/r1')).toMatchObject({ organisation: 'Eag1MSP', isOverloaded: true, loadPpm: 900_000 });
        expect(await get(`workers/${first.wallet}`)).toMatchObject({ assessment: { fuelPerSecond: '10000000' } });
    });

    it('refuses a quote without sellers, and the MEC a task while it is overloaded', async () => {
        const terms = { region: 'r1', buyer: buyer.wallet, durationMs: 3_600_000 };
        const quote = { ...terms, costScaleE12: '40000000000000', costExponentE12: '50000000000' };
        expect(codeOf(await post('quotes', quote))).toEqual([422, 'COMPUTE_NO_SELLERS']);
        expect(codeOf(await post('contracts', market.request()))).toEqual([422, 'COMPUTE_NO_SELLERS']);
        const job = {
            ...{ region: 'r1', durationMs: 3_600_000, task: TASK, pieces: 4 },
            ...{ maxPaymentMicro: '50000000', maxRelayMicro: '0', amountE12: '1000000000000' },
        };
        const serve = (): Envelope => signedBy(buyer, { type: 'compute.serve.v1', ...world.head(), ...job });
        expect(codeOf(await post('services', serve()))).toEqual([409, 'COMPUTE_OVERLOADED']);
        await done('load', { region: 'r1', loadPpm: 100_000, queued: 0 }, EAG1);
        const { result } = await done('services', serve());
        const { contract } = result as { contract: string };
        expect(await contractOf(contract)).toMatchObject({ kind: 'mec', buyer: buyer.wallet });
    });

    it('lists offers, and quotes the equilibrium of the worked example', async () => {
        const offers = [0, 1, 2].map((index) => market.offer(sellers[index]!, SELLER_TERMS[index]));
        for (const offer of offers) await done('offers', offer);
        expect((await post('offers', offers[0])).status).toBe(200);
        await eventually('offers?region=r1', (body) => (body['offers'] as unknown[]).length === 3);
        const page = await get('offers?region=r1&limit=2');
        const rest = await get(`offers?region=r1&limit=2&cursor=${String(page['next'])}`);
        const wallets = [page, rest].flatMap((each) => (each['offers'] as { wallet: string }[]).map((o) => o.wallet));
        expect(wallets).toEqual(sellers.map(({ wallet }) => wallet).toSorted());
        const terms = { region: 'r1', buyer: buyer.wallet, durationMs: 3_600_000 };
        const quote = { ...terms, costScaleE12: '40000000000000', costExponentE12: '50000000000' };
        const { status, body } = await post('quotes', quote);
        expect(status).toBe(200);
        expect(body).toMatchObject({
            soldE12: '1262485625314',
            buyerUtility: expect.closeTo(0.735797572157, 9) as number,
        });
        expect(body['solution']).toMatchObject({ marginalE12: '2181522220245' });
        // R f = 1.575 + 0.262485625314 x 2.027264279439 coins, for an hour.
        expect(Number(body['paymentMicro'])).toBeCloseTo(2_107_127, -1);
        expect(await get(`market?region=r1&buyer=${buyer.wallet}&durationMs=3600000`)).toMatchObject({ region: 'r1' });
    });

    it('carries a contract from request to payment', async () => {
        const request = market.request();
        const contract = await makeContract(request);
        expect((await post('contracts', request)).body).toMatchObject({ result: { contract } });
        const { parts } = await contractOf(contract);
        expect(parts.map(({ status }) => status)).toEqual(['pending', 'pending']);
        const hired = sellers.filter(({ wallet }) => parts.some(({ seller }) => seller === wallet));
        for (const seller of hired) await done('answers', await market.answer(seller, contract));
        for (const seller of hired) await done('results', await market.result(seller, contract));
        expect(await get(`contracts/${contract}/results/${hired[0]!.wallet}`)).toMatchObject({ link: 'v2d' });
        expect(codeOf(await gateway.get(`/v1/compute/contracts/${contract}/results/${stranger.wallet}`))).toEqual([
            404,
            'RECORD_UNKNOWN',
        ]);
        const before = BigInt(await held(hired[0]!));
        await done('verdicts', await market.verdict(contract, hired));
        expect(BigInt(await held(hired[0]!)) > before).toBe(true);
        expect(await contractOf(contract)).toMatchObject({ status: 'closed' });
        await eventually(`contracts?seller=${hired[0]!.wallet}&status=closed`, (body) =>
            (body['contracts'] as ContractRecord[]).some((each) => each.contract === contract),
        );
        const none = await get(`contracts?buyer=${stranger.wallet}`);
        expect(none['contracts']).toEqual([]);
    });

    const held = async ({ wallet }: Device): Promise<string> => {
        const { body } = await gateway.get(`/v1/coin/wallets/${wallet}`);
        return String(body['confirmedMicro']);
    };

    it('makes contracts of requests that come at once: each game knows what the others took', async () => {
        const requests = [market.request(), market.request(), market.request()];
        const answers = await Promise.all(requests.map(async (each) => post('contracts', each)));
        const made = answers.filter(({ status }) => status === 201);
        expect(made.length).toBeGreaterThanOrEqual(1);
        for (const answer of answers) {
            expect([201, 422]).toContain(answer.status);
            if (answer.status === 422) expect(answer.body['code']).toMatch(/^(COMPUTE_NO_SELLERS|COMPUTE_BUDGET)$/);
        }
    });

    it('plays the game again for a part that was declined, and settles what is due', async () => {
        const fresh = await market.sellers(['w1', 'w2', 'w3', 'w4'], [SELLER_TERMS[0]!]);
        const contract = await makeContract(market.request({ pieces: 8 }));
        expect(codeOf(await post('rehires', { contract }))).toEqual([409, 'COMPUTE_PART_STATE']);
        const { parts } = await contractOf(contract);
        const everybody = [...sellers, ...fresh];
        const [decliner] = everybody.filter(({ wallet }) => parts.some(({ seller }) => seller === wallet));
        await done('answers', await market.answer(decliner!, contract, { answer: 'decline' }));
        const rehired = await post('rehires', { contract });
        // Whoever could be hired was hired the first time, unless the capacity was not worth its price then.
        expect([201, 422]).toContain(rehired.status);
        const { settled } = await done('settlements', { contracts: [contract] });
        expect(settled).toEqual([expect.objectContaining({ contract, status: 'open' })]);
        expect(codeOf(await post('settlements', { contracts: ['ab'.repeat(32)] }))).toEqual([
            404,
            'COMPUTE_CONTRACT_UNKNOWN',
        ]);
    });

    describe('relays', () => {
        const plain = Buffer.alloc(3_000_000, 'module and input');
        let contract: string;
        let seller: Device;
        let blob: Buffer;

        const put = async (ticket: unknown, offset: number, body: Buffer): Promise<Answer> => {
            const response = await fetch(`${gateway.url}/v1/compute/uploads/${String(ticket)}?offset=${offset}`, {
                method: 'PUT',
                headers: { 'content-type': 'application/octet-stream' },
                body: new Uint8Array(body),
            });
            return { status: response.status, headers: response.headers, body: (await response.json()) as never };
        };
        const uploadOf = (by: Device, bytes: Buffer, size = bytes.length): object => ({
            envelope: signedBy(by, {
                ...{ type: 'compute.upload.v1', ...world.head(), blob: sha256Hex(bytes), bytes: size },
            }),
        });
        const fetchOf = (by: Device, of: Device, hash: string): object => ({
            envelope: signedBy(by, {
                ...{ type: 'compute.fetch.v1', ...world.head(), contract, seller: of.wallet, blob: hash },
            }),
        });

        beforeAll(async () => {
            [seller = first] = await market.sellers(['x1'], [{ ...SELLER_TERMS[0], rewardE12: '1000000000000' }]);
            contract = await makeContract(
                market.request({ pieces: 2, maxRelayMicro: '3100', costScaleE12: '60000000000000' }),
            );
            blob = seal(plain, [seller.publicKey]);
        });

        it('what the buyer uploads in chunks, resumed, to the hired seller, for a price a MB that is charged once', async () => {
            const { body: begun } = await post('uploads', uploadOf(buyer, blob));
            expect(begun).toMatchObject({ offset: 0, isComplete: false, chunkBytesMax: 2_000_000 });
            const { ticket } = begun;
            expect(codeOf(await put(ticket, 0, Buffer.alloc(2_000_001)))).toEqual([413, 'REQUEST_TOO_LARGE']);
            expect((await put(ticket, 0, blob.subarray(0, 2_000_000))).body).toMatchObject({ offset: 2_000_000 });
            expect(codeOf(await put(ticket, 0, blob.subarray(0, 10)))).toEqual([409, 'COMPUTE_BLOB_OFFSET']);
            expect(codeOf(await post('fetches', fetchOf(seller, seller, sha256Hex(blob))))).toEqual([
                404,
                'COMPUTE_BLOB_UNKNOWN',
            ]);
            expect((await post('uploads', uploadOf(buyer, blob))).body).toMatchObject({ ticket, offset: 2_000_000 });
            expect((await put(ticket, 2_000_000, blob.subarray(2_000_000))).body).toMatchObject({ isComplete: true });
            const { body: fetched } = await post('fetches', fetchOf(seller, seller, sha256Hex(blob)));
            // 1000 micro-coins a MB.
            expect(fetched).toMatchObject({ bytes: blob.length, chargedMicro: '3000' });
            const url = `${gateway.url}/v1/compute/blobs/${String(fetched['ticket'])}`;
            const start = Buffer.from(await (await fetch(url)).arrayBuffer()).subarray(0, 1_000_000);
            const rest = Buffer.from(await (await fetch(`${url}?from=1000000`)).arrayBuffer());
            expect(unseal(Buffer.concat([start, rest]), seller.privateKey).equals(plain)).toBe(true);
            const again = await post('fetches', fetchOf(seller, seller, sha256Hex(blob)));
            expect(again.body).toMatchObject({ chargedMicro: '3000' });
            expect(await contractOf(contract)).toMatchObject({ relayPaidMicro: '3000', relayMicro: '100' });
        });

        it('nothing to strangers, of strangers, unknown, beyond the end, or beyond the buyer’s limit', async () => {
            const hash = sha256Hex(blob);
            expect(codeOf(await post('fetches', fetchOf(stranger, seller, hash)))).toEqual([403, 'COMPUTE_PARTY']);
            expect(codeOf(await post('fetches', fetchOf(buyer, seller, hash)))).toEqual([404, 'COMPUTE_BLOB_UNKNOWN']);
            expect(codeOf(await gateway.get(`/v1/compute/blobs/${'ab'.repeat(32)}`))).toEqual([
                404,
                'COMPUTE_BLOB_UNKNOWN',
            ]);
            const { body: fetched } = await post('fetches', fetchOf(seller, seller, hash));
            const beyond = `/v1/compute/blobs/${String(fetched['ticket'])}?from=${blob.length}`;
            expect(codeOf(await gateway.get(beyond))).toEqual([409, 'COMPUTE_BLOB_OFFSET']);
            const output = Buffer.alloc(200_000, 1);
            const { body: begun } = await post('uploads', uploadOf(seller, output));
            await put(begun['ticket'], 0, output);
            expect(codeOf(await post('fetches', fetchOf(buyer, seller, sha256Hex(output))))).toEqual([
                422,
                'COMPUTE_RELAY_LIMIT',
            ]);
        });

        it('no uploads of unknown wallets, too large ones, or bytes that are no bytes', async () => {
            expect(codeOf(await post('uploads', uploadOf(stranger, blob)))).toEqual([404, 'WALLET_UNKNOWN']);
            expect(codeOf(await post('uploads', uploadOf(buyer, blob, 100_000_000)))).toEqual([
                413,
                'COMPUTE_BLOB_LARGE',
            ]);
            const { ticket } = (await post('uploads', uploadOf(buyer, plain))).body;
            expect((await gateway.get(`/v1/compute/uploads/${String(ticket)}`)).body).toMatchObject({ offset: 0 });
            const headers = { 'content-type': 'application/json' };
            const url = `${gateway.url}/v1/compute/uploads/${String(ticket)}?offset=0`;
            expect((await fetch(url, { method: 'PUT', headers, body: '{}' })).status).toBe(415);
            expect(codeOf(await put(ticket, 0, Buffer.alloc(0)))).toEqual([400, 'REQUEST_INVALID']);
        });
    });
});

const SELLER_TERMS = [
    { ownDemandE12: '200000000000', rewardE12: '1200000000000', costE12: '900000000000' },
    { ownDemandE12: '500000000000', rewardE12: '1300000000000', costE12: '400000000000' },
    { ownDemandE12: '800000000000', rewardE12: '1900000000000', costE12: '200000000000' },
];
