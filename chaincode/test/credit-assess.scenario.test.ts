import type { Assessment, Evidence } from '../src/credit/records';
import type { Envelope } from '../src/common/envelope';
import { CreditHouse } from './support/credit-house';
import { dossierOf, hashOf, testProduct } from './support/credit-papers';
import { device, type Device } from './support/device';
import { nextRound, registerReceiptKeys } from './support/energy-round';
import { newWorld, type World } from './support/world';

let world: World;
let house: CreditHouse;

beforeAll(async () => {
    world = await newWorld();
    await registerReceiptKeys(world);
    const supplier = await world.register(['supplier-r1'], { role: 'supplier' });
    await world.mint(supplier, 100_000_000);
    house = await CreditHouse.open(world, 'eag1', 100_000_000, [
        testProduct(),
        testProduct({ product: 'start', kind: 'starter' }),
    ]);
});

afterAll(async () => {
    await world.close();
});

const NOTHING: Evidence = { trades: [], mints: [], flows: [], payments: [], readings: [] };

/** The bank keeps a dossier of an account that is at home here and assesses a request. */
async function assessed(
    wallets: readonly Device[],
    evidence: Partial<Evidence>,
    { product = 'standard', request, changes = {} }: { product?: string; request?: Envelope; changes?: object } = {},
): Promise<Assessment> {
    const asked = request ?? house.request(wallets[0]!, 1_000_000, { product });
    const addresses = wallets.map(({ wallet }) => wallet);
    const dossier = dossierOf(asked, 'Eag1MSP', addresses, { ...changes });
    const home = { endorsers: ['Eag1MSP'] };
    await world.submit(
        house.operator,
        'credit:PutDossier',
        { request: hashOf(asked) },
        { ...home, transient: { dossier: JSON.stringify(dossier) } },
    );
    return await world.evaluate<Assessment>(
        'credit:Assess',
        { request: asked, evidence: { ...NOTHING, ...evidence } },
        house.operator,
    );
}

async function account(...names: string[]): Promise<Device[]> {
    const devices = await world.register(names);
    const mapping = {
        participant: 'p-1',
        trueIdentity: 'Mrs Borrower',
        account: 'account-1',
        homeOrganisation: 'Eag1MSP',
        wallets: devices.map(({ wallet }) => wallet),
        salt: '0'.repeat(64),
    };
    const options = { endorsers: ['Eag1MSP'], transient: { mapping: JSON.stringify(mapping) } };
    await world.submit(house.operator, 'identity:PutMapping', { participant: 'p-1' }, options);
    return devices;
}

let deposits = 0;

async function deposit(to: Device): Promise<string> {
    const reference = `deposit-${String(++deposits)}`;
    const outputs = [{ wallet: to.wallet, amountMicro: '1000' }];
    await world.submit(world.people.treasury, 'coin:Mint', { reference, reason: 'external', outputs });
    return reference;
}

describe('assessing a borrower', () => {
    it('asks for wealth, then for three incomes in seven days; a starter loan for neither', async () => {
        const wallets = await account('poor-1', 'poor-2');
        expect(await assessed(wallets, {})).toMatchObject({ verdict: 'CREDIT_WEALTH', wealthMicro: '0' });
        expect(await assessed(wallets, {}, { product: 'start' })).toMatchObject({ verdict: 'eligible' });
        const mints = [await deposit(wallets[0]!), await deposit(wallets[1]!)];
        const two = await assessed(wallets, { mints: [...mints, mints[0]!, 'unknown'] });
        expect(two).toMatchObject({ verdict: 'CREDIT_INCOME', wealthMicro: '2000', incomes: 2 });
        mints.push(await deposit(wallets[1]!));
        expect(await assessed(wallets, { mints })).toMatchObject({ verdict: 'eligible', incomes: 3, grade: 'E4' });
        world.now += 7 * 86_400_000 + 1;
        expect(await assessed(wallets, { mints })).toMatchObject({ verdict: 'CREDIT_INCOME', incomes: 0 });
    });

    it('sees failed loans and blacklistings of every wallet of the account', async () => {
        const [clean, dirty] = (await account('clean', 'dirty')) as [Device, Device];
        const [shop] = (await world.register(['shop'])) as [Device];
        const loan = await house.lendTo(dirty, 5_000_000, { grade: 'A1' });
        await house.carry('credit:Bill', [await house.billFor(loan.id, dirty, shop, 5_000_000)]);
        world.now = Number(loan.dueMs) + 60_001;
        await house.sweep(loan.id);
        const mints = [await deposit(clean), await deposit(clean), await deposit(clean)];
        const found = await assessed([clean, dirty], { mints });
        const lost = BigInt(loan.amountMicro) * 2n;
        const creditValue = String(100n - (lost + 999_999n) / 1_000_000n);
        expect(found).toMatchObject({ verdict: 'eligible', failed: 1, repaid: 0, creditValue });
        const list = { wallets: [dirty.wallet], reason: 'test', evidence: 'e'.repeat(64) };
        await world.submit(house.operator, 'identity:Blacklist', list);
        expect(await assessed([clean, dirty], { mints })).toMatchObject({ verdict: 'WALLET_BLACKLISTED' });
    });

    it('finds a negative credit value', async () => {
        const rich = await newWorld({
            policy: { ...world.policy, credit: { ...world.policy.credit, initial: -1 } },
        });
        const bank = await CreditHouse.open(rich, 'eag1', 0, [testProduct({ product: 'start', kind: 'starter' })]);
        const [anna] = (await rich.register(['anna'])) as [Device];
        const request = bank.request(anna, 1, { product: 'start' });
        const foreign = dossierOf(request, 'Eag2MSP', [anna.wallet]);
        const options = { endorsers: ['Eag1MSP'], transient: { dossier: JSON.stringify(foreign) } };
        await rich.submit(bank.operator, 'credit:PutDossier', { request: hashOf(request) }, options);
        const found = await rich.evaluate<Assessment>('credit:Assess', { request, evidence: NOTHING }, bank.operator);
        expect(found).toMatchObject({ verdict: 'CREDIT_NEGATIVE', creditValue: '-1', grade: 'G5' });
        await rich.close();
    });
});

