import { openEnvelope, signingBytes, type Envelope, type Opened } from '@edgebourse/chaincode/common/envelope';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import { requestMessage, type RequestMessage } from '@edgebourse/chaincode/credit/messages';
import type {
    Assessment,
    BankRecord,
    BorrowerRecord,
    Evidence,
    LoanRecord,
    PaymentRecord,
    Position,
    Preview,
    ProductRecord,
    ProductTerms,
    Swept,
    TokenRecord,
} from '@edgebourse/chaincode/credit/records';
import type { z } from 'zod';
import type { CommandAnswer, Commands } from '../journal/commands';
import type { JudgeTime } from '../journal/judge-time';
import { toFinished, type BatchResult } from '../lanes/contract-batch';
import type { Ledger, LedgerIdentity } from '../ledger/ledger';
import { reserveEndorsers } from './endorsers';
import { endsRequest } from './errors';
import { priceLoans } from './pricing';
import type { RequestBook } from './request-book';
import type { bankRequest, LendRequest, LoanRequest, QuoteRequest, Quotes } from './schema';

/**
 * Where the ledger holds what speaks for a borrower, as of a block at least; see {@link Evidence}.
 */
export type FindEvidence = (wallets: readonly string[], block: bigint) => Promise<Evidence>;

/** What the credit service works with. */
export interface CreditServiceOptions {
    readonly ledger: Ledger;
    readonly commands: Commands;
    readonly requests: RequestBook;
    readonly policy: () => Promise<Policy>;
    readonly findEvidence: FindEvidence;
    readonly judgeTime: JudgeTime;
    /** Ms since the epoch. */
    readonly now: () => number;
}

/** A transaction with what its function answered. */
export interface Made<Value> {
    readonly transactionId: string;
    readonly value: Value;
}

/** Whether the request goes on waiting: the bank may mend its part. */
function mayPass(result: BatchResult): boolean {
    return result.status === 'refused' && !endsRequest(result.code);
}

/** @returns What a request asks for, micro-coins; 0 where it is none, which the contract refuses. */
function askedBy({ payload }: Envelope): bigint {
    const parsed = requestMessage.safeParse(payload);
    return parsed.success ? BigInt(parsed.data.amountMicro) : 0n;
}

function lentOf(result: BatchResult): unknown {
    return 'loan' in result ? { loan: result['loan'], amountMicro: result['amountMicro'] } : undefined;
}

/** Loans between borrowers and banks: hands in requests, finds evidence, prices, lends, reads. */
export class CreditService {
    readonly #options: CreditServiceOptions;

    constructor(options: CreditServiceOptions) {
        this.#options = options;
    }

    /** @throws EdgeError what the contract refuses. */
    async registerBank(argument: z.infer<typeof bankRequest>, as: LedgerIdentity): Promise<Made<BankRecord>> {
        return this.#make<BankRecord>(as, 'RegisterBank', argument);
    }

    /** @throws EdgeError what the contract refuses. */
    async setProduct(argument: ProductTerms, as: LedgerIdentity): Promise<Made<ProductRecord>> {
        return this.#make<ProductRecord>(as, 'SetProduct', argument);
    }

    /**
     * Takes a loan request: what the borrower discloses goes into the bank's private collection, then the request into
     * the journal, where it waits for the bank.
     * @throws EdgeError of the envelope; REQUEST_FORBIDDEN when this gateway does not act for the bank.
     */
    async request({ request, dossier }: LoanRequest): Promise<CommandAnswer> {
        const { ledger, commands, requests } = this.#options;
        const { payload, hash } = await this.#open(request);
        const as = ledger.actor('operator', payload.bank);
        if (dossier !== undefined) {
            const { blockNumber } = await ledger.submit({
                as,
                fn: 'credit:PutDossier',
                argument: { request: hash },
                transient: { dossier: { request: hash, ...dossier } },
                endorsers: [payload.bank],
            });
            requests.disclose(hash, { wallets: dossier.wallets, block: blockNumber });
        }
        const [answer] = await commands.accept([request]);
        if (answer === undefined) throw new EdgeError('SHUTTING_DOWN');
        return answer;
    }

    /** @returns The requests that wait for a bank, with their ids. */
    waiting(bank: string): { id: string; request: Envelope }[] {
        return this.#options.requests.of(bank).map(({ hash, envelope }) => ({ id: hash, request: envelope }));
    }

