import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import { device as testDevice } from '../../chaincode/test/support/device';
import { testPolicy } from '../../chaincode/test/support/policy';
import { newDevice, NETWORK, type Device } from './support/device';
import { RunningGateway, type Answer } from './support/running-gateway';

const REGISTRAR = 'AuthorityMSP.registrar';
const EAG1 = 'Eag1MSP.operator';
const EAG2 = 'Eag2MSP.operator';
const FIRST = 1_628_256;
const COINS = 100_000_000n;

/** One interval is a period of the proof-of-flow, claims take one more, and one reward may be minted. */
function decisionPolicy(): Partial<Policy> {
    const { coin } = testPolicy();
    const policy: Partial<Policy> = testPolicy({
        network: NETWORK,
        flow: { periodIntervals: 1, rewardMicro: '1000000', claimIntervals: 1 },
        coin: { ...coin, mintCapMicro: { ...coin.mintCapMicro, flow: '1500000' }, mintPeriodMs: 10 ** 15 },
    });
    delete policy.authorityKey;
    return policy;
}

describe('what operators decide by REST', () => {
    let gateway: RunningGateway;
    const [anna, ben, annasMeter, bensMeter, suppliersMeter] = Array.from({ length: 5 }, newDevice) as [
        ...[Device, Device, Device, Device, Device],
    ];
    const supplier = testDevice('supplier-r1');

    const pathOf = (interval: number): string => `/v1/energy/regions/r1/intervals/${String(interval)}`;
    const codeOf = ({ status, body }: Answer): unknown[] => [status, body['code']];
    const coinsOf = async ({ wallet }: { wallet: string }): Promise<bigint> =>
        BigInt((await gateway.get(`/v1/coin/wallets/${wallet}`)).body['confirmedMicro'] as string);
    const gate = (interval: number, name: string): Promise<Answer> =>
        gateway.post(`${pathOf(interval)}/gates/${name}`, {}, EAG1);

    async function clear(interval: number, orders: readonly Envelope[] = []): Promise<Answer> {
        if (orders.length > 0) expect((await gateway.post('/v1/messages', { messages: orders })).status).toBe(200);
        await gate(interval, 'demand');
        return gate(interval, 'supply');
    }

    /** Anna buys 800 Wh of Ben, and the meters say so; `messages` come before the settlement. */
    async function trade(interval: number, messages: readonly Envelope[] = []): Promise<Answer> {
        const round = { region: 'r1', interval };
        const id = String(interval);
        const order = (by: Device, side: string, limitMicroPerKwh: string): Envelope =>
            by.sign({ type: 'energy.order.v1', id, ...round, side, energyWh: '800', limitMicroPerKwh });
        const reading = (meter: Device, { wallet }: { wallet: string }, importWh: string, exportWh: string): Envelope =>
            meter.sign({ type: 'energy.reading.v1', id, ...round, wallet, importWh, exportWh });
        const cleared = await clear(interval, [order(anna, 'buy', '250000'), order(ben, 'sell', '120000')]);
        expect(cleared.body).toMatchObject({ clearing: { volumeWh: '800' } });
        const readings = [
            reading(annasMeter, anna, '800', '0'),
            reading(bensMeter, ben, '0', '800'),
            reading(suppliersMeter, supplier, '0', '0'),
        ];
        await gateway.post('/v1/messages', { messages: [...readings, ...messages] });
        return gate(interval, 'reading');
    }

    const claim = async (period: number): Promise<void> => {
        const terms = { region: 'r1', period, claim: 'bens', payTo: ben.wallet };
        const envelope = ben.sign({ type: 'energy.flow.v1', id: `flow-${String(period)}`, ...terms });
        const answer = await gateway.post('/v1/energy/flow-claims', envelope);
        expect(answer.status === 201 || answer.status === 202 ? 'taken' : answer.body).toBe('taken');
    };
    const award = (period: number): Promise<Answer> =>
        gateway.post(`/v1/energy/regions/r1/flow/${String(period)}/award`, {}, EAG1);

    beforeAll(async () => {
        gateway = await RunningGateway.start();
        expect((await gateway.post('/v1/policy', decisionPolicy(), REGISTRAR)).status).toBe(201);
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
        const outputs = [anna, ben, supplier].map(({ wallet }) => ({ wallet, amountMicro: String(COINS) }));
        const mint = { reference: 'bank-1', reason: 'external', outputs };
        expect((await gateway.post('/v1/coin/mints', mint, 'AuthorityMSP.treasury')).status).toBe(201);
    });

    afterAll(async () => {
        await gateway.end();
    });

    it('a disputed trade is paid as the other organisation resolves it', async () => {
        const round = { region: 'r1', interval: FIRST };
        const objection = anna.sign({ type: 'energy.objection.v1', id: 'objection', ...round, reason: 'no light' });
        expect((await trade(FIRST, [objection])).body).toMatchObject({ settlement: { trades: [{ status: 'd' }] } });
        const path = `${pathOf(FIRST)}/trades/0/resolution`;
        const resolution = { settledWh: '500', reason: 'seen by the other meter' };
        expect(codeOf(await gateway.post(path, resolution, EAG1))).toEqual([403, 'RESOLVER_SAME']);
        const resolved = await gateway.post(path, resolution, EAG2);
        expect(resolved).toMatchObject({ status: 201, body: { status: 'r', settledWh: '500', resolvedBy: 'Eag2MSP' } });
        expect(codeOf(await gateway.post(path, resolution, EAG2))).toEqual([409, 'TRADE_STATE']);
        const { clearing } = (await gateway.get(pathOf(FIRST))).body as { clearing: { priceMicroPerKwh: string } };
        const price = BigInt(clearing.priceMicroPerKwh);
        // What the meters showed beyond 500 Wh went over the grid: 300 Wh at retail, 300 Wh at feed-in.
        expect(COINS - (await coinsOf(anna))).toBe((price * 500n) / 1000n + 90_000n);
        expect((await coinsOf(ben)) - COINS).toBe((price * 500n) / 1000n + 24_000n);
    });

    it('the proof-of-flow is paid once, and not beyond its cap', async () => {
        const [first, second] = [FIRST + 1, FIRST + 2];
        await trade(first);
        await trade(second);
        await claim(first);
        expect(codeOf(await award(first))).toEqual([409, 'PERIOD_OPEN']);
        await clear(second + 1);
        await claim(second);
        const before = await coinsOf(ben);
        expect(await award(first)).toMatchObject({ status: 201, body: { deliveredWh: '800', awarded: true } });
        expect((await coinsOf(ben)) - before).toBe(1_000_000n);
        expect(codeOf(await award(first))).toEqual([409, 'FLOW_CLAIMED']);
        await clear(second + 2);
        expect(codeOf(await award(second))).toEqual([422, 'MINT_CAP']);
        expect((await gateway.get('/v1/coin/supply')).body).toMatchObject({ mintedMicro: { flow: '1000000' } });
    });
});
