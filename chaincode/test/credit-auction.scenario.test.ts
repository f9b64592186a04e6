import { CreditHouse } from './support/credit-house';
import type { Device } from './support/device';
import { allCoins, nextRound, registerReceiptKeys, type EnergyRound } from './support/energy-round';
import { newWorld, type World } from './support/world';

let world: World;
let house: CreditHouse;
let buyer: Device;
let seller: Device;

beforeAll(async () => {
    world = await newWorld();
    await registerReceiptKeys(world);
    const supplier = await world.register(['supplier-r1'], { role: 'supplier' });
    [buyer, seller] = (await world.register(['buyer', 'seller'])) as [Device, Device];
    await world.mint([...supplier, seller], 100_000_000);
    house = await CreditHouse.open(world, 'eag1', 100_000_000);
});

afterAll(async () => {
    await world.close();
});

/** Buyer and seller trade 1 kWh, the buyer with its token; cleared, not settled. */
async function traded(token: string): Promise<EnergyRound> {
    const round = nextRound(world);
    round.buy(buyer, 1000, 300_000, { creditToken: token });
    round.sell(seller, 1000, 80_000);
    const { trades } = await round.run();
    expect(trades).toMatchObject([{ buyer: buyer.wallet, creditToken: token }]);
    return round;
}

async function assertConserved(): Promise<void> {
    expect(await allCoins(world)).toBe(await world.outstanding());
}

describe('an order that names a token', () => {
    it('buys without own coins: locked by the clearing, billed by the settlement, refunded to the token', async () => {
        const { id } = await house.lendTo(buyer, 1_000_000);
        const round = await traded(id);
        const { trades } = await round.clearing();
        const escrow = BigInt(trades[0]!.escrowMicro);
        const locked = await house.token(id);
        expect(locked).toMatchObject({ balanceMicro: String(1_000_000n - escrow), lockedMicro: String(escrow) });
        await assertConserved();

        await round.settle({ readings: [round.reading(buyer, 600, 0), round.reading(seller, 0, 600)] });
        const [settled] = (await round.settlement()).trades;
        const paid = BigInt(settled!.paidMicro) + BigInt(settled!.buyerShortMicro);
        expect(paid).toBeLessThan(escrow);
        const token = await house.token(id);
        expect(token).toMatchObject({ balanceMicro: String(1_000_000n - paid), lockedMicro: '0' });
        const reference = `r1.${String(round.interval)}.0`;
        const [payment] = await world.evaluate<object[]>('credit:Statement', { token: id });
        expect(payment).toMatchObject({ kind: 'trade', amountMicro: String(paid), payTo: seller.wallet, reference });
        expect(token.preRecord.payments.length).toBe(1);
        await assertConserved();
    });

    it('takes no part with an unknown, foreign or too small token', async () => {
        const { id } = await house.lendTo(seller, 1_000);
        const refusalOf = async (by: Device, creditToken: string): Promise<string | undefined> => {
            const round = nextRound(world);
            round.buy(by, 1000, 300_000, { creditToken });
            return (await round.run()).refused[0]?.code;
        };
        expect(await refusalOf(buyer, 'f'.repeat(64))).toBe('CREDIT_LOAN_UNKNOWN');
        expect(await refusalOf(buyer, id)).toBe('CREDIT_TOKEN_FOREIGN');
        expect(await refusalOf(seller, id)).toBe('CREDIT_BALANCE');
    });

    it('repays the loan with what comes back when the token was closed meanwhile, and then gives to its borrower', async () => {
        const { id } = await house.lendTo(buyer, 900_000);
        const round = await traded(id);
        expect(await house.carry('credit:Close', [house.closing(buyer, id)])).toEqual(['done']);
        const before = BigInt((await house.loan(id)).paidMicro);
        await round.settle({ readings: [round.reading(buyer, 100, 0), round.reading(seller, 0, 100)] });
        const loan = await house.loan(id);
        expect(BigInt(loan.paidMicro)).toBeGreaterThan(before);
        expect(await house.token(id)).toMatchObject({ state: 'closed', balanceMicro: '0', lockedMicro: '0' });
        await assertConserved();
    });
});

