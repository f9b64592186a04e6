import { chainLinks } from '@edgebourse/chaincode/common/receipt';
import type { SettlementRecord } from '@edgebourse/chaincode/energy/records';
import { device, signedBy } from '../../chaincode/test/support/device';
import { codeOf, EnergyMarket, OPERATOR } from './support/energy-market';

let market: EnergyMarket;
let people: EnergyMarket['people'];

beforeAll(async () => {
    market = await EnergyMarket.open();
    ({ people } = market);
});

afterAll(async () => {
    await market.world.close();
});

beforeEach(async () => {
    await market.begin();
});

afterEach(async () => {
    await market.end();
});

describe('orders', () => {
    it('are refused before anything is promised when they cannot take part', async () => {
        const stranger = device('stranger');
        const forged = { ...market.buy(), signature: market.sell().signature };
        expect(
            await market.send(
                forged,
                market.round.order(stranger, 'buy', 800, 250_000),
                market.buy('foreign'),
                market.round.order(people.anna, 'buy', 800, 79_999),
                market.round.order(people.ben, 'sell', 800, 300_001),
                market.round.order(people.ben, 'sell', 800, 120_000, { payTo: stranger.wallet }),
                market.round.order(people.ben, 'sell', 800, 120_000, { region: 'r9' }),
                market.round.order(people.ben, 'sell', 800, 120_000, { expiresAt: String(market.round.startMs - 1) }),
            ),
        ).toEqual([
            ...['ENVELOPE_SIGNATURE', 'WALLET_UNKNOWN', 'WALLET_NOT_ATTACHED', 'ORDER_INVALID', 'ORDER_INVALID'],
            ...['WALLET_UNKNOWN', 'REGION_UNKNOWN', 'ENVELOPE_EXPIRED'],
        ]);
        expect(market.gateway.book.queued).toBe(0);
    });

    it('are taken once a wallet, and a repeat has the receipt of the first', async () => {
        const order = market.buy();
        const first = await market.gateway.answer(order);
        expect(first.receipt).toMatchObject({ organisation: 'Eag1MSP', seq: 1, timeMs: String(market.round.startMs) });
        expect(await market.gateway.answer(order)).toMatchObject({ status: 'exists', receipt: first.receipt });
        expect(await market.send(market.buy())).toEqual(['ORDER_DUPLICATE']);
    });

    it('are chained in the order of their receipts', async () => {
        const answers = await market.gateway.book.accept([market.buy('anna'), market.sell('ben'), market.sell('poor')]);
        const receipts = answers.map(({ receipt }) => receipt!);
        const links = chainLinks({ organisation: 'Eag1MSP', ...market.round.round }, receipts);
        expect(receipts.map(({ seq, previous }) => [seq, previous])).toEqual([
            [1, '0'.repeat(64)],
            [2, links[0]],
            [3, links[1]],
        ]);
    });

    it('end with their gates: buys with the demand gate, sells with the supply gate', async () => {
        await market.close('demand');
        expect(await market.send(market.buy(), market.sell())).toEqual(['GATE_CLOSED', 'queued']);
        await market.close('supply');
        expect(await market.send(market.sell('poor'))).toEqual(['INTERVAL_CLEARED']);
    });

    it('that nobody can pay are refused in the clearing, those that nobody meets stay without trades', async () => {
        const broke = market.buy('poor', 100);
        const lonely = market.sell();
        await market.send(broke, lonely);
        await market.close('demand');
        await market.close('supply');
        expect(market.command(broke)).toMatchObject({ status: 'refused', code: 'COIN_INSUFFICIENT' });
        expect(market.command(lonely)).toMatchObject({ status: 'committed', result: { energyWh: '0', trades: [] } });
    });
});

describe('gates', () => {
    it('are closed by the operator of the region’s own organisation, in turn', async () => {
        expect(await codeOf(market.close('demand', { organisation: 'Eag2MSP', user: 'operator' }))).toBe(
            'ACCESS_DENIED',
        );
        expect(await codeOf(market.close('supply'))).toBe('GATE_OPEN');
        expect(await codeOf(market.close('reading'))).toBe('INTERVAL_NOT_CLEARED');
        expect(await codeOf(market.gateway.energy.gates.settle(market.round.round, OPERATOR))).toBe(
            'INTERVAL_NOT_CLEARED',
        );
        expect(await market.send(market.buy())).toEqual(['queued']);
    });

    it('answer a repeat as the first time', async () => {
        await market.send(market.buy());
        const announced = await market.close('demand');
        expect(announced).toMatchObject({ announcement: { demandWh: '800' } });
        expect(await market.close('demand')).toEqual(announced);
        const cleared = await market.close('supply');
        expect(await market.close('supply')).toEqual(cleared);
        await market.send(...market.delivered());
        const settled = await market.close('reading');
        expect(await market.close('reading')).toEqual(settled);
    });

    it('stay closed for new orders when the heads may be published, whatever happens to the process', async () => {
        await market.send(market.buy(), market.sell());
        await market.close('demand');
        market.ledger.next('energy:CloseGate', 'away');
        expect(await codeOf(market.close('supply'))).toBe('LEDGER_UNAVAILABLE');
        await market.gateway.restart();
        expect(await market.send(market.sell('poor'))).toEqual(['GATE_CLOSED']);
        expect(await market.close('supply')).toMatchObject({ clearing: { volumeWh: '800' } });
    });
});

