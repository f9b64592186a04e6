import type { WalletRecord } from '../src/identity/records';
import { refusedCommand, transferOf } from './support/coin-commands';
import { signedBy, type Device } from './support/device';
import { CreditHouse } from './support/credit-house';
import { MONTH, testProduct } from './support/credit-papers';
import { newWorld, type World } from './support/world';

let world: World;
let house: CreditHouse;
let anna: Device;
let shop: Device;

beforeAll(async () => {
    world = await newWorld();
    [anna, shop] = (await world.register(['anna', 'shop'])) as [Device, Device];
    house = await CreditHouse.open(world, 'eag1', 100_000_000);
});

afterAll(async () => {
    await world.close();
});

function attachmentOf(by: Device): object {
    return signedBy(by, { type: 'identity.attach.v1', ...world.head(), region: 'r2', seq: 0 });
}

async function assertConserved(): Promise<void> {
    expect(await world.coinsInOutputsAndBonds()).toBe(await world.outstanding());
}

describe('a loan that is used and repaid in time', () => {
    it('pays sellers at once, keeps every payment, and leaves s, interest and all coins in their places', async () => {
        const best = await house.solve(anna);
        expect(best.status).toBe('interior');
        const loan = await house.lendTo(anna, 2_000_000);
        expect(loan).toMatchObject({ amountMicro: '2000000', status: 'open', bank: 'Eag1MSP', answer: best });
        expect(await house.reserve()).toBe(98_000_000n);
        await assertConserved();

        const first = await house.billFor(loan.id, anna, shop, 500_000);
        expect(await house.carry('credit:Bill', [first])).toEqual(['done']);
        expect(await house.carry('credit:Bill', [first])).toEqual(['exists']);
        expect(await house.carry('credit:Bill', [await house.billFor(loan.id, anna, shop, 300_000)])).toEqual(['done']);
        expect(await world.coinsOf(shop)).toBe(800_000n);
        const token = await house.token(loan.id);
        expect(token).toMatchObject({ balanceMicro: '1200000', version: 3, state: 'open' });
        expect(token.preRecord.payments.length).toBe(2);
        const statement = await world.evaluate('credit:Statement', { token: loan.id });
        expect(statement).toMatchObject([
            { n: 1, amountMicro: '500000' },
            { n: 2, reference: 'ride-1' },
        ]);
        await assertConserved();

        const coin = await world.mint([anna], 5_000_000);
        const interest = BigInt(loan.interestMicro);
        expect(interest).toBe((2_000_000n * BigInt(best.betaE12) * BigInt(loan.tE12) + 5n * 10n ** 23n) / 10n ** 24n);
        const all = house.repayment(anna, loan.id, 2_000_000n + interest, coin);
        expect(await house.carry('credit:Repay', [all])).toEqual(['done']);
        expect(await house.loan(loan.id)).toMatchObject({ status: 'repaid' });
        expect(await house.borrower(anna)).toMatchObject({ s: 1, f: 0, open: [] });
        expect(await house.token(loan.id)).toMatchObject({ state: 'closed', balanceMicro: '0' });
        expect(await house.reserve()).toBe(100_000_000n + interest);
        expect(await world.coinsOf(anna)).toBe(5_000_000n - 2_000_000n - interest + 1_200_000n);
        expect(await house.position()).toMatchObject({ outstandingMicro: '0', loans: 0 });
        await assertConserved();
    });
});

