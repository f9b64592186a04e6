import { setImmediate as nextTurn } from 'node:timers/promises';
import { addressOfKey, type Envelope } from '@edgebourse/chaincode/common/envelope';
import { chainLinks } from '@edgebourse/chaincode/common/receipt';
import type { ClearingRecord, GateName, SettlementRecord } from '@edgebourse/chaincode/energy/records';
import { device, signedBy, type Device } from '../../chaincode/test/support/device';
import { nextRound, registerReceiptKeys, type EnergyRound } from '../../chaincode/test/support/energy-round';
import { newWorld, type World } from '../../chaincode/test/support/world';
import { EnergyGateway } from './support/energy-gateway';
import { WorldLedger } from './support/world-ledger';

const COIN = 1_000_000;

let world: World;
let ledger: WorldLedger;
let gateway: EnergyGateway;
let anna: Device;
let ben: Device;
let poor: Device;
let foreign: Device;
let supplier: Device;
let round: EnergyRound;

beforeAll(async () => {
    world = await newWorld();
    await registerReceiptKeys(world);
    [anna, ben, poor] = (await world.register(['anna', 'ben', 'poor'])) as [Device, Device, Device];
    [supplier] = (await world.register(['supplier-r1'], { role: 'supplier' })) as [Device];
    [foreign] = (await world.register(['foreign'], { region: 'r2' })) as [Device];
    await world.mint([anna, ben, foreign, supplier], 1000 * COIN);
    await world.bond('Eag1MSP', 10 * COIN);
    ledger = new WorldLedger(world);
});

afterAll(async () => {
    await world.close();
});

beforeEach(async () => {
    gateway = await EnergyGateway.start(ledger);
    round = nextRound(world);
});

afterEach(async () => {
    await gateway.end();
});

const operator = { organisation: 'Eag1MSP', user: 'operator' };
const close = async (gate: GateName, as = operator): Promise<object> =>
    gateway.energy.gates.close(round.round, gate, as);
const code = async (task: Promise<unknown>): Promise<string> =>
    task.then(
        () => 'done',
        (error: unknown) => (error as { code: string }).code,
    );
const command = ({ publicKey, payload }: Envelope): ReturnType<typeof gateway.book.find> =>
    gateway.book.find(payload.id, addressOfKey(publicKey));
const ended = async (...envelopes: readonly Envelope[]): Promise<(string | undefined)[]> => {
    while (envelopes.some((envelope) => command(envelope)?.status === 'queued')) await nextTurn();
    return envelopes.map((envelope) => command(envelope)?.status);
};

const buy = (by = anna, energyWh = 800): Envelope => round.order(by, 'buy', energyWh, 250_000);
const sell = (by = ben, energyWh = 1000): Envelope => round.order(by, 'sell', energyWh, 120_000);

/** Anna buys 800 Wh of the 1000 Wh that Ben offers. */
async function trade(): Promise<{ bought: Envelope; sold: Envelope; clearing: ClearingRecord }> {
    const bought = buy();
    const sold = sell();
    expect(await gateway.send(bought)).toEqual(['queued']);
    await close('demand');
    expect(await gateway.send(sold)).toEqual(['queued']);
    const { clearing } = (await close('supply')) as { clearing: ClearingRecord };
    return { bought, sold, clearing };
}

const delivered = (): Envelope[] => [
    round.reading(anna, 800, 0),
    round.reading(ben, 0, 1000),
    round.reading(supplier, 200, 0),
];