describe('the price of a quote', () => {
    it('is that of the last clearing, or of the one before; an older one has expired', async () => {
        const [quick] = (await world.register(['quick'])) as [Device];
        await (await traded((await house.lendTo(buyer, 700_000)).id)).settle({ readings: [] }).catch(() => undefined);
        const { loans } = await house.preview(quick);
        const { priceInterval } = loans[0]!;
        const clearing = await world.evaluate<{ priceMicroPerKwh: string }>('energy:Clearing', {
            region: 'r1',
            interval: priceInterval,
        });
        expect(loans[0]!.terms.pMicroPerKwh).toBe(clearing.priceMicroPerKwh);
        const request = house.request(quick, 1_000);
        const { nowMs } = await house.preview(quick);
        const quote = await house.quote(request, quick, {}, { issuedAt: nowMs });
        await nextRound(world).run();
        // Nothing was traded: p is the average now, not the quote that a clearing without trades carries.
        expect((await house.preview(quick)).loans[0]!.priceInterval).toBe(priceInterval! + 1);
        const [result] = await house.lend([{ request, attestation: house.attestation(request, quick), quote }]);
        expect(result).toMatchObject({ status: 'done' });
        const old = await house.papers(quick, 1_000);
        await nextRound(world).run();
        await nextRound(world).run();
        expect(await house.refusedLoan(old)).toBe('CREDIT_QUOTE_EXPIRED');
    });
});

describe('closing a token before its end', () => {
    it('is for the borrower, and for the bank only once the borrower may not act', async () => {
        const [cara] = (await world.register(['cara'])) as [Device];
        const { id } = await house.lendTo(cara, 800_000);
        const refused = async (by: Device): Promise<string> =>
            house.refusedCommand('credit:Close', house.closing(by, id));
        expect(await refused(seller)).toBe('CREDIT_LOAN_FOREIGN');
        expect(await refused(house.device)).toBe('ACCESS_DENIED');
        const suspension = { wallets: [cara.wallet], reason: 'test' };
        await world.submit(house.operator, 'identity:SetStatus', { ...suspension, status: 'suspended' });
        expect(await house.carry('credit:Close', [house.closing(house.device, id)])).toEqual(['done']);
        expect(await house.loan(id)).toMatchObject({ status: 'open', paidMicro: '800000' });
        await world.submit(house.operator, 'identity:SetStatus', { ...suspension, status: 'active' });
        expect(await refused(cara)).toBe('CREDIT_TOKEN_EXPIRED');
        await assertConserved();
    });

    it('takes coins that either side added, nobody else', async () => {
        const [friend] = (await world.register(['friend'])) as [Device];
        const { id } = await house.lendTo(friend, 500_000);
        const coin = await world.mint([friend, house.device, seller], 700_000);
        expect(await house.refusedCommand('credit:TopUp', house.topUp(seller, id, 1000, coin))).toBe(
            'CREDIT_LOAN_FOREIGN',
        );
        const both = [house.topUp(friend, id, 600_000, coin), house.topUp(house.device, id, 50_000, coin)];
        expect(await house.carry('credit:TopUp', both)).toEqual(['done', 'done']);
        expect(await house.token(id)).toMatchObject({ balanceMicro: '1150000', amountMicro: '500000' });
        const loan = await house.loan(id);
        const due = 500_000n + BigInt(loan.interestMicro);
        expect(await house.carry('credit:Close', [house.closing(friend, id)])).toEqual(['done']);
        expect(await house.loan(id)).toMatchObject({ status: 'repaid' });
        expect(await world.coinsOf(friend)).toBe(700_000n - 600_000n + 1_150_000n - due);
        await assertConserved();
    });
});
