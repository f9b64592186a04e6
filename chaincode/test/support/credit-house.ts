import type { CommandResult } from '../../src/common/batch';
import type { Envelope } from '../../src/common/envelope';
import { tokenHash } from '../../src/credit/hashes';
import type { LoanAnswerText } from '../../src/credit/messages';
import { reserveAddress } from '../../src/credit/places';
import type {
    BorrowerRecord,
    Lent,
    LoanRecord,
    Position,
    Preview,
    ProductTerms,
    Swept,
    TokenRecord,
} from '../../src/credit/records';
import { solveExactLoan } from '@edgebourse/optimization/loan-pricing/exact-loan';
import { codes, type Result, type Spend } from './coin-commands';
import { FACTS, hashOf, termsOfPreview, testProduct, type Facts } from './credit-papers';
import { signedBy, type Device } from './device';
import type { Outcome, Person, World } from './world';

/** The three papers of a loan. */
export interface Papers {
    readonly request: Envelope;
    readonly attestation: Envelope;
    readonly quote: Envelope;
}

/** A bank's house: everything that a gateway and its clients do around the credit contract. */
export class CreditHouse {
    /** @param device - The bank's key and wallet. */
    constructor(
        readonly world: World,
        readonly mspId: string,
        readonly operator: Person,
        readonly device: Device,
    ) {}

    /** Registers a bank with its products and funds its reserve. */
    static async open(
        world: World,
        name: 'eag1' | 'eag2',
        reserveMicro: bigint | number,
        products: readonly ProductTerms[] = [testProduct()],
    ): Promise<CreditHouse> {
        const region = name === 'eag1' ? 'r1' : 'r2';
        const [device] = await world.register([`bank-${name}`], { role: 'bank', region });
        const operator = world.people[name];
        const house = new CreditHouse(world, operator.mspId, operator, device!);
        await house.register([]);
        for (const product of products) await world.submit(operator, 'credit:SetProduct', product);
        if (BigInt(reserveMicro) > 0n) await house.fund(reserveMicro);
        return house;
    }

    async register(partners: readonly { mspId: string; limitMicro: string }[]): Promise<void> {
        await this.world.submit(this.operator, 'credit:RegisterBank', { wallet: this.device.wallet, partners });
    }

    async fund(amountMicro: bigint | number): Promise<void> {
        const consumes = await this.world.mint([this.device], amountMicro);
        const payload = { type: 'credit.fund.v1', ...this.world.head(), bank: this.mspId };
        const envelope = signedBy(this.device, { ...payload, amountMicro: String(amountMicro), consumes });
        expect(await this.carry('credit:Fund', [{ envelope, inputs: [] }])).toEqual(['done']);
    }

    /** @returns Coins in the reserve, from the raw state. */
    async reserve(): Promise<bigint> {
        const entries = await this.world.ledger.entries(`\0coin\0${reserveAddress(this.mspId)}\0`);
        return entries.reduce((sum, { value }) => {
            const { amountMicro, lock } = JSON.parse(Buffer.from(value).toString('utf8')) as Record<string, string>;
            expect(lock).toBe(`reserve:${this.mspId}`);
            return sum + BigInt(amountMicro ?? 0);
        }, 0n);
    }

    request(by: Device, amountMicro: bigint | number, changes: Record<string, unknown> = {}): Envelope {
        return signedBy(by, {
            type: 'credit.request.v1',
            ...this.world.head(),
            bank: this.mspId,
            product: 'standard',
            amountMicro: String(amountMicro),
            alphaMaxE12: '99000000000000',
            betaMaxE12: '99000000000000',
            ...changes,
        });
    }

    attestation(request: Envelope, by: Device, facts: Partial<Facts> = {}, changes: object = {}): Envelope {
        return signedBy(this.device, {
            type: 'credit.attestation.v1',
            ...this.world.head(),
            bank: this.mspId,
            product: String(request.payload['product']),
            wallet: by.wallet,
            request: hashOf(request),
            ...FACTS,
            ...facts,
            ...changes,
        });
    }

    async preview(by: Device, facts: Partial<Facts> = {}, product = 'standard'): Promise<Preview> {
        const { grade, repaid, failed, qMinWh } = { ...FACTS, ...facts };
        const loans = [{ product, wallet: by.wallet, grade, repaid, failed, qMinWh }];
        return await this.world.evaluate<Preview>('credit:Preview', { bank: this.mspId, loans });
    }

    /** @returns What the solver finds for a borrower now. */
    async solve(by: Device, facts: Partial<Facts> = {}, product = 'standard'): Promise<LoanAnswerText> {
        const { loans } = await this.preview(by, facts, product);
        const answer = solveExactLoan(termsOfPreview(loans[0]!.terms));
        return {
            status: answer.status,
            alphaE12: String(answer.alphaE12),
            betaE12: String(answer.betaE12),
            loanMicro: String(answer.loanMicro),
        };
    }

    async quote(
        request: Envelope,
        by: Device,
        facts: Partial<Facts> = {},
        changes: Record<string, unknown> = {},
    ): Promise<Envelope> {
        const product = String(request.payload['product']);
        const { loans } = await this.preview(by, facts, product);
        const { productVersion, priceInterval } = loans[0]!;
        return signedBy(this.device, {
            type: 'credit.quote.v1',
            ...this.world.head(),
            bank: this.mspId,
            request: hashOf(request),
            productVersion,
            ...(priceInterval !== undefined && { priceInterval }),
            answer: await this.solve(by, facts, product),
            ...changes,
        });
    }

