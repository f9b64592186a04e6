import { solveExactLoanBook } from '@edgebourse/optimization/loan-pricing/exact-book';
import { CreditHouse, type Papers } from './support/credit-house';
import { testProduct, termsOfPreview } from './support/credit-papers';
import { device, signedBy, type Device } from './support/device';
import { newWorld, type World } from './support/world';

let world: World;
let house: CreditHouse;
let other: CreditHouse;
let anna: Device;
let shop: Device;

beforeAll(async () => {
    world = await newWorld();
    [anna, shop] = (await world.register(['anna', 'shop'])) as [Device, Device];
    house = await CreditHouse.open(world, 'eag1', 10_000_000);
    other = await CreditHouse.open(world, 'eag2', 3_000_000);
});

afterAll(async () => {
    await world.close();
});

async function assertConserved(): Promise<void> {
    expect(await world.coinsInOutputsAndBonds()).toBe(await world.outstanding());
}

describe('a reserve', () => {
    const lending = (papers: Papers, bank = house): [typeof bank.operator, string, string[]] => [
        bank.operator,
        'credit:Lend',
        [JSON.stringify({ bank: bank.mspId, loans: [papers], muE12: '0', cheaper: [] })],
    ];

    it('lends nothing without its bank’s organisation, nor with it alone', async () => {
        const papers = await house.papers(anna, 1_000_000);
        const before = await world.ledger.stateHash();
        for (const endorsers of [['AuthorityMSP', 'Eag2MSP'], ['Eag1MSP']]) {
            const { code } = await world.ledger.submit(...lending(papers), { at: world.now, endorsers });
            expect(code).toBe('ENDORSEMENT_POLICY_FAILURE');
            expect(await world.ledger.stateHash()).toBe(before);
        }
        const endorsers = ['Eag1MSP', 'AuthorityMSP'];
        const { code } = await world.ledger.submit(...lending(papers), { at: world.now, endorsers });
        expect(code).toBe('VALID');
    });

    it('has its policy again on each output that is written anew', async () => {
        const papers = await house.papers(shop, 1_000_000);
        const endorsers = ['AuthorityMSP', 'Eag2MSP'];
        expect((await world.ledger.submit(...lending(papers), { at: world.now, endorsers })).code).toBe(
            'ENDORSEMENT_POLICY_FAILURE',
        );
    });

    it('gives coins back to its own bank’s wallet alone, as far as it has them', async () => {
        const withdrawal = (by: CreditHouse, bank: string, amountMicro: string): ReturnType<typeof signedBy> =>
            signedBy(by.device, { type: 'credit.withdraw.v1', ...world.head(), bank, amountMicro });
        const refused = async (command: ReturnType<typeof signedBy>): Promise<string> =>
            house.refusedCommand('credit:Withdraw', command);
        expect(await refused(withdrawal(other, 'Eag1MSP', '1'))).toBe('CREDIT_SIGNER');
        expect(await refused(withdrawal(house, 'Eag1MSP', '99000000'))).toBe('CREDIT_RESERVE');
        const coins = await house.reserve();
        expect(await house.carry('credit:Withdraw', [withdrawal(house, 'Eag1MSP', '400000')])).toEqual(['done']);
        expect(await world.coinsOf(house.device)).toBe(400_000n);
        expect(await house.reserve()).toBe(coins - 400_000n);
        await assertConserved();
    });
});

describe('a loan larger than the reserve', () => {
    it('is funded by nearby banks pro rata, each with its own endorsement, and repaid to each of them', async () => {
        const [zoe] = (await world.register(['zoe'], { region: 'r2' })) as [Device];
        await other.fund(1_000_000);
        const terms = testProduct({ dMicro: '40000000' });
        await world.submit(other.operator, 'credit:SetProduct', terms);
        const papers = await other.papers(zoe, 6_000_000);
        expect(await other.refusedLoan(papers)).toBe('CREDIT_RESERVE');

        await house.register([{ mspId: 'Eag2MSP', limitMicro: '4000000' }]);
        const { partners } = await other.preview(zoe);
        expect(partners).toEqual([{ mspId: 'Eag1MSP', freeMicro: '4000000' }]);
        const argument = JSON.stringify({ bank: 'Eag2MSP', loans: [papers], muE12: '0', cheaper: [] });
        const lend = async (...endorsers: string[]): Promise<string> =>
            (await world.ledger.submit(other.operator, 'credit:Lend', [argument], { at: world.now, endorsers })).code;
        expect(await lend('Eag2MSP', 'AuthorityMSP')).toBe('ENDORSEMENT_POLICY_FAILURE');
        const before = await house.reserve();
        expect(await lend('Eag2MSP', 'Eag1MSP')).toBe('VALID');
        const [id = ''] = (await other.borrower(zoe)).open;
        const loan = await other.loan(id);
        expect(loan.shares).toEqual([
            { bank: 'Eag2MSP', amountMicro: '3000000', paidMicro: '0' },
            { bank: 'Eag1MSP', amountMicro: '3000000', paidMicro: '0' },
        ]);
        expect(await other.reserve()).toBe(1_000_000n);
        expect(await house.reserve()).toBe(before - 3_000_000n);
        expect((await other.preview(zoe)).partners).toEqual([{ mspId: 'Eag1MSP', freeMicro: '1000000' }]);
        expect(await house.position()).toMatchObject({ outstandingMicro: '4000000' });

        const coin = await world.mint([zoe], 20_000_000);
        const due = 6_000_000n + BigInt(loan.interestMicro);
        expect(await other.carry('credit:Repay', [other.repayment(zoe, id, 1_000_001n, coin)])).toEqual(['done']);
        const [change = ''] = await world.outputsOf(zoe);
        expect(await other.carry('credit:Repay', [other.repayment(zoe, id, due - 1_000_001n, change)])).toEqual([
            'done',
        ]);
        const gain = BigInt(loan.interestMicro) / 2n;
        expect(await house.reserve()).toBe(before + gain);
        expect(await other.reserve()).toBe(4_000_000n + BigInt(loan.interestMicro) - gain);
        await assertConserved();
    });
});

