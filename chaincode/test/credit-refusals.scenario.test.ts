import type { LoanAnswerText } from '../src/credit/messages';
import type { LoanRecord } from '../src/credit/records';
import { CreditHouse, type Papers } from './support/credit-house';
import { MONTH, testProduct, type Facts } from './support/credit-papers';
import type { Device } from './support/device';
import { newWorld, type World } from './support/world';

let world: World;
let house: CreditHouse;
let other: CreditHouse;
let anna: Device;
let ben: Device;
let shop: Device;

beforeAll(async () => {
    world = await newWorld();
    [anna, ben, shop] = (await world.register(['anna', 'ben', 'shop'])) as [Device, Device, Device];
    const products = [
        testProduct(),
        testProduct({ product: 'start', kind: 'starter', capMicro: '300000' }),
        testProduct({ product: 'line', kind: 'line', capMicro: '2500000' }),
        testProduct({ product: 'good', alphaMaxE12: { A: '2000000000000' } }),
        testProduct({ product: 'dear', cE12: '900000000000000' }),
    ];
    house = await CreditHouse.open(world, 'eag1', 100_000_000, products);
    other = await CreditHouse.open(world, 'eag2', 100_000_000);
});

afterAll(async () => {
    await world.close();
});

const facts = async (changes: Partial<Facts>): Promise<string> =>
    house.refusedLoan(await house.papers(anna, 1_000_000, changes));

describe('a request', () => {
    it('is refused for each verdict of the bank, with that code', async () => {
        const verdicts = ['CREDIT_WEALTH', 'CREDIT_INCOME', 'CREDIT_NEGATIVE', 'WALLET_BLACKLISTED'];
        for (const verdict of verdicts) expect(await facts({ verdict })).toBe(verdict);
    });

    it('of a blacklisted wallet is refused whatever the bank says', async () => {
        const [crook] = (await world.register(['crook'])) as [Device];
        const papers = await house.papers(crook, 1_000_000);
        const evidence = 'e'.repeat(64);
        const list = { wallets: [crook.wallet], reason: 'test', evidence };
        await world.submit(world.people.eag1, 'identity:Blacklist', list);
        expect(await house.refusedLoan(papers)).toBe('WALLET_BLACKLISTED');
    });

    it('goes to the bank of the region that the wallet is attached to, and names it', async () => {
        expect(await other.refusedLoan(await other.papers(anna, 1))).toBe('WALLET_NOT_ATTACHED');
        const request = other.request(anna, 1_000_000);
        const papers = { ...(await house.papers(anna, 1_000_000)), request };
        expect(await house.refusedLoan(papers)).toBe('CREDIT_MISMATCH');
    });

    it('names a product that exists and suits grade and record', async () => {
        const papers = await house.papers(anna, 1_000_000);
        const request = house.request(anna, 1_000_000, { product: 'none' });
        expect(await house.refusedLoan({ ...papers, request })).toBe('CREDIT_PRODUCT_UNKNOWN');
        const unfit = async (product: string, changes: Partial<Facts>): Promise<string> => {
            const asked = house.request(anna, 1_000_000, { product });
            const attestation = house.attestation(asked, anna, changes);
            const quote = await house.quote(asked, anna, { grade: 'A1', repaid: 0, failed: 0 });
            return await house.refusedLoan({ request: asked, attestation, quote });
        };
        expect(await unfit('good', { grade: 'B1' })).toBe('CREDIT_PRODUCT_UNFIT');
        expect(await unfit('start', { repaid: 1 })).toBe('CREDIT_PRODUCT_UNFIT');
        expect(await unfit('line', { grade: 'B1' })).toBe('CREDIT_PRODUCT_UNFIT');
    });

    it('is not lent to at rates above those that its signer accepts, nor where no rate suits both', async () => {
        const low = { alphaMaxE12: '1', betaMaxE12: '1' };
        expect(await house.refusedLoan(await house.papers(anna, 1_000_000, {}, low))).toBe('CREDIT_RATE');
        const dear = await house.papers(anna, 1_000_000, {}, { product: 'dear' });
        expect(await house.refusedLoan(dear)).toBe('CREDIT_NO_LOAN');
    });

    it('beyond the coins of the bank is refused with the way out', async () => {
        const [eve] = (await world.register(['eve'], { region: 'r2' })) as [Device];
        const rich = { ...testProduct(), dMicro: '900000000', capMicro: '900000000' };
        await world.submit(world.people.eag2, 'credit:SetProduct', rich);
        expect(await other.refusedLoan(await other.papers(eve, 500_000_000))).toBe('CREDIT_RESERVE');
    });
});

