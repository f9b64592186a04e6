import { signingBytes, type Envelope } from '@edgebourse/chaincode/common/envelope';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import type { ContractRecord } from '@edgebourse/chaincode/compute/records';
import { TASK } from '../../chaincode/test/support/compute-market';
import { device, signedBy, type Device } from '../../chaincode/test/support/device';
import { codeOf, ComputeGateway, SELLER_TERMS } from './support/compute-gateway';

const EAG1 = 'Eag1MSP.operator';
const EAG2 = 'Eag2MSP.operator';

describe('the computing market through a gateway', () => {
    let house: ComputeGateway;
    const [first, second, third] = [device('v1'), device('v2'), device('v3')];
    const sellers = [first, second, third];
    const buyer = device('buyer');
    const stranger = device('stranger');

    beforeAll(async () => {
        house = await ComputeGateway.start();
        await house.market.vehicles(sellers.map(({ name }) => name));
    });

    afterAll(async () => {
        await house.end();
    });

    it('takes assessments, stays and load from the region’s MEC operator alone', async () => {
        const assessments = sellers.map((seller) => ({
            envelope: house.market.assessment(seller),
            fuel: '10000000',
            elapsedMs: 1000,
        }));
        const body = { region: 'r1', assessments };
        expect(codeOf(await house.post('assessments', body))).toEqual([401, 'REQUEST_UNAUTHENTICATED']);
        expect(codeOf(await house.post('assessments', body, EAG2))).toEqual([403, 'ACCESS_DENIED']);
        const { results } = await house.done('assessments', body, EAG1);
        expect(results).toEqual(
            sellers.map(({ wallet }) => expect.objectContaining({ status: 'done', wallet }) as unknown),
        );
        const again = signedBy(first, { ...assessments[0]!.envelope.payload, output: TASK });
        const repeated = { region: 'r1', assessments: [{ ...assessments[0]!, envelope: again }] };
        const { results: refused } = await house.done('assessments', repeated, EAG1);
        expect(refused).toEqual([expect.objectContaining({ status: 'refused', code: 'COMPUTE_SEED_USED' })]);
        const validUntil = '4000000000000';
        const stays = sellers.map(({ wallet }) => ({ wallet, unitMsE12: '9'.repeat(20), validUntil }));
        await house.done('stays', { region: 'r1', stays }, EAG1);
        const { load } = await house.done('load', { region: 'r1', loadPpm: 900_000, queued: 7 }, EAG1);
        expect(load).toMatchObject({ loadPpm: 900_000, queued: 7 });
        expect(await house.get('load/r1')).toMatchObject({
            organisation: 'Eag1MSP',
            isOverloaded: true,
            loadPpm: 900_000,
        });
        expect(await house.get(`workers/${first.wallet}`)).toMatchObject({ assessment: { fuelPerSecond: '10000000' } });
    });

    it('refuses a quote without sellers, and the MEC a task while it is overloaded', async () => {
        const terms = { region: 'r1', buyer: buyer.wallet, durationMs: 3_600_000 };
        const quote = { ...terms, costScaleE12: '40000000000000', costExponentE12: '50000000000' };
        expect(codeOf(await house.post('quotes', quote))).toEqual([422, 'COMPUTE_NO_SELLERS']);
        expect(codeOf(await house.post('contracts', house.market.request()))).toEqual([422, 'COMPUTE_NO_SELLERS']);
        const job = {
            ...{ region: 'r1', durationMs: 3_600_000, task: TASK, pieces: 4 },
            ...{ maxPaymentMicro: '50000000', maxRelayMicro: '0', amountE12: '1000000000000' },
        };
        const serve = (): Envelope => signedBy(buyer, { type: 'compute.serve.v1', ...house.world.head(), ...job });
        expect(codeOf(await house.post('services', serve()))).toEqual([409, 'COMPUTE_OVERLOADED']);
        await house.done('load', { region: 'r1', loadPpm: 100_000, queued: 0 }, EAG1);
        const { result } = await house.done('services', serve());
        const { contract } = result as { contract: string };
        expect(await house.contractOf(contract)).toMatchObject({ kind: 'mec', buyer: buyer.wallet });
    });

    it('lists offers, and quotes the equilibrium of the worked example', async () => {
        const offers = [0, 1, 2].map((index) => house.market.offer(sellers[index]!, SELLER_TERMS[index]));
        for (const offer of offers) await house.done('offers', offer);
        expect((await house.post('offers', offers[0])).status).toBe(200);
        await house.eventually('offers?region=r1', (body) => (body['offers'] as unknown[]).length === 3);
        const page = await house.get('offers?region=r1&limit=2');
        const rest = await house.get(`offers?region=r1&limit=2&cursor=${String(page['next'])}`);
        const wallets = [page, rest].flatMap((each) => (each['offers'] as { wallet: string }[]).map((o) => o.wallet));
        expect(wallets).toEqual(sellers.map(({ wallet }) => wallet).toSorted());
        const terms = { region: 'r1', buyer: buyer.wallet, durationMs: 3_600_000 };
        const quote = { ...terms, costScaleE12: '40000000000000', costExponentE12: '50000000000' };
        const { status, body } = await house.post('quotes', quote);
        expect(status).toBe(200);
        expect(body).toMatchObject({
            soldE12: '1262485625314',
            buyerUtility: expect.closeTo(0.735797572157, 9) as number,
        });
        expect(body['solution']).toMatchObject({ marginalE12: '2181522220245' });
        // R f = 1.575 + 0.262485625314 x 2.027264279439 coins, for an hour.
        expect(Number(body['paymentMicro'])).toBeCloseTo(2_107_127, -1);
        expect(await house.get(`market?region=r1&buyer=${buyer.wallet}&durationMs=3600000`)).toMatchObject({
            region: 'r1',
        });
    });

    it('carries a contract from request to payment', async () => {
        const request = house.market.request();
        const contract = await house.contract(request);
        expect((await house.post('contracts', request)).body).toMatchObject({ result: { contract } });
        const { parts } = await house.contractOf(contract);
        expect(parts.map(({ status }) => status)).toEqual(['pending', 'pending']);
        const hired = sellers.filter(({ wallet }) => parts.some(({ seller }) => seller === wallet));
        for (const seller of hired) await house.done('answers', await house.market.answer(seller, contract));
        for (const seller of hired) await house.done('results', await house.market.result(seller, contract));
        expect(await house.get(`contracts/${contract}/results/${hired[0]!.wallet}`)).toMatchObject({ link: 'v2d' });
        expect(codeOf(await house.gateway.get(`/v1/compute/contracts/${contract}/results/${stranger.wallet}`))).toEqual(
            [404, 'RECORD_UNKNOWN'],
        );
        const before = BigInt(await held(hired[0]!));
        await house.done('verdicts', await house.market.verdict(contract, hired));
        expect(BigInt(await held(hired[0]!)) > before).toBe(true);
        expect(await house.contractOf(contract)).toMatchObject({ status: 'closed' });
        await house.eventually(`contracts?seller=${hired[0]!.wallet}&status=closed`, (body) =>
            (body['contracts'] as ContractRecord[]).some((each) => each.contract === contract),
        );
        const none = await house.get(`contracts?buyer=${stranger.wallet}`);
        expect(none['contracts']).toEqual([]);
    });

    const held = async ({ wallet }: Device): Promise<string> => {
        const { body } = await house.gateway.get(`/v1/coin/wallets/${wallet}`);
        return String(body['confirmedMicro']);
    };

    it('makes contracts of requests that come at once: each game knows what the others took', async () => {
        const requests = [house.market.request(), house.market.request(), house.market.request()];
        const answers = await Promise.all(requests.map(async (each) => house.post('contracts', each)));
        const made = answers.filter(({ status }) => status === 201);
        expect(made.length).toBeGreaterThanOrEqual(1);
        for (const answer of answers) {
            expect([201, 422]).toContain(answer.status);
            if (answer.status === 422) expect(answer.body['code']).toMatch(/^(COMPUTE_NO_SELLERS|COMPUTE_BUDGET)$/);
        }
    });

    it('plays the game again for a part that was declined, and settles what is due', async () => {
        const fresh = await house.market.sellers(['w1', 'w2', 'w3', 'w4'], [SELLER_TERMS[0]!]);
        const contract = await house.contract(house.market.request({ pieces: 8 }));
        expect(codeOf(await house.post('rehires', { contract }))).toEqual([409, 'COMPUTE_PART_STATE']);
        const { parts } = await house.contractOf(contract);
        const everybody = [...sellers, ...fresh];
        const [decliner] = everybody.filter(({ wallet }) => parts.some(({ seller }) => seller === wallet));
        await house.done('answers', await house.market.answer(decliner!, contract, { answer: 'decline' }));
        const rehired = await house.post('rehires', { contract });
        // Whoever could be hired was hired the first time, unless the capacity was not worth its price then.
        expect([201, 422]).toContain(rehired.status);
        const { settled } = await house.done('settlements', { contracts: [contract] });
        expect(settled).toEqual([expect.objectContaining({ contract, status: 'open' })]);
        expect(codeOf(await house.post('settlements', { contracts: ['ab'.repeat(32)] }))).toEqual([
            404,
            'COMPUTE_CONTRACT_UNKNOWN',
        ]);
    });

    it('answers a request whose contract was made before the gateway could note it, also when nobody sells any more', async () => {
        const request = house.market.request({ costScaleE12: '90000000000000', maxPaymentMicro: '99000000' });
        const terms = { costScaleE12: '90000000000000' };
        const requests = [{ envelope: request, solution: await house.market.solution(terms) }];
        expect(await house.market.only('Contract', { requests })).toBe('done');
        const names = ['w1', 'w2', 'w3', 'w4'];
        for (const seller of [...sellers, ...names.map(device)]) {
            await house.done('offers', house.market.offer(seller, { capacityE12: '0', issuedAt: '1' }));
        }
        expect(codeOf(await house.post('contracts', house.market.request()))).toEqual([422, 'COMPUTE_NO_SELLERS']);
        const contract = sha256Hex(signingBytes(request.payload));
        expect(await house.done('contracts', request)).toMatchObject({ result: { contract } });
    });
});