    /** All papers of an honest loan. */
    async papers(by: Device, amountMicro: bigint | number, facts: Partial<Facts> = {}, changes = {}): Promise<Papers> {
        const request = this.request(by, amountMicro, changes);
        return {
            request,
            attestation: this.attestation(request, by, facts),
            quote: await this.quote(request, by, facts),
        };
    }

    async lend(papers: readonly Papers[], more: object = {}): Promise<CommandResult<Lent>[]> {
        const argument = { bank: this.mspId, loans: papers, muE12: '0', cheaper: [], ...more };
        const outcome = await this.world.submit<CommandResult<Lent>[]>(this.operator, 'credit:Lend', argument);
        return outcome.value;
    }

    /** Lends that much to a borrower, which must work. @returns The loan. */
    async lendTo(
        by: Device,
        amountMicro: bigint | number,
        facts: Partial<Facts> = {},
        changes = {},
    ): Promise<LoanRecord> {
        const papers = await this.papers(by, amountMicro, facts, changes);
        const [result] = await this.lend([papers]);
        if (result?.status !== 'done') throw new Error(JSON.stringify(result));
        return await this.loan(result.loan);
    }

    /** Lends one loan that must be refused and must change nothing. @returns The code. */
    async refusedLoan(papers: Papers): Promise<string> {
        return await this.refused('credit:Lend', { bank: this.mspId, loans: [papers], muE12: '0', cheaper: [] });
    }

    async loan(loan: string): Promise<LoanRecord> {
        return await this.world.evaluate<LoanRecord>('credit:Loan', { loan });
    }

    async token(token: string): Promise<TokenRecord> {
        return await this.world.evaluate<TokenRecord>('credit:Token', { token });
    }

    async borrower({ wallet }: Device): Promise<BorrowerRecord> {
        return await this.world.evaluate<BorrowerRecord>('credit:Borrower', { wallet });
    }

    async position(): Promise<Position> {
        return await this.world.evaluate<Position>('credit:Position', { bank: this.mspId });
    }

    /** @returns The copy of a token that its borrower carries, signed by the bank unless by somebody else. */
    copy(token: TokenRecord, changes: Record<string, unknown> = {}, by: Device = this.device): Envelope {
        const head = { ...this.world.head(token.id), expiresAt: token.endMs };
        return signedBy(by, { type: 'credit.token.v1', ...head, token, ...changes });
    }

    payment(by: Device, token: TokenRecord, seller: Device, amountMicro: number, changes: object = {}): Envelope {
        const body = { token: token.id, tokenHash: tokenHash(token), seller: seller.wallet };
        const payload = { ...body, amountMicro: String(amountMicro) };
        return signedBy(by, { type: 'credit.payment.v1', ...this.world.head(), ...payload, ...changes });
    }

    bill(
        seller: Device,
        { payment, token }: { payment: Envelope; token: Envelope },
        amountMicro: number,
        changes: object = {},
    ): Envelope {
        const body = { payment, token, amountMicro: String(amountMicro), payTo: seller.wallet, reference: 'ride-1' };
        return signedBy(seller, { type: 'credit.bill.v1', ...this.world.head(), ...body, ...changes });
    }

    /** An honest bill on the newest token. */
    async billFor(id: string, by: Device, seller: Device, amountMicro: number): Promise<Envelope> {
        const token = await this.token(id);
        return this.bill(
            seller,
            { payment: this.payment(by, token, seller, amountMicro), token: this.copy(token) },
            amountMicro,
        );
    }

    repayment(by: Device, loan: string, amountMicro: bigint | number, consumes: string, head = {}): Spend {
        const payload = { loan, amountMicro: String(amountMicro), consumes };
        const envelope = signedBy(by, { type: 'credit.repay.v1', ...this.world.head(), ...payload, ...head });
        return { envelope, inputs: [] };
    }

    topUp(by: Device, loan: string, amountMicro: bigint | number, consumes: string): Spend {
        const payload = { loan, amountMicro: String(amountMicro), consumes };
        return { envelope: signedBy(by, { type: 'credit.topup.v1', ...this.world.head(), ...payload }), inputs: [] };
    }

    closing(by: Device, loan: string): Envelope {
        return signedBy(by, { type: 'credit.close.v1', ...this.world.head(), loan });
    }

    async sweep(...loans: string[]): Promise<Swept> {
        const outcome: Outcome<Swept> = await this.world.submit(this.world.people.eag2, 'credit:Sweep', { loans });
        return outcome.value;
    }

    /** Carries out commands. @returns `done`, `exists` or the code of each. */
    async carry(fn: string, commands: readonly (Spend | Envelope)[]): Promise<string[]> {
        const outcome: Outcome<Result[]> = await this.world.submit(this.operator, fn, { commands });
        return codes(outcome.value);
    }

    /** Submits what must be refused, as a whole or in its one result, and must change nothing. @returns The code. */
    async refused(fn: string, argument: object): Promise<string> {
        const before = await this.world.ledger.stateHash();
        const outcome = await this.world.submit<Result[]>(this.operator, fn, argument);
        const [code = 'no result'] = codes(outcome.value);
        return (await this.world.ledger.stateHash()) === before ? code : `${code}, and the state changed`;
    }

    /** As {@link CreditHouse.refused}, for one command. */
    async refusedCommand(fn: string, command: Spend | Envelope): Promise<string> {
        return await this.refused(fn, { commands: [command] });
    }
}