    /** @returns What the bank may attest, from ledger records that the read model finds. @throws EdgeError of the contract. */
    async assess(request: Envelope, wallets: readonly string[] | undefined, as: LedgerIdentity): Promise<Assessment> {
        const { hash, signer } = await this.#open(request);
        const known = this.#options.requests.disclosed(hash, signer);
        const evidence = await this.#options.findEvidence(wallets ?? known.wallets, known.block);
        const argument = { request, evidence };
        const { organisation } = as;
        return (await this.#options.ledger.evaluate({ as, fn: 'credit:Assess', argument, organisation })) as Assessment;
    }

    /** @returns The prices of loans by the terms that the ledger gives. @throws EdgeError of the contract. */
    async quote({ bank, loans }: QuoteRequest): Promise<Quotes> {
        const facts = loans.map(({ product, wallet, grade, repaid, failed, qMinWh }) => ({
            ...{ product, wallet, grade, repaid, failed, qMinWh },
        }));
        const preview = (await this.#read('Preview', { bank, loans: facts })) as Preview;
        const { muE12, answers, cheaper } = priceLoans(
            preview,
            loans.map(({ amountMicro }) => amountMicro),
        );
        const quotes = preview.loans.flatMap((loan, place) => {
            const answer = answers[place];
            return answer === undefined ? [] : [{ ...loan, answer }];
        });
        const { nowMs, reserveMicro, partners } = preview;
        return { bank, nowMs, reserveMicro, partners: [...partners], muE12, quotes, cheaper: [...cheaper] };
    }

    /**
     * Grants loans, and tells their borrowers' requests what became of them.
     * @throws EdgeError when the transaction as a whole is refused.
     */
    async lend(body: LendRequest, as: LedgerIdentity): Promise<Made<readonly BatchResult[]>> {
        const { ledger, policy } = this.#options;
        const bank = as.organisation;
        const argument = { bank, ...body };
        const endorsers = reserveEndorsers(await policy(), await this.#lendersOf(bank, body));
        const { transactionId, result } = await ledger.submit({ as, fn: 'credit:Lend', argument, endorsers });
        const results = result as readonly BatchResult[];
        await this.#endRequests(body, results, transactionId);
        return { transactionId, value: results };
    }

    /** Does what deadlines demand. @throws EdgeError of the contract. */
    async sweep(loans: readonly string[]): Promise<Made<Swept>> {
        return this.#make<Swept>(this.#options.ledger.actor('operator'), 'Sweep', { loans });
    }

    async bank(bank: string): Promise<BankRecord> {
        return (await this.#read('Bank', { bank })) as BankRecord;
    }

    async products(bank: string): Promise<ProductRecord[]> {
        return (await this.#read('Products', { bank })) as ProductRecord[];
    }

    async position(bank: string, isEndorsed: boolean): Promise<Position> {
        return (await this.#read('Position', { bank }, isEndorsed)) as Position;
    }

    async loan(loan: string, isEndorsed: boolean): Promise<LoanRecord> {
        return (await this.#read('Loan', { loan }, isEndorsed)) as LoanRecord;
    }

    async token(token: string, isEndorsed: boolean): Promise<TokenRecord> {
        return (await this.#read('Token', { token }, isEndorsed)) as TokenRecord;
    }

    async statement(token: string): Promise<PaymentRecord[]> {
        return (await this.#read('Statement', { token })) as PaymentRecord[];
    }

    async borrower(wallet: string, isEndorsed: boolean): Promise<BorrowerRecord> {
        return (await this.#read('Borrower', { wallet }, isEndorsed)) as BorrowerRecord;
    }

    async #open(request: Envelope): Promise<Opened<RequestMessage>> {
        const { policy, judgeTime, now } = this.#options;
        const { network } = await policy();
        const time = (await judgeTime(request.payload)) ?? BigInt(now());
        return openEnvelope(request, requestMessage, { network, now: time });
    }

    /** The bank, and its partners when its own reserve might not carry what is asked for. */
    async #lendersOf(bank: string, { loans }: LendRequest): Promise<string[]> {
        const { partners } = await this.bank(bank);
        const { reserveMicro } = await this.position(bank, false);
        const asked = loans.reduce((sum, { request }) => sum + askedBy(request), 0n);
        return asked <= BigInt(reserveMicro) ? [bank] : [bank, ...partners.map(({ mspId }) => mspId)];
    }

    /** A refusal of the bank's own part, such as an offer that ran out, leaves the request with the bank. */
    async #endRequests({ loans }: LendRequest, results: readonly BatchResult[], transactionId: string): Promise<void> {
        const { requests } = this.#options;
        const ends = loans.flatMap(({ request }, place) => {
            const hash = sha256Hex(signingBytes(request.payload));
            const command = requests.find(hash);
            const result = results[place];
            if (command === undefined || result === undefined || mayPass(result)) return [];
            return [{ hash, ...toFinished(command, result, transactionId, lentOf) }];
        });
        await requests.finish(ends);
    }

    async #make<Value>(as: LedgerIdentity, name: string, argument: unknown): Promise<Made<Value>> {
        const { transactionId, result } = await this.#options.ledger.submit({ as, fn: `credit:${name}`, argument });
        return { transactionId, value: result as Value };
    }

    async #read(name: string, argument: unknown, isEndorsed = false): Promise<unknown> {
        const { ledger } = this.#options;
        return ledger.evaluate({ as: ledger.actor('operator'), fn: `credit:${name}`, argument, isEndorsed });
    }
}
