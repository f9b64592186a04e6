import fc from 'fast-check';
import { dueOf } from '../src/credit/charges';
import { CreditHouse } from './support/credit-house';
import { testProduct } from './support/credit-papers';
import type { Device } from './support/device';
import { newWorld, type World } from './support/world';

const DAY = 86_400_000;
const STEPS = 150;

let world: World;
let house: CreditHouse;
let partner: CreditHouse;
let borrowers: Device[];
let shop: Device;

beforeAll(async () => {
    world = await newWorld();
    borrowers = await world.register(['b0', 'b1', 'b2', 'b3', 'b4']);
    [shop] = (await world.register(['shop'])) as [Device];
    house = await CreditHouse.open(world, 'eag1', 4_000_000, [testProduct({ durationMs: String(10 * DAY) })]);
    partner = await CreditHouse.open(world, 'eag2', 5_000_000);
    await partner.register([{ mspId: 'Eag1MSP', limitMicro: '3000000' }]);
    await world.mint(borrowers, 2_000_000);
});

afterAll(async () => {
    await world.close();
});

const step = fc.record({
    act: fc.constantFrom('lend', 'lend', 'bill', 'bill', 'bill', 'repay', 'repay', 'sweep', 'wait'),
    who: fc.nat({ max: 4 }),
    amount: fc.integer({ min: 1, max: 1_500_000 }),
    days: fc.nat({ max: 4 }),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** The loan that the borrower took last, if any is open. */
async function openLoan(by: Device): Promise<string | undefined> {
    return (await house.borrower(by)).open.at(-1);
}

/** The same thing that a bank and its clients do; whatever the contract refuses must change nothing by itself. */
async function live({ act, who, amount, days }: Step): Promise<string> {
    const by = borrowers[who]!;
    if (act === 'wait') world.now += days * DAY;
    if (act === 'lend') {
        const { s, f } = await house.borrower(by);
        const papers = await house.papers(by, amount, { repaid: s, failed: f, grade: 'C1' });
        const endorsers = ['Eag1MSP', 'Eag2MSP'];
        const argument = { bank: 'Eag1MSP', loans: [papers], muE12: '0', cheaper: [] };
        const { value } = await world.submit<{ status: string; code?: string }[]>(
            house.operator,
            'credit:Lend',
            argument,
            { endorsers },
        );
        return `lend ${value[0]?.code ?? 'done'}`;
    }
    const id = await openLoan(by);
    if (id === undefined) return 'no loan';
    if (act === 'bill') {
        const [code] = await house.carry('credit:Bill', [await house.billFor(id, by, shop, amount)]);
        return `bill ${String(code)}`;
    }
    if (act === 'repay') {
        const [coin] = await world.outputsOf(by);
        if (coin === undefined) return 'no coin';
        const [code] = await house.carry('credit:Repay', [house.repayment(by, id, amount, coin)]);
        return `repay ${String(code)}`;
    }
    if (act === 'sweep') await house.sweep(id);
    return act;
}

it('conserves coins and balances through random lives of borrowers on the real simulator', async () => {
    const seen = new Map<string, number>();
    for (const each of fc.sample(step, { numRuns: STEPS, seed: 5 })) {
        const what = await live(each);
        seen.set(what, (seen.get(what) ?? 0) + 1);
        expect(await world.coinsInOutputsAndBonds()).toBe(await world.outstanding());
    }
    expect([...seen.keys()]).toEqual(expect.arrayContaining(['lend done', 'bill done', 'repay done', 'sweep']));
    let owed = 0n;
    for (const by of borrowers) {
        for (const id of (await house.borrower(by)).open) owed += dueOf(await house.loan(id)).principalMicro;
    }
    const [own, theirs] = [await house.position(), await partner.position()];
    const out = BigInt(own.outstandingMicro) + BigInt(theirs.outstandingMicro);
    // Each bank's part of each loan is rounded up.
    expect(out - owed).toBeGreaterThanOrEqual(0n);
    expect(out - owed).toBeLessThanOrEqual(BigInt(own.loans + theirs.loans));
    expect(theirs.loans).toBeGreaterThan(0);
});