describe('a bank that is short and has no partners', () => {
    it('prices its whole book with the coins that it has, at the least price of a coin that fits', async () => {
        const names = ['b1', 'b2', 'b3'];
        const borrowers = await world.register(names);
        const coins = await house.reserve();
        const facts = [{ grade: 'A1' }, { grade: 'C3', qMinWh: '2000' }, { grade: 'B1', repaid: 1, failed: 1 }];
        const alphaMaxE12 = Object.fromEntries(['A', 'B', 'C'].map((letter) => [letter, '900000000000000']));
        await world.submit(house.operator, 'credit:SetProduct', testProduct({ dMicro: '60000000', alphaMaxE12 }));
        const terms = [];
        for (const [index, by] of borrowers.entries()) {
            terms.push(termsOfPreview((await house.preview(by, facts[index])).loans[0]!.terms));
        }
        const { muE12, loans, cheaper } = solveExactLoanBook(terms, coins);
        expect(muE12).toBeGreaterThan(0n);
        const texts = (answers: typeof loans): object[] =>
            answers.map(({ status, ...rest }) => ({
                status,
                ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
            }));
        const papers: Papers[] = [];
        for (const [index, by] of borrowers.entries()) {
            const request = house.request(by, 50_000_000);
            const answer = texts(loans)[index];
            const attestation = house.attestation(request, by, facts[index]);
            papers.push({ request, attestation, quote: await house.quote(request, by, facts[index], { answer }) });
        }
        const argument = { bank: 'Eag1MSP', loans: papers, muE12: String(muE12), cheaper: texts(cheaper) };
        const refusal = async (changes: object): Promise<string> =>
            world.refusal(house.operator, 'credit:Lend', { ...argument, ...changes });
        expect(await refusal({ muE12: String(muE12 - 1n) })).toMatch(/^LOAN_/);
        expect(await refusal({ muE12: String(muE12 + 1n) })).toMatch(/^LOAN_/);
        expect(await refusal({ cheaper: [] })).toBe('LOAN_MU');
        expect(await refusal({ loans: papers.slice(0, 1), cheaper: texts(cheaper).slice(0, 1) })).toBe('LOAN_MU');
        expect(await refusal({ loans: [papers[0], papers[0], papers[2]] })).toBe('CREDIT_LIMIT');

        const results = await house.lend(papers, { muE12: String(muE12), cheaper: texts(cheaper) });
        const lent = results.map((result) => ('amountMicro' in result ? BigInt(result.amountMicro) : 0n));
        expect(lent).toEqual(loans.map(({ loanMicro }) => loanMicro));
        const total = lent.reduce((sum, amount) => sum + amount, 0n);
        expect(await house.reserve()).toBe(coins - total);
        expect(total * 1000n).toBeGreaterThan(coins * 999n);
        await assertConserved();
    });
});

describe('a bank', () => {
    it('is registered by its own operator with a bank’s wallet of its region, for good', async () => {
        const { eag1, eag2, treasury } = world.people;
        const register = { wallet: house.device.wallet, partners: [] };
        expect(await world.refusal(treasury, 'credit:RegisterBank', register)).toBe('ACCESS_DENIED');
        expect(await world.refusal(eag2, 'credit:RegisterBank', register)).toBe('ACCESS_DENIED');
        expect(await world.refusal(eag1, 'credit:RegisterBank', { ...register, wallet: anna.wallet })).toBe(
            'ACCESS_DENIED',
        );
        await world.register(['bank-two'], { role: 'bank' });
        const second = { ...register, wallet: device('bank-two').wallet };
        expect(await world.refusal(eag1, 'credit:RegisterBank', second)).toBe('ACCESS_DENIED');
        const own = { ...register, partners: [{ mspId: 'Eag1MSP', limitMicro: '1' }] };
        expect(await world.refusal(eag1, 'credit:RegisterBank', own)).toBe('ARGUMENT_INVALID');
        expect(await world.refusal(eag1, 'credit:Lend', { bank: 'X', loans: [], muE12: '0', cheaper: [] })).toBe(
            'ARGUMENT_INVALID',
        );
        const papers = await house.papers(anna, 1);
        const nowhere = { bank: 'AuthorityMSP', loans: [papers], muE12: '0', cheaper: [] };
        expect(await world.refusal(eag1, 'credit:Lend', nowhere)).toBe('CREDIT_BANK_UNKNOWN');
    });
});