describe('the papers of a loan', () => {
    it('are refused when another than the bank signed them', async () => {
        const papers = await house.papers(anna, 1_000_000);
        const forger = new CreditHouse(world, 'Eag1MSP', world.people.eag1, other.device);
        const attestation = forger.attestation(papers.request, anna);
        expect(await house.refusedLoan({ ...papers, attestation })).toBe('CREDIT_SIGNER');
        const quote = await forger.quote(papers.request, anna);
        expect(await house.refusedLoan({ ...papers, quote })).toBe('CREDIT_SIGNER');
        expect(await house.refusedLoan({ ...papers, quote: { ...quote, publicKey: house.device.publicKey } })).toBe(
            'ENVELOPE_SIGNATURE',
        );
    });

    it('are refused when they speak of another request, product, wallet, or a better record', async () => {
        const papers = await house.papers(anna, 1_000_000);
        const foreign = await house.papers(ben, 1_000_000);
        const mixed = async (changes: Partial<Papers>): Promise<string> => house.refusedLoan({ ...papers, ...changes });
        expect(await mixed({ attestation: foreign.attestation })).toBe('CREDIT_MISMATCH');
        expect(await mixed({ quote: foreign.quote })).toBe('CREDIT_MISMATCH');
        const product = house.attestation(papers.request, anna, {}, { product: 'good' });
        expect(await mixed({ attestation: product })).toBe('CREDIT_MISMATCH');
    });

    it('are refused once the quote is older than its validity, its product or its price', async () => {
        const request = house.request(anna, 1_000_000);
        const attestation = house.attestation(request, anna);
        const quoted = async (changes: Record<string, unknown>): Promise<string> =>
            house.refusedLoan({ request, attestation, quote: await house.quote(request, anna, {}, changes) });
        expect(await quoted({ expiresAt: String(world.now - 1) })).toBe('CREDIT_QUOTE_EXPIRED');
        expect(await quoted({ issuedAt: String(world.now - 900_001) })).toBe('CREDIT_QUOTE_EXPIRED');
        expect(await quoted({ productVersion: 2 })).toBe('CREDIT_QUOTE_EXPIRED');
        expect(await quoted({ priceInterval: 7 })).toBe('CREDIT_QUOTE_EXPIRED');
    });

    it('are refused with a price or amount off the optimum by one part in a million, or by one unit', async () => {
        const request = house.request(anna, 1_000_000);
        const attestation = house.attestation(request, anna);
        const best = await house.solve(anna);
        const priced = async (answer: Partial<LoanAnswerText>): Promise<string> => {
            const quote = await house.quote(request, anna, {}, { answer: { ...best, ...answer } });
            return await house.refusedLoan({ request, attestation, quote });
        };
        const off = (value: string): string[] => {
            const exact = BigInt(value);
            const millionth = exact / 1_000_000n;
            return [exact + millionth, exact - millionth, exact + 1n, exact - 1n].map(String);
        };
        for (const alphaE12 of off(best.alphaE12)) expect(await priced({ alphaE12 })).toBe('LOAN_ALPHA');
        for (const betaE12 of off(best.betaE12)) expect(await priced({ betaE12 })).toBe('LOAN_BETA');
        for (const loanMicro of off(best.loanMicro)) expect(await priced({ loanMicro })).toBe('LOAN_AMOUNT');
        expect(await priced({ status: 'capped' })).toBe('LOAN_STATUS');
    });

    it('are refused when the facts that the bank signed give another price', async () => {
        const request = house.request(anna, 1_000_000);
        const quote = await house.quote(request, anna);
        const changes: Partial<Facts>[] = [{ qMinWh: '5001' }, { grade: 'B3' }, { repaid: 4, failed: 1 }];
        for (const change of changes) {
            const attestation = house.attestation(request, anna, change);
            expect(await house.refusedLoan({ request, attestation, quote })).toBe('LOAN_ALPHA');
        }
    });
});

describe('limits', () => {
    it('end what a line gives at its cap, what a wallet gets at its loans, and cap a starter loan', async () => {
        const [lea, sam] = (await world.register(['lea', 'sam'])) as [Device, Device];
        const top = { grade: 'A1' };
        const line = { product: 'line' };
        expect((await house.lendTo(lea, 1_000_000, top, line)).amountMicro).toBe('1000000');
        expect((await house.lendTo(lea, 2_000_000, top, line)).amountMicro).toBe('1500000');
        expect(await house.refusedLoan(await house.papers(lea, 1, top, line))).toBe('CREDIT_LIMIT');
        await house.lendTo(lea, 1);
        expect(await house.refusedLoan(await house.papers(lea, 1))).toBe('CREDIT_LIMIT');

        const none = { repaid: 0, failed: 0 };
        const starter = await house.lendTo(sam, 5_000_000, none, { product: 'start' });
        expect(starter.amountMicro).toBe('300000');
        const again = await house.papers(sam, 1, none, { product: 'start' });
        expect(await house.refusedLoan(again)).toBe('CREDIT_LIMIT');
    });

    it('let nobody borrow who is overdue, and let the bank attest no better record than the ledger’s', async () => {
        const [slow] = (await world.register(['slow'])) as [Device];
        const loan = await house.lendTo(slow, 1_000_000);
        await house.carry('credit:Bill', [await house.billFor(loan.id, slow, shop, 1_000_000)]);
        const then = world.now;
        world.now = Number(loan.dueMs) + 60_001;
        await house.sweep(loan.id);
        expect(await house.refusedLoan(await house.papers(slow, 1))).toBe('CREDIT_MISMATCH');
        expect(await house.refusedLoan(await house.papers(slow, 1, { failed: 1 }))).toBe('CREDIT_LIMIT');
        world.now = then;
    });
});