describe('orders', () => {
    it('are refused before anything is promised when they cannot take part', async () => {
        const stranger = device('stranger');
        const forged = { ...buy(), signature: sell().signature };
        expect(
            await gateway.send(
                forged,
                buy(stranger),
                buy(foreign),
                round.order(anna, 'buy', 800, 79_999),
                round.order(ben, 'sell', 800, 300_001),
                round.order(ben, 'sell', 800, 120_000, { payTo: stranger.wallet }),
                round.order(ben, 'sell', 800, 120_000, { region: 'r9' }),
                round.order(ben, 'sell', 800, 120_000, { expiresAt: String(round.startMs - 1) }),
            ),
        ).toEqual([
            ...['ENVELOPE_SIGNATURE', 'WALLET_UNKNOWN', 'WALLET_NOT_ATTACHED', 'ORDER_INVALID', 'ORDER_INVALID'],
            ...['WALLET_UNKNOWN', 'REGION_UNKNOWN', 'ENVELOPE_EXPIRED'],
        ]);
        expect(gateway.book.queued).toBe(0);
    });

    it('are taken once a wallet, and a repeat has the receipt of the first', async () => {
        const order = buy();
        const first = await gateway.answer(order);
        expect(first.receipt).toMatchObject({ organisation: 'Eag1MSP', seq: 1, timeMs: String(round.startMs) });
        expect(await gateway.answer(order)).toMatchObject({ status: 'exists', receipt: first.receipt });
        expect(await gateway.send(buy())).toEqual(['ORDER_DUPLICATE']);
    });

    it('are chained in the order of their receipts', async () => {
        const answers = await gateway.book.accept([buy(anna), sell(ben), sell(poor)]);
        const receipts = answers.map(({ receipt }) => receipt!);
        const links = chainLinks({ organisation: 'Eag1MSP', ...round.round }, receipts);
        expect(receipts.map(({ seq, previous }) => [seq, previous])).toEqual([
            [1, '0'.repeat(64)],
            [2, links[0]],
            [3, links[1]],
        ]);
    });

    it('end with their gates: buys with the demand gate, sells with the supply gate', async () => {
        await close('demand');
        expect(await gateway.send(buy(), sell())).toEqual(['GATE_CLOSED', 'queued']);
        await close('supply');
        expect(await gateway.send(sell(poor))).toEqual(['INTERVAL_CLEARED']);
    });

    it('that nobody can pay are refused in the clearing, those that nobody meets stay without trades', async () => {
        const broke = buy(poor, 100);
        const lonely = sell();
        await gateway.send(broke, lonely);
        await close('demand');
        await close('supply');
        expect(command(broke)).toMatchObject({ status: 'refused', code: 'COIN_INSUFFICIENT' });
        expect(command(lonely)).toMatchObject({ status: 'committed', result: { energyWh: '0', trades: [] } });
    });
});

describe('gates', () => {
    it('are closed by the operator of the region’s own organisation, in turn', async () => {
        expect(await code(close('demand', { organisation: 'Eag2MSP', user: 'operator' }))).toBe('ACCESS_DENIED');
        expect(await code(close('supply'))).toBe('GATE_OPEN');
        expect(await code(close('reading'))).toBe('INTERVAL_NOT_CLEARED');
        expect(await code(gateway.energy.gates.settle(round.round, operator))).toBe('INTERVAL_NOT_CLEARED');
        expect(await gateway.send(buy())).toEqual(['queued']);
    });

    it('answer a repeat as the first time', async () => {
        await gateway.send(buy());
        const announced = await close('demand');
        expect(announced).toMatchObject({ announcement: { demandWh: '800' } });
        expect(await close('demand')).toEqual(announced);
        const cleared = await close('supply');
        expect(await close('supply')).toEqual(cleared);
        await gateway.send(...delivered());
        const settled = await close('reading');
        expect(await close('reading')).toEqual(settled);
    });

    it('stay closed for new orders when the heads may be published, whatever happens to the process', async () => {
        await gateway.send(buy(), sell());
        await close('demand');
        ledger.next('energy:CloseGate', 'away');
        expect(await code(close('supply'))).toBe('LEDGER_UNAVAILABLE');
        await gateway.restart();
        expect(await gateway.send(sell(poor))).toEqual(['GATE_CLOSED']);
        expect(await close('supply')).toMatchObject({ clearing: { volumeWh: '800' } });
    });
});