describe('a round of two households', () => {
    it('is announced, cleared and settled, and tells everybody', async () => {
        const { bought, sold, clearing } = await market.trade();
        const { priceMicroPerKwh } = clearing;
        expect(market.command(bought)).toMatchObject({
            status: 'committed',
            result: { priceMicroPerKwh, energyWh: '800', trades: [0] },
        });
        expect(market.command(sold)).toMatchObject({ status: 'committed', result: { trades: [0] } });
        const messages = [...market.delivered(), market.round.acceptance(people.ben, priceMicroPerKwh, 800)];
        expect(await market.send(...messages)).toEqual(['queued', 'queued', 'queued', 'queued']);
        const { settlement } = (await market.close('reading')) as { settlement: SettlementRecord };
        expect(settlement.trades).toMatchObject([{ status: 'a', settledWh: '800' }]);
        expect(await market.ended(...messages)).toEqual(['committed', 'committed', 'committed', 'committed']);
        expect(market.gateway.book.queued).toBe(0);
    });

    it('is settled before the deadline only when all readings are there', async () => {
        await market.trade();
        const [mine, ...others] = market.delivered();
        await market.send(...others);
        expect(await codeOf(market.gateway.energy.gates.settle(market.round.round, OPERATOR))).toBe('READING_MISSING');
        expect(await market.send(mine!)).toEqual(['queued']);
        expect((await market.gateway.energy.gates.settle(market.round.round, OPERATOR)).trades).toMatchObject([
            { status: 'u' },
        ]);
        expect(await market.send(market.round.reading(people.poor, 0, 0))).toEqual(['SETTLED_ALREADY']);
    });

    it('takes readings once, of the wallet’s own meter, until the gate closes', async () => {
        await market.trade();
        const byOwner = signedBy(people.anna, { ...market.round.reading(people.anna, 800, 0).payload });
        const strange = { wallet: device('stranger').wallet };
        expect(
            await market.send(
                byOwner,
                market.round.reading(people.anna, 1, 0, strange),
                market.round.reading(people.foreign, 1, 0),
            ),
        ).toEqual([...['METER_MISMATCH', 'WALLET_UNKNOWN', 'WALLET_NOT_ATTACHED']]);
        expect(await market.send(...market.delivered())).toEqual(['queued', 'queued', 'queued']);
        expect(await market.send(market.round.reading(people.anna, 900, 0))).toEqual(['READING_EXISTS']);
        await market.close('reading');
        expect(await market.send(market.round.reading(people.poor, 0, 0))).toEqual(['SETTLED_ALREADY']);
    });

    it('takes acceptances of its sellers only, also after the settlement', async () => {
        expect(await market.send(market.round.acceptance(people.ben, '1', 0))).toEqual(['INTERVAL_NOT_CLEARED']);
        const { clearing } = await market.trade();
        expect(await market.send(market.round.acceptance(people.anna, clearing.priceMicroPerKwh, 0))).toEqual([
            'TRADE_PARTY',
        ]);
        await market.send(...market.delivered());
        await market.close('reading');
        const acceptance = market.round.acceptance(people.ben, clearing.priceMicroPerKwh, 800);
        await market.send(acceptance);
        expect(await market.ended(acceptance)).toEqual(['committed']);
        expect((await market.round.settlement()).trades).toMatchObject([{ status: 'a' }]);
    });

    it('leaves trades disputed to which a party objects', async () => {
        await market.trade();
        const objection = market.round.objection(people.anna, 'nothing arrived');
        expect(
            await market.send(...market.delivered(), objection, market.round.objection(people.poor, 'just so')),
        ).toEqual([...['queued', 'queued', 'queued', 'queued', 'TRADE_PARTY']]);
        expect(await market.close('reading')).toMatchObject({
            settlement: { trades: [{ status: 'd', reason: 'nothing arrived' }] },
        });
        expect(market.command(objection)).toMatchObject({ status: 'committed' });
    });
});
