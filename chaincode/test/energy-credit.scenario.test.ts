import type { PaymentRecord } from '../src/credit/records';
import { CreditHouse } from './support/credit-house';
import type { Device } from './support/device';
import { allCoins, nextRound, registerReceiptKeys, type EnergyRound } from './support/energy-round';
import { newWorld, type World } from './support/world';

const COIN = 1_000_000;
const PRICE = 190_000;

let world: World;
let house: CreditHouse;
let ann: Device;
let ben: Device;
let cleo: Device;

beforeAll(async () => {
    world = await newWorld();
    await registerReceiptKeys(world);
    [ann, ben, cleo] = (await world.register(['ann', 'ben', 'cleo'])) as [Device, Device, Device];
    const [supplier] = (await world.register(['supplier-r1'], { role: 'supplier' })) as [Device];
    await world.mint([ben, supplier], 100 * COIN);
    house = await CreditHouse.open(world, 'eag1', 100 * COIN);
    await passTime();
});

afterAll(async () => world.close());

/** Ann, who has no coins, buys 1 kWh of Ben on her token. */
async function onCredit(creditToken: string, changes: Record<string, unknown> = {}): Promise<EnergyRound> {
    const round = nextRound(world);
    round.buy(ann, 1000, PRICE, { creditToken, ...changes });
    round.sell(ben, 1000, PRICE);
    return round;
}

const balances = async (id: string): Promise<{ balance: number; locked: number; payments: number }> => {
    const { balanceMicro, lockedMicro, preRecord } = await house.token(id);
    return { balance: Number(balanceMicro), locked: Number(lockedMicro), payments: preRecord.payments.length };
};

const codesOf = async (round: EnergyRound): Promise<string[]> =>
    (await round.preview()).refused.map(({ code }) => code);

describe('an order that names a credit token', () => {
    it('is paid by it: locked at the clearing, billed by the settlement, the rest given back', async () => {
        const { id } = await house.lendTo(ann, COIN);
        const before = await world.coinsOf(ben);
        const round = await onCredit(id);
        const { trades } = await round.run();
        expect(trades).toMatchObject([{ buyer: ann.wallet, escrowMicro: '190000', creditToken: id }]);
        expect(await balances(id)).toEqual({ balance: COIN - 190_000, locked: 190_000, payments: 0 });

        // Ben delivers 900 Wh: 171 000 are paid, 19 000 come back to the token, the compensation to Ann herself.
        await round.settle({ readings: [round.reading(ann, 1000, 0), round.reading(ben, 0, 900)] });
        expect(await balances(id)).toEqual({ balance: COIN - 171_000, locked: 0, payments: 1 });
        const payments = await world.evaluate<PaymentRecord[]>('credit:Statement', { token: id });
        const reference = `r1.${String(round.interval)}.0`;
        expect(payments).toMatchObject([{ kind: 'trade', payTo: ben.wallet, amountMicro: '171000', reference }]);
        const shortMicro = 11_000;
        expect(await world.coinsOf(ben)).toBe(before + BigInt(171_000 - shortMicro));
        // Her grid import of 100 Wh costs more than the compensation: what she lacks is her debt, not her token's.
        const { grid } = await round.settlement();
        expect(grid.find(({ wallet }) => wallet === ann.wallet)).toMatchObject({
            chargedMicro: '30000',
            owedMicro: '19000',
        });
        expect(await allCoins(world)).toBe(await world.outstanding());
    });

    it('is put aside with the code of what is wrong with the token', async () => {
        await world.mint([ann], COIN);
        await payDebt();
        const { id } = await house.lendTo(ann, COIN);
        expect(await codesOf(await onCredit('0'.repeat(64)))).toEqual(['CREDIT_LOAN_UNKNOWN']);
        const foreign = nextRound(world);
        foreign.buy(cleo, 1000, PRICE, { creditToken: id });
        expect(await codesOf(foreign)).toEqual(['CREDIT_TOKEN_FOREIGN']);
        expect(await codesOf(await onCredit(id, { energyWh: '9000' }))).toEqual(['CREDIT_BALANCE']);
        const sold = nextRound(world);
        sold.sell(ann, 1000, PRICE, { creditToken: id });
        expect(await codesOf(sold)).toEqual(['ORDER_INVALID']);
        await passTime();
        await house.carry('credit:Close', [house.closing(ann, id)]);
        expect(await codesOf(await onCredit(id))).toEqual(['CREDIT_TOKEN_EXPIRED']);
        expect(await allCoins(world)).toBe(await world.outstanding());
    });

    it('keeps its escrow while the trade is disputed, and gives back what a resolver leaves, also once it is closed', async () => {
        await passTime();
        const { id } = await house.lendTo(ann, COIN);
        const round = await onCredit(id);
        await round.run();
        const readings = [round.reading(ann, 1000, 0), round.reading(ben, 0, 1000)];
        await round.settle({ readings, objections: [round.objection(ann, 'my meter stood still')] });
        expect(await balances(id)).toEqual({ balance: COIN - 190_000, locked: 190_000, payments: 0 });
        await house.carry('credit:Close', [house.closing(ann, id)]);
        const before = await house.loan(id);
        const decision = { ...round.round, trade: 0, settledWh: '500', reason: 'half of it' };
        await world.submit(round.otherOperator, 'energy:Resolve', decision);
        expect(await balances(id)).toEqual({ balance: 0, locked: 0, payments: 1 });
        const after = await house.loan(id);
        expect(BigInt(after.paidMicro) - BigInt(before.paidMicro)).toBe(95_000n);
        expect(await allCoins(world)).toBe(await world.outstanding());
    });
});

/** A round without trades: the region's time, by which loans are judged, goes on to it. */
async function passTime(): Promise<void> {
    await nextRound(world).run();
}

/** A round in which Ann only imports: her coins pay her debt. */
async function payDebt(): Promise<void> {
    const round = nextRound(world);
    await round.run();
    await round.settle({ readings: [round.reading(ann, 1, 0)] });
}