describe('a round of two households', () => {
    it('is announced, cleared and settled, and tells everybody', async () => {
        const { bought, sold, clearing } = await trade();
        const { priceMicroPerKwh } = clearing;
        expect(command(bought)).toMatchObject({
            status: 'committed',
            result: { priceMicroPerKwh, energyWh: '800', trades: [0] },
        });
        expect(command(sold)).toMatchObject({ status: 'committed', result: { trades: [0] } });
        const messages = [...delivered(), round.acceptance(ben, priceMicroPerKwh, 800)];
        expect(await gateway.send(...messages)).toEqual(['queued', 'queued', 'queued', 'queued']);
        const { settlement } = (await close('reading')) as { settlement: SettlementRecord };
        expect(settlement.trades).toMatchObject([{ status: 'a', settledWh: '800' }]);
        expect(await ended(...messages)).toEqual(['committed', 'committed', 'committed', 'committed']);
        expect(gateway.book.queued).toBe(0);
    });

    it('is settled before the deadline only when all readings are there', async () => {
        await trade();
        const [mine, ...others] = delivered();
        await gateway.send(...others);
        expect(await code(gateway.energy.gates.settle(round.round, operator))).toBe('READING_MISSING');
        expect(await gateway.send(mine!)).toEqual(['queued']);
        expect((await gateway.energy.gates.settle(round.round, operator)).trades).toMatchObject([{ status: 'u' }]);
        expect(await gateway.send(round.reading(poor, 0, 0))).toEqual(['SETTLED_ALREADY']);
    });

    it('takes readings once, of the wallet’s own meter, until the gate closes', async () => {
        await trade();
        const byOwner = signedBy(anna, { ...round.reading(anna, 800, 0).payload });
        const strange = { wallet: device('stranger').wallet };
        expect(await gateway.send(byOwner, round.reading(anna, 1, 0, strange), round.reading(foreign, 1, 0))).toEqual([
            ...['METER_MISMATCH', 'WALLET_UNKNOWN', 'WALLET_NOT_ATTACHED'],
        ]);
        expect(await gateway.send(...delivered())).toEqual(['queued', 'queued', 'queued']);
        expect(await gateway.send(round.reading(anna, 900, 0))).toEqual(['READING_EXISTS']);
        await close('reading');
        expect(await gateway.send(round.reading(poor, 0, 0))).toEqual(['SETTLED_ALREADY']);
    });

    it('takes acceptances of its sellers only, also after the settlement', async () => {
        expect(await gateway.send(round.acceptance(ben, '1', 0))).toEqual(['INTERVAL_NOT_CLEARED']);
        const { clearing } = await trade();
        expect(await gateway.send(round.acceptance(anna, clearing.priceMicroPerKwh, 0))).toEqual(['TRADE_PARTY']);
        await gateway.send(...delivered());
        await close('reading');
        const acceptance = round.acceptance(ben, clearing.priceMicroPerKwh, 800);
        await gateway.send(acceptance);
        expect(await ended(acceptance)).toEqual(['committed']);
        expect((await round.settlement()).trades).toMatchObject([{ status: 'a' }]);
    });

    it('leaves trades disputed to which a party objects', async () => {
        await trade();
        const objection = round.objection(anna, 'nothing arrived');
        expect(await gateway.send(...delivered(), objection, round.objection(poor, 'just so'))).toEqual([
            ...['queued', 'queued', 'queued', 'queued', 'TRADE_PARTY'],
        ]);
        expect(await close('reading')).toMatchObject({
            settlement: { trades: [{ status: 'd', reason: 'nothing arrived' }] },
        });
        expect(command(objection)).toMatchObject({ status: 'committed' });
    });
});

describe('a restart', () => {
    it('between acceptance and clearing loses no order and no place in the chain', async () => {
        const orders = [buy(), sell()];
        const receipts = (await gateway.book.accept(orders)).map(({ receipt }) => receipt);
        await gateway.restart();
        expect((await gateway.book.accept(orders)).map(({ receipt }) => receipt)).toEqual(receipts);
        expect(await gateway.send(buy())).toEqual(['ORDER_DUPLICATE']);
        await close('demand');
        await gateway.restart();
        expect(await gateway.send(buy(poor))).toEqual(['GATE_CLOSED']);
        expect(await close('supply')).toMatchObject({ clearing: { volumeWh: '800', heads: [{ count: 2 }] } });
    });

    it('after a clearing whose answer was lost tells the orders what became of them', async () => {
        const orders = [buy(), sell()];
        await gateway.send(...orders);
        await close('demand');
        ledger.next('energy:Clear', 'answer lost');
        expect(await code(close('supply'))).toBe('DEADLINE_EXCEEDED');
        await gateway.restart();
        expect(await ended(...orders)).toEqual(['committed', 'committed']);
    });

    it('after a settlement whose answer was lost tells the readings what became of them', async () => {
        await trade();
        const readings = delivered();
        await gateway.send(...readings);
        await gateway.restart();
        ledger.next('energy:Settle', 'answer lost');
        expect(await code(close('reading'))).toBe('DEADLINE_EXCEEDED');
        expect(gateway.book.queued).toBe(3);
        await gateway.restart();
        expect(await ended(...readings)).toEqual(['committed', 'committed', 'committed']);
        expect(gateway.book.queued).toBe(0);
    });
});

describe('an omission', () => {
    it('is paid to the device that shows its receipt', async () => {
        const order = sell();
        const { receipt } = await gateway.answer(order);
        await gateway.end();
        gateway = await EnergyGateway.start(ledger);
        await close('demand');
        await close('supply');
        const before = await world.coinsOf(ben);
        const claim = { as: ledger.actor('operator'), fn: 'energy:ClaimOmission', argument: { receipt, order } };
        expect((await ledger.submit(claim)).result).toEqual({ wallet: ben.wallet, paidMicro: '500000' });
        expect((await world.coinsOf(ben)) - before).toBe(500_000n);
    });
});