describe('a dossier', () => {
    it('must be there, fit the request, be certified, and name exactly the wallets of the account', async () => {
        const wallets = await account('whole-1', 'whole-2');
        const request = house.request(wallets[0]!, 1);
        const assess = { request, evidence: NOTHING };
        await expect(world.evaluate('credit:Assess', assess, house.operator)).rejects.toThrow(/^CREDIT_IDENTITY /);
        const refused = async (named: readonly Device[], changes: object): Promise<void> => {
            await expect(assessed(named, {}, { request, changes })).rejects.toThrow(/^CREDIT_IDENTITY /);
        };
        await refused(wallets, { request: 'f'.repeat(64) });
        await refused(wallets, { trueIdentity: 'Somebody else' });
        await refused(wallets.slice(0, 1), {});
        await refused(wallets.slice(1), {});
        const { certificate } = dossierOf(request, 'Eag1MSP', []) as { certificate: { statement: object } };
        const statement = { ...certificate.statement, homeOrganisation: 'Eag2MSP' };
        await refused(wallets, { certificate: { ...certificate, statement } });
        expect(device('whole-1').wallet).toBe(wallets[0]!.wallet);
    });

    it('travels as transient data of the bank’s own operator', async () => {
        const argument = { request: 'a'.repeat(64) };
        const { eag1, eag2 } = world.people;
        const home = { endorsers: ['Eag1MSP'] };
        expect(await world.refusal(eag1, 'credit:PutDossier', argument, home)).toBe('TRANSIENT_MISSING');
        expect(await world.refusal(eag2, 'credit:PutDossier', argument)).toBe('CREDIT_BANK_UNKNOWN');
        const transient = { dossier: '{"request":"x"}' };
        expect(await world.refusal(eag1, 'credit:PutDossier', argument, { ...home, transient })).toBe(
            'ARGUMENT_INVALID',
        );
    });
});

/** Last: from here on the region's time is that of its market. */
describe('fund flows of a market', () => {
    it('counts settled trades with others, and takes the need from the meter', async () => {
        const [seller, alias] = (await account('solar-1', 'solar-2')) as [Device, Device];
        const [buyer] = (await world.register(['buyer'])) as [Device];
        await world.mint([buyer, seller], 50_000_000);
        const round = nextRound(world);
        round.buy(buyer, 1000, 200_000);
        round.sell(seller, 1000, 100_000, { payTo: alias.wallet });
        await round.run();
        await round.settle({
            readings: [round.reading(buyer, 1000, 0), round.reading(seller, 120, 1000)],
        });
        const at = { ...round.round, trade: 0 };
        const found = await assessed([seller, alias], {
            trades: [at, at, { ...at, trade: 9 }],
            readings: [round.round, { ...round.round, interval: 1 }],
        });
        expect(found).toMatchObject({ incomes: 1, creditValue: '101', qMinWh: '500' });
        const nobody = await account('idle-1');
        expect(await assessed(nobody, { trades: [at], readings: [round.round] })).toMatchObject({
            incomes: 0,
            creditValue: '100',
            qMinWh: '0',
        });
    });
});