describe('a bill', () => {
    let loan: LoanRecord;

    beforeAll(async () => {
        loan = await house.lendTo(ben, 1_000_000);
    });

    it('is refused above the balance, with a notice, and nothing moves', async () => {
        const bill = await house.billFor(loan.id, ben, shop, 1_000_001);
        const before = await world.ledger.stateHash();
        const { value, events } = await world.submit(house.operator, 'credit:Bill', { commands: [bill] });
        expect(value).toMatchObject([{ status: 'refused', code: 'CREDIT_BALANCE' }]);
        const notice = { type: 'credit.notice', token: loan.id, neededMicro: '1000001', balanceMicro: '1000000' };
        expect(events).toEqual([notice, { type: 'credit.billed', bills: 1, refused: 1 }]);
        expect(await world.ledger.stateHash()).toBe(before);
    });

    it('is refused on a forged, foreign, expired or stale token', async () => {
        const token = await house.token(loan.id);
        const payment = house.payment(ben, token, shop, 1000);
        const billed = async (copy: object, paid = payment): Promise<string> =>
            house.refusedCommand('credit:Bill', house.bill(shop, { payment: paid, token: copy as never }, 1000));
        const copy = house.copy(token);
        expect(await billed(house.copy(token, {}, ben))).toBe('CREDIT_TOKEN_FORGED');
        expect(await billed({ ...copy, payload: { ...copy.payload, token: { ...token, balanceMicro: '9' } } })).toBe(
            'CREDIT_TOKEN_FORGED',
        );
        expect(await billed(copy, house.payment(anna, token, shop, 1000))).toBe('CREDIT_TOKEN_FOREIGN');
        const newer = house.copy({ ...token, version: 2 });
        expect(await billed(newer)).toBe('CREDIT_TOKEN_STALE');
        const then = world.now;
        world.now += MONTH;
        const late = house.payment(ben, token, shop, 1000);
        expect(await billed(house.copy(token, { expiresAt: String(world.now + 1) }), late)).toBe(
            'CREDIT_TOKEN_EXPIRED',
        );
        expect(await billed(copy, late)).toBe('CREDIT_TOKEN_EXPIRED');
        world.now = then;
        const unknown = house.payment(ben, { ...token, id: 'f'.repeat(64) }, shop, 1000);
        expect(await billed(copy, unknown)).toBe('CREDIT_LOAN_UNKNOWN');
    });

    it('is refused when it differs from the payment, and when the payment was billed before', async () => {
        const token = await house.token(loan.id);
        const payment = house.payment(ben, token, shop, 1000);
        const shown = { payment, token: house.copy(token) };
        const refused = async (bill: object): Promise<string> => house.refusedCommand('credit:Bill', bill as never);
        expect(await refused(house.bill(anna, shown, 1000))).toBe('CREDIT_BILL_UNFIT');
        expect(await refused(house.bill(shop, shown, 1001))).toBe('CREDIT_BILL_UNFIT');
        const unbound = house.payment(ben, token, shop, 1000, { tokenHash: 'f'.repeat(64) });
        expect(await refused(house.bill(shop, { ...shown, payment: unbound }, 1000))).toBe('CREDIT_BILL_UNFIT');
        expect(await refused(house.bill(shop, shown, 1000, { payTo: 'f'.repeat(64) }))).toBe('WALLET_UNKNOWN');
        expect(await house.carry('credit:Bill', [house.bill(shop, shown, 1000)])).toEqual(['done']);
        expect(await refused(house.bill(shop, shown, 1000))).toBe('CREDIT_BILL_PAID');
    });
});

describe('a repayment', () => {
    it('is refused above what is due, for another’s loan, for an unknown one, and when all is paid', async () => {
        const [rita] = (await world.register(['rita'])) as [Device];
        const loan = await house.lendTo(rita, 1_000_000);
        const coin = await world.mint([rita, ben], 9_000_000);
        const due = 1_000_000n + BigInt(loan.interestMicro);
        const refused = async (by: Device, id: string, amount: bigint): Promise<string> =>
            house.refusedCommand('credit:Repay', house.repayment(by, id, amount, coin));
        expect(await refused(rita, loan.id, due + 1n)).toBe('CREDIT_REPAY_EXCESS');
        expect(await refused(ben, loan.id, 1n)).toBe('CREDIT_LOAN_FOREIGN');
        expect(await refused(rita, 'f'.repeat(64), 1n)).toBe('CREDIT_LOAN_UNKNOWN');
        expect(await house.carry('credit:Repay', [house.repayment(rita, loan.id, due, coin)])).toEqual(['done']);
        const [change = ''] = await world.outputsOf(rita);
        expect(await house.refusedCommand('credit:Repay', house.repayment(rita, loan.id, 1n, change))).toBe(
            'CREDIT_LOAN_PAID',
        );
    });
});