describe('deadlines', () => {
    it('return the unspent balance at the end, take the penalty after the buffer, and blacklist after a year', async () => {
        const [late] = (await world.register(['late'])) as [Device];
        const loan = await house.lendTo(late, 2_000_000);
        expect(await house.carry('credit:Bill', [await house.billFor(loan.id, late, shop, 1_500_000)])).toEqual([
            'done',
        ]);
        expect(await house.sweep(loan.id)).toEqual({ closed: [], overdue: [], blacklisted: [] });

        world.now += MONTH;
        expect(await house.sweep(loan.id)).toEqual({ closed: [loan.id], overdue: [], blacklisted: [] });
        expect(await house.loan(loan.id)).toMatchObject({ status: 'open', paidMicro: '500000' });
        expect(await house.token(loan.id)).toMatchObject({ state: 'closed', balanceMicro: '0' });
        await assertConserved();

        world.now += 5 * 86_400_000 + 60_001;
        expect(await house.sweep(loan.id)).toEqual({ closed: [], overdue: [loan.id], blacklisted: [] });
        expect(await house.sweep(loan.id)).toEqual({ closed: [], overdue: [], blacklisted: [] });
        expect(await house.borrower(late)).toMatchObject({ s: 0, f: 1, failedMicro: '2000000' });
        const due = 2_000_000n + BigInt(loan.penaltyMicro) - 500_000n;
        expect(await house.position()).toMatchObject({ overdueLoans: 1, outstandingMicro: '2000000' });

        world.now += 366 * 86_400_000;
        expect(await house.sweep(loan.id)).toEqual({ closed: [], overdue: [], blacklisted: [loan.id] });
        const coin = await world.mint([shop], 10_000_000);
        const refusedPay = await refusedCommand(world, 'coin:Transfer', transferOf(world, shop, late, 1, coin));
        expect(refusedPay).toBe('WALLET_BLACKLISTED');
        const { statusReason } = await world.evaluate<WalletRecord>('identity:Wallet', { wallet: late.wallet });
        expect(statusReason).toMatchObject({ reason: 'loan never repaid', organisation: 'Eag1MSP' });
        const [attach] = await world
            .submit<{ code: string }[]>(house.operator, 'identity:Attach', { commands: [attachmentOf(late)] })
            .then(({ value }) => value);
        expect(attach?.code).toBe('WALLET_BLACKLISTED');
        expect(await house.refusedCommand('credit:Repay', house.repayment(late, loan.id, due, coin))).toBe(
            'WALLET_BLACKLISTED',
        );
        await assertConserved();
    });
});

describe('a wrong clock', () => {
    it('neither ends a loan early within the peers’ window nor makes a swept one timely again', async () => {
        const [tom] = (await world.register(['tom'])) as [Device];
        const loan = await house.lendTo(tom, 1_000_000);
        await house.carry('credit:Bill', [await house.billFor(loan.id, tom, shop, 1_000_000)]);
        const coin = await world.mint([tom], 9_000_000);
        const then = world.now;
        world.now = Number(loan.dueMs) + 60_000;
        expect(await house.sweep(loan.id)).toMatchObject({ overdue: [] });
        world.now += 1;
        expect(await house.sweep(loan.id)).toMatchObject({ overdue: [loan.id] });
        world.now = Number(loan.dueMs);
        const timely = 1_000_000n + BigInt(loan.interestMicro);
        const all = timely + BigInt(loan.penaltyMicro) - BigInt(loan.interestMicro);
        expect(await house.carry('credit:Repay', [house.repayment(tom, loan.id, timely, coin)])).toEqual(['done']);
        expect(await house.loan(loan.id)).toMatchObject({ status: 'overdue' });
        const [change = ''] = await world.outputsOf(tom);
        expect(await house.carry('credit:Repay', [house.repayment(tom, loan.id, all - timely, change)])).toEqual([
            'done',
        ]);
        expect(await house.loan(loan.id)).toMatchObject({ status: 'settled' });
        expect(await house.borrower(tom)).toMatchObject({ s: 0, f: 1, open: [] });
        world.now = then;
    });

    it('does not make a late repayment timely that nobody swept', async () => {
        const [uma] = (await world.register(['uma'])) as [Device];
        const loan = await house.lendTo(uma, 1_000_000);
        await house.carry('credit:Bill', [await house.billFor(loan.id, uma, shop, 1_000_000)]);
        const coin = await world.mint([uma], 9_000_000);
        const then = world.now;
        world.now = Number(loan.dueMs) + 60_001;
        const due = 1_000_000n + BigInt(loan.penaltyMicro);
        expect(await house.carry('credit:Repay', [house.repayment(uma, loan.id, due, coin)])).toEqual(['done']);
        expect(await house.loan(loan.id)).toMatchObject({ status: 'settled' });
        expect(await house.borrower(uma)).toMatchObject({ s: 0, f: 1 });
        world.now = then;
    });
});

it('offers products by version', async () => {
    const { eag1 } = world.people;
    const changed = testProduct({ product: 'other' });
    const versions: unknown[] = [];
    for (const terms of [changed, changed, { ...changed, capMicro: '1' }]) {
        versions.push((await world.submit<{ version: number }>(eag1, 'credit:SetProduct', terms)).value.version);
    }
    expect(versions).toEqual([1, 1, 2]);
    const outside = [
        { etaE12: '1000000000000' },
        { cE12: '0' },
        { durationMs: String(11 * MONTH) },
        { durationMs: '0' },
    ];
    for (const change of [...outside, { alphaMaxE12: { A: '0' } }]) {
        expect(await world.refusal(eag1, 'credit:SetProduct', { ...changed, ...change })).toBe('ARGUMENT_INVALID');
    }
});
