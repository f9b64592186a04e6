import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { LoanAnswerText } from '@edgebourse/chaincode/credit/messages';
import type { LoanRecord, Preview, TokenRecord } from '@edgebourse/chaincode/credit/records';
import { solveExactLoan } from '@edgebourse/optimization/loan-pricing/exact-loan';
import { CreditHouse, type Papers } from '../../../chaincode/test/support/credit-house';
import { hashOf, termsOfPreview, testProduct, type Facts } from '../../../chaincode/test/support/credit-papers';
import { signedBy, type Device } from '../../../chaincode/test/support/device';
import type { PeerWorld } from './peer-world';

const COIN = 1_000_000;

/** Products of the scene's bank by their ids. */
const PRODUCTS = [
    testProduct(),
    testProduct({ product: 'line', kind: 'line', capMicro: String(COIN) }),
    testProduct({ product: 'good', alphaMaxE12: { A: '2000000000000' } }),
    testProduct({ product: 'dear', cE12: '900000000000000' }),
    testProduct({ product: 'rich', dMicro: '900000000', capMicro: '900000000' }),
];

/** What each borrower of the scene is for. */
export interface CreditPeople {
    readonly anna: Device;
    readonly ben: Device;
}

/** What is changed in the papers of a loan. */
export interface PaperChanges {
    readonly amountMicro?: number;
    readonly request?: Record<string, unknown>;
    readonly facts?: Partial<Facts>;
    readonly answer?: Partial<LoanAnswerText>;
    readonly attestation?: object;
    readonly quote?: object;
}

/** A bank with loans at every point at which something about them can be refused. */
export class CreditScene {
    readonly #previews = new Map<string, Preview>();
    /** Anna's open loan, with the token as it was first and as it is after one bill. */
    loan: LoanRecord | undefined;
    stale: TokenRecord | undefined;
    token: TokenRecord | undefined;
    /** The bill that was paid, and Ben's loan that is closed and repaid. */
    billed: Envelope | undefined;
    closed: LoanRecord | undefined;
    /** Anna's output that nobody has spent. */
    coins = '';

    private constructor(
        readonly house: CreditHouse,
        readonly people: CreditPeople,
    ) {}

    static async build(world: PeerWorld, people: CreditPeople): Promise<CreditScene> {
        const house = await CreditHouse.open(world, 'eag1', 100 * COIN, PRODUCTS);
        const scene = new CreditScene(house, people);
        await scene.#build(world);
        return scene;
    }

    async #build(world: PeerWorld): Promise<void> {
        const { house, people } = this;
        const { anna, ben } = people;
        for (const { product } of PRODUCTS.filter((each) => each.product !== 'good')) {
            this.#previews.set(product, await house.preview(anna, product === 'line' ? { grade: 'A1' } : {}, product));
        }
        await this.#lend(this.papers(anna, 'line', { facts: { grade: 'A1' }, amountMicro: COIN }));
        this.loan = await house.loan(await this.#lend(this.papers(anna, 'standard')));
        this.stale = await house.token(this.loan.id);
        this.billed = this.bill({ token: this.stale });
        expect(await house.carry('credit:Bill', [this.billed])).toEqual(['done']);
        this.token = await house.token(this.loan.id);
        const bens = await this.#lend(this.papers(ben, 'standard'));
        expect(await house.carry('credit:Close', [house.closing(ben, bens)])).toEqual(['done']);
        const { amountMicro, interestMicro, paidMicro } = await house.loan(bens);
        const due = BigInt(amountMicro) + BigInt(interestMicro) - BigInt(paidMicro);
        const repayment = house.repayment(ben, bens, due, await world.mint([ben], COIN));
        expect(await house.carry('credit:Repay', [repayment])).toEqual(['done']);
        this.closed = await house.loan(bens);
        this.coins = await world.mint([anna, ben], COIN);
    }

    async #lend(papers: Papers): Promise<string> {
        const [result] = await this.house.lend([papers]);
        if (result?.status !== 'done') throw new Error(JSON.stringify(result));
        return result.loan;
    }

    /** @returns What the solver finds for a product, at a price of coins. */
    answer(product: string, muE12 = 0n): LoanAnswerText {
        const { terms } = this.#preview(product).loans[0]!;
        const { status, alphaE12, betaE12, loanMicro } = solveExactLoan({ ...termsOfPreview(terms), muE12 });
        return { status, alphaE12: String(alphaE12), betaE12: String(betaE12), loanMicro: String(loanMicro) };
    }

    /** @returns The papers of a loan that would be granted, but for what is changed in them. */
    papers(by: Device, product: string, changes: PaperChanges = {}): Papers {
        const { house } = this;
        const request = house.request(by, changes.amountMicro ?? COIN, { product, ...changes.request });
        const attestation = house.attestation(request, by, changes.facts, changes.attestation);
        return { request, attestation, quote: this.#quote(request, product, changes) };
    }

    #quote(request: Envelope, product: string, { answer, quote }: PaperChanges): Envelope {
        const { house } = this;
        const known = this.#previews.has(product) ? product : 'standard';
        const { nowMs, loans } = this.#preview(known);
        const { productVersion, priceInterval } = loans[0]!;
        return signedBy(house.device, {
            type: 'credit.quote.v1',
            ...house.world.head(),
            issuedAt: nowMs,
            bank: house.mspId,
            request: hashOf(request),
            productVersion,
            ...(priceInterval !== undefined && { priceInterval }),
            answer: { ...this.answer(known), ...answer },
            ...quote,
        });
    }

    #preview(product: string): Preview {
        const preview = this.#previews.get(product);
        if (preview === undefined) throw new Error(`no preview of ${product}`);
        return preview;
    }

    /** @returns Ben's bill for one coin's thousandth, on Anna's token as it is unless told otherwise. */
    bill({
        token = this.token,
        by = this.people.anna,
        amountMicro = 1000,
        billedMicro = amountMicro,
        signer = this.house.device,
    }: {
        readonly token?: TokenRecord | undefined;
        readonly by?: Device;
        readonly amountMicro?: number;
        readonly billedMicro?: number;
        /** Who signs the copy of the token. */
        readonly signer?: Device;
    }): Envelope {
        if (token === undefined) throw new Error('no token yet');
        const payment = this.house.payment(by, token, this.people.ben, amountMicro);
        const papers = { payment, token: this.house.copy(token, { expiresAt: '4000000000000' }, signer) };
        return this.house.bill(this.people.ben, papers, billedMicro);
    }

    /** @returns The bill that was paid, once more, under another id. */
    again(): Envelope {
        if (this.billed === undefined) throw new Error('nothing was billed yet');
        return signedBy(this.people.ben, { ...this.billed.payload, id: 'again' });
    }
}
