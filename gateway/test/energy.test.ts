import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import { device as testDevice, signedBy } from '../../chaincode/test/support/device';
import { testPolicy } from '../../chaincode/test/support/policy';
import { newDevice, NETWORK, type Device } from './support/device';
import { RunningGateway, type Answer } from './support/running-gateway';

const REGISTRAR = 'AuthorityMSP.registrar';
const TREASURY = 'AuthorityMSP.treasury';
const EAG1 = 'Eag1MSP.operator';
const EAG2 = 'Eag2MSP.operator';
const INTERVAL = 1_628_256;
const ROUND = `/v1/energy/regions/r1/intervals/${INTERVAL}`;

describe('two households that trade one interval through a gateway on an embedded peer', () => {
    let gateway: RunningGateway;
    const [anna, ben, annasMeter, bensMeter] = [newDevice(), newDevice(), newDevice(), newDevice()];
    const supplier = testDevice('supplier-r1');
    const suppliersMeter = newDevice();
    let receipt: unknown;

    const round = { region: 'r1', interval: INTERVAL };
    const order = (by: Device, id: string, side: 'buy' | 'sell', energyWh: string, limit: string): Envelope =>
        by.sign({ type: 'energy.order.v1', id, ...round, side, energyWh, limitMicroPerKwh: limit });
    const reading = (meter: Device, wallet: string, importWh: string, exportWh: string): Envelope =>
        meter.sign({ type: 'energy.reading.v1', id: 'reading', ...round, wallet, importWh, exportWh });
    const annasOrder = order(anna, 'order', 'buy', '800', '250000');
    const bensOrder = order(ben, 'order', 'sell', '1000', '120000');

    const codeOf = ({ status, body }: Answer): unknown[] => [status, body['code']];
    const coinsOf = async ({ wallet }: { wallet: string }): Promise<bigint> =>
        BigInt((await gateway.get(`/v1/coin/wallets/${wallet}`)).body['confirmedMicro'] as string);
    const send = async (...messages: readonly Envelope[]): Promise<unknown[]> => {
        const { body } = await gateway.post('/v1/messages', { messages });
        return (body['results'] as { status: string; code?: string }[]).map(({ status, code }) => code ?? status);
    };

    beforeAll(async () => {
        gateway = await RunningGateway.start();
        const policy: Partial<Policy> = testPolicy({ network: NETWORK });
        delete policy.authorityKey;
        expect((await gateway.post('/v1/policy', policy, REGISTRAR)).status).toBe(201);
        const participant = (name: string, role: string, publicKey: string, meterKey: string): object => ({
            ...{ trueIdentity: name, account: `account of ${name}`, role, homeOrganisation: 'Eag1MSP', region: 'r1' },
            notAfter: String(Date.UTC(2036, 0, 1)),
            wallets: [{ publicKey, meterKey }],
        });
        const participants = [
            participant('Anna', 'energy-node', anna.publicKey, annasMeter.publicKey),
            participant('Ben', 'energy-node', ben.publicKey, bensMeter.publicKey),
            participant('Grid', 'supplier', supplier.publicKey, suppliersMeter.publicKey),
        ];
        expect((await gateway.post('/v1/identity/participants', { participants }, REGISTRAR)).status).toBe(201);
        const outputs = [anna, ben, supplier].map(({ wallet }) => ({ wallet, amountMicro: '100000000' }));
        const mint = { reference: 'bank-1', reason: 'external', outputs };
        expect((await gateway.post('/v1/coin/mints', mint, TREASURY)).status).toBe(201);
    });

    afterAll(async () => {
        await gateway.end();
    });

    it('are refused what they did not sign, may not do or cannot do here', async () => {
        const forged = { ...annasOrder, signature: bensOrder.signature };
        expect(codeOf(await gateway.post('/v1/energy/orders', forged))).toEqual([401, 'ENVELOPE_SIGNATURE']);
        const stranger = order(newDevice(), 'order', 'buy', '800', '250000');
        expect(codeOf(await gateway.post('/v1/energy/orders', stranger))).toEqual([404, 'WALLET_UNKNOWN']);
        expect(codeOf(await gateway.post('/v1/energy/readings', annasOrder))).toEqual([400, 'REQUEST_INVALID']);
        expect(codeOf(await gateway.post('/v1/messages', { messages: [] }))).toEqual([400, 'REQUEST_INVALID']);
        const cheap = order(anna, 'cheap', 'buy', '800', '79999');
        expect(codeOf(await gateway.post('/v1/energy/orders', cheap))).toEqual([400, 'ORDER_INVALID']);
        expect(codeOf(await gateway.get('/v1/commands/order'))).toEqual([404, 'COMMAND_UNKNOWN']);
        expect(codeOf(await gateway.get(`${ROUND}/trades`))).toEqual([409, 'INTERVAL_NOT_CLEARED']);
        expect(codeOf(await gateway.get('/v1/energy/regions/r9/intervals/1'))).toEqual([404, 'REGION_UNKNOWN']);
        expect(codeOf(await gateway.get('/v1/energy/regions/r1/intervals/soon'))).toEqual([400, 'REQUEST_INVALID']);
    });

    it('get receipts for their orders, the same one for a repeat', async () => {
        const taken = await gateway.post('/v1/energy/orders', annasOrder);
        expect(taken).toMatchObject({
            status: 202,
            body: { id: 'order', status: 'queued', receipt: { organisation: 'Eag1MSP', seq: 1 } },
        });
        receipt = taken.body['receipt'];
        const again = await gateway.post('/v1/energy/orders', annasOrder);
        expect(again).toMatchObject({ status: 200, body: { receipt } });
        const other = order(anna, 'order', 'buy', '900', '250000');
        expect(codeOf(await gateway.post('/v1/energy/orders', other))).toEqual([409, 'ID_REUSED']);
        const second = order(anna, 'second', 'buy', '900', '250000');
        expect(codeOf(await gateway.post('/v1/energy/orders', second))).toEqual([409, 'ORDER_DUPLICATE']);
        const location = taken.headers.get('location')!;
        expect((await gateway.get(location)).body).toMatchObject({ status: 'queued', signer: anna.wallet });
    });

    it('wait at gates that only the operator of their region closes', async () => {
        expect(codeOf(await gateway.post(`${ROUND}/gates/demand`, {}))).toEqual([401, 'REQUEST_UNAUTHENTICATED']);
        expect(codeOf(await gateway.post(`${ROUND}/gates/demand`, {}, TREASURY))).toEqual([403, 'REQUEST_FORBIDDEN']);
        expect(codeOf(await gateway.post(`${ROUND}/gates/demand`, {}, EAG2))).toEqual([403, 'ACCESS_DENIED']);
        expect(codeOf(await gateway.post(`${ROUND}/gates/supply`, {}, EAG1))).toEqual([409, 'GATE_OPEN']);
        expect(codeOf(await gateway.post(`${ROUND}/gates/lunch`, {}, EAG1))).toEqual([400, 'REQUEST_INVALID']);
        const closed = await gateway.post(`${ROUND}/gates/demand`, {}, EAG1);
        expect(closed).toMatchObject({ status: 201, body: { announcement: { demandWh: '800' } } });
        expect((await gateway.get(ROUND)).body).toMatchObject({ gate: 'demand', announcement: { demandWh: '800' } });
        const late = order(ben, 'late', 'buy', '800', '250000');
        expect(codeOf(await gateway.post('/v1/energy/orders', late))).toEqual([409, 'GATE_CLOSED']);
    });

    it('lose nothing when the gateway restarts between acceptance and clearing', async () => {
        expect(await send(bensOrder, order(anna, 'third', 'sell', '1', '100000'))).toEqual([
            ...['queued', 'ORDER_DUPLICATE'],
        ]);
        await gateway.stopGateway();
        await gateway.startGateway();
        expect(await send(annasOrder, bensOrder)).toEqual(['exists', 'exists']);
        const cleared = await gateway.post(`${ROUND}/gates/supply`, {}, EAG1);
        expect(cleared).toMatchObject({ status: 201, body: { clearing: { volumeWh: '800', refused: [] } } });
        expect(await gateway.post(`${ROUND}/gates/supply`, {}, EAG1)).toMatchObject({ body: cleared.body });
        const { body } = await gateway.get(`/v1/commands/order?signer=${ben.wallet}`);
        expect(body).toMatchObject({ status: 'committed', result: { energyWh: '800', trades: [0] } });
        expect(codeOf(await gateway.get('/v1/commands/order'))).toEqual([400, 'REQUEST_INVALID']);
        expect((await gateway.get(`${ROUND}/trades`)).body).toMatchObject({
            trades: [{ id: `r1.${INTERVAL}.0`, buyer: anna.wallet, seller: ben.wallet, energyWh: '800' }],
        });
    });

    it('pay and are paid by their meters, after the seller’s word', async () => {
        const { clearing } = (await gateway.get(ROUND)).body as { clearing: { priceMicroPerKwh: string } };
        const { priceMicroPerKwh } = clearing;
        expect(await send(reading(anna, anna.wallet, '800', '0'))).toEqual(['METER_MISMATCH']);
        const acceptance = { type: 'energy.acceptance.v1', ...round, priceMicroPerKwh, minWh: '800' };
        const messages = [
            reading(annasMeter, anna.wallet, '800', '0'),
            reading(bensMeter, ben.wallet, '0', '1000'),
            reading(suppliersMeter, supplier.wallet, '200', '0'),
            ben.sign({ id: 'acceptance', ...acceptance }),
            anna.sign({ id: 'acceptance', ...acceptance }),
        ];
        expect(await send(...messages)).toEqual(['queued', 'queued', 'queued', 'queued', 'TRADE_PARTY']);
        const settled = await gateway.post(`${ROUND}/gates/reading`, {}, EAG1);
        expect(settled).toMatchObject({
            status: 201,
            body: { settlement: { trades: [{ status: 'a', settledWh: '800' }] } },
        });
        expect((await gateway.get(ROUND)).body).toMatchObject({
            gate: 'reading',
            settlement: settled.body['settlement'],
        });
        const price = BigInt(priceMicroPerKwh);
        expect(await coinsOf(anna)).toBe(100_000_000n - (price * 800n) / 1000n);
        expect(await coinsOf(ben)).toBe(100_000_000n + (price * 800n) / 1000n + 16_000n);
        expect(await coinsOf(supplier)).toBe(100_000_000n - 16_000n);
    });

    it('cannot claim what was not left out, nor dispute what was settled', async () => {
        const claim = await gateway.post('/v1/energy/omission-claims', { receipt, order: annasOrder });
        expect(codeOf(claim)).toEqual([422, 'OMISSION_UNPROVEN']);
        const forged = { ...(receipt as object), seq: 2 };
        const forgery = await gateway.post('/v1/energy/omission-claims', { receipt: forged, order: annasOrder });
        expect(codeOf(forgery)).toEqual([400, 'RECEIPT_INVALID']);
        const objection = anna.sign({ type: 'energy.objection.v1', id: 'objection', ...round, reason: 'too dear' });
        expect(codeOf(await gateway.post('/v1/energy/objections', objection))).toEqual([409, 'SETTLED_ALREADY']);
        const path = `${ROUND}/trades/0/resolution`;
        const resolution = { settledWh: '800', reason: 'seen by the other meter' };
        expect(codeOf(await gateway.post(path, resolution, EAG1))).toEqual([403, 'RESOLVER_SAME']);
        expect(codeOf(await gateway.post(path, resolution, EAG2))).toEqual([409, 'TRADE_STATE']);
    });

    it('find the region and its rules', async () => {
        expect((await gateway.get('/v1/energy/regions')).body).toMatchObject({
            regions: [{ region: 'r1', organisation: 'Eag1MSP' }, { region: 'r2' }],
        });
        expect((await gateway.get('/v1/energy/regions/r2')).body).toMatchObject({ retailMicroPerKwh: '300000' });
        const claimed = signedBy(supplier, {
            type: 'energy.flow.v1',
            ...{ network: NETWORK, id: 'flow', issuedAt: '0', expiresAt: '4000000000000' },
            ...{ region: 'r1', period: 16_960, claim: 'ours', payTo: supplier.wallet },
        });
        expect(codeOf(await gateway.post('/v1/energy/flow-claims', claimed))).toEqual([403, 'TRADE_PARTY']);
        expect(codeOf(await gateway.get('/v1/energy/regions/r1/flow/1'))).toEqual([404, 'RECORD_UNKNOWN']);
        expect(codeOf(await gateway.post('/v1/energy/regions/r1/flow/1/award', {}, EAG1))).toEqual([
            404,
            'RECORD_UNKNOWN',
        ]);
    });
});
