import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import { device, signedBy, type Device } from '../../chaincode/test/support/device';
import { EnergyGateway } from './support/energy-gateway';
import { codeOf, EnergyMarket } from './support/energy-market';
import { WorldLedger } from './support/world-ledger';

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

describe('a restart', () => {
    it('between acceptance and clearing loses no order and no place in the chain', async () => {
        const orders = [market.buy(), market.sell()];
        const receipts = (await market.gateway.book.accept(orders)).map(({ receipt }) => receipt);
        await market.gateway.restart();
        expect((await market.gateway.book.accept(orders)).map(({ receipt }) => receipt)).toEqual(receipts);
        expect(await market.send(market.buy())).toEqual(['ORDER_DUPLICATE']);
        await market.close('demand');
        await market.gateway.restart();
        expect(await market.send(market.buy('poor'))).toEqual(['GATE_CLOSED']);
        expect(await market.close('supply')).toMatchObject({ clearing: { volumeWh: '800', heads: [{ count: 2 }] } });
    });

    it('after a clearing whose answer was lost tells the orders what became of them', async () => {
        const orders = [market.buy(), market.sell()];
        await market.send(...orders);
        await market.close('demand');
        market.ledger.next('energy:Clear', 'answer lost');
        expect(await codeOf(market.close('supply'))).toBe('DEADLINE_EXCEEDED');
        await market.gateway.restart();
        expect(await market.ended(...orders)).toEqual(['committed', 'committed']);
    });

    it('after a settlement whose answer was lost tells the readings what became of them', async () => {
        await market.trade();
        const readings = market.delivered();
        await market.send(...readings);
        await market.gateway.restart();
        market.ledger.next('energy:Settle', 'answer lost');
        expect(await codeOf(market.close('reading'))).toBe('DEADLINE_EXCEEDED');
        expect(market.gateway.book.queued).toBe(3);
        await market.gateway.restart();
        expect(await market.ended(...readings)).toEqual(['committed', 'committed', 'committed']);
        expect(market.gateway.book.queued).toBe(0);
    });
});

describe('a reading of a region that another gateway settles', () => {
    it('is recorded at once, or after a restart when the ledger was away', async () => {
        await market.trade();
        const ledger = new WorldLedger(market.world, ['Eag2MSP']);
        const other = await EnergyGateway.start(ledger);
        const [first, second, third] = market.delivered() as [Envelope, Envelope, Envelope];
        ledger.next('energy:RecordReadings', 'away');
        expect(await other.send(first)).toEqual(['queued']);
        await other.restart();
        expect(await other.send(second)).toEqual(['queued']);
        expect(await other.send(market.round.objection(people.anna, 'mine'))).toEqual(['ACCESS_DENIED']);
        while (other.book.queued > 0) await nextTurn();
        await other.end();
        expect(await market.send(third)).toEqual(['queued']);
        expect(await market.close('reading')).toMatchObject({ settlement: { trades: [{ status: 'u' }] } });
    });
});

describe('an omission', () => {
    it('is paid to the device that shows its receipt', async () => {
        const order = market.sell();
        const { receipt } = await market.gateway.answer(order);
        await market.gateway.restartEmpty();
        await market.close('demand');
        await market.close('supply');
        const before = await market.world.coinsOf(people.ben);
        const claim = { as: market.ledger.actor('operator'), fn: 'energy:ClaimOmission', argument: { receipt, order } };
        expect((await market.ledger.submit(claim)).result).toEqual({ wallet: people.ben.wallet, paidMicro: '500000' });
        expect((await market.world.coinsOf(people.ben)) - before).toBe(500_000n);
    });
});

describe('a proof-of-flow', () => {
    const claim = (by: Device, name: string): Envelope =>
        signedBy(by, {
            type: 'energy.flow.v1',
            ...market.world.head(),
            region: 'r1',
            period: market.round.interval,
            claim: name,
            payTo: people.ben.wallet,
        });

    it('is claimed by all wallets of a claim at once, after the period', async () => {
        await market.trade();
        await market.send(...market.delivered());
        await market.close('reading');
        expect(await market.send(claim(people.ben, 'early'))).toEqual(['PERIOD_OPEN']);
        const claims = [claim(people.ben, 'ours'), claim(people.poor, 'ours')];
        market.next();
        await market.close('demand');
        await market.close('supply');
        expect(await market.send(claim(device('stranger'), 'theirs'))).toEqual(['WALLET_UNKNOWN']);
        expect(await market.send(...claims)).toEqual(['done', 'done']);
        expect(market.command(claims[0]!)).toMatchObject({ result: { claim: 'ours', deliveredWh: '800' } });
        expect(await market.gateway.energy.reader.flow('r1', market.round.interval - 1)).toMatchObject({
            claim: 'ours',
        });
    });
});
