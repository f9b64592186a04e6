import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { LoanAnswerText } from '@edgebourse/chaincode/credit/messages';
import type {
    Assessment,
    BankRecord,
    BorrowerRecord,
    DossierRecord,
    LoanRecord,
    Position,
    PreviewedLoan,
    ProductTerms,
    Swept,
    TokenRecord,
} from '@edgebourse/chaincode/credit/records';
import { RestClient, type RestClientOptions } from './rest-client';
import { RestProblem } from './rest-problem';

/** What a price is asked for with. */
export interface QuoteQuestion {
    readonly product: string;
    readonly wallet: string;
    readonly grade: string;
    readonly repaid: number;
    readonly failed: number;
    readonly qMinWh: string;
    readonly amountMicro?: string;
}

/** Prices of loans, as a bank signs them. */
export interface Quotes {
    readonly nowMs: string;
    readonly muE12: string;
    readonly quotes: readonly (PreviewedLoan & { readonly answer: LoanAnswerText })[];
    readonly cheaper: readonly LoanAnswerText[];
}

/** The signed messages of one loan. */
export interface LoanPapers {
    readonly request: Envelope;
    readonly attestation: Envelope;
    readonly quote: Envelope;
}

/** What became of one loan of a lending. */
export interface LendResult {
    readonly status: 'done' | 'exists' | 'refused';
    readonly loan?: string;
    readonly amountMicro?: string;
    readonly code?: string;
    readonly message?: string;
}

/** The routes of credit, typed. Bank operators give a token; borrowers need none. All methods throw RestProblem. */
export class CreditClient {
    readonly #rest: RestClient;

    constructor(options: RestClientOptions) {
        this.#rest = new RestClient(options);
    }

    /** Makes the operator's organisation a bank. */
    async registerBank(wallet: string, partners: BankRecord['partners'] = []): Promise<void> {
        await this.#rest.post('/v1/credit/banks', { wallet, partners });
    }

    /** Offers a product in the name of the operator's bank. */
    async setProduct(terms: ProductTerms): Promise<void> {
        await this.#rest.post('/v1/credit/products', terms);
    }

    /** Moves coins of a bank's wallet into its reserve. */
    async fund(envelope: Envelope): Promise<void> {
        await this.#rest.post('/v1/credit/fundings', envelope);
    }

    /** Asks for a loan, with what the bank alone may know. */
    async request(request: Envelope, dossier?: Omit<DossierRecord, 'request'>): Promise<void> {
        await this.#rest.post('/v1/credit/requests', { request, ...(dossier && { dossier }) });
    }

    /** @returns The requests that wait for the operator's bank. */
    async waiting(): Promise<{ id: string; request: Envelope }[]> {
        const { requests } = await this.#rest.get<{ requests: { id: string; request: Envelope }[] }>(
            '/v1/credit/requests',
        );
        return requests;
    }

    /** @returns What the operator's bank may attest of a borrower. */
    async assess(request: Envelope): Promise<Assessment> {
        return this.#rest.post('/v1/credit/assessments', { request });
    }

    /** @returns Prices of loans. */
    async quote(bank: string, loans: readonly QuoteQuestion[]): Promise<Quotes> {
        return this.#rest.post('/v1/credit/quotes', { bank, loans });
    }

    /** Grants loans. @returns What became of each, in order; a loan that is refused alone is told so too. */
    async lend(
        loans: readonly LoanPapers[],
        { muE12, cheaper }: Pick<Quotes, 'muE12' | 'cheaper'>,
    ): Promise<readonly LendResult[]> {
        const body = { loans, muE12, cheaper };
        const refused = (error: unknown): { results: LendResult[] } => {
            if (!(error instanceof RestProblem) || loans.length !== 1 || error.status >= 500) throw error;
            return { results: [{ status: 'refused', code: error.code, message: error.message }] };
        };
        const { results } = await this.#rest.post<{ results: LendResult[] }>('/v1/credit/loans', body).catch(refused);
        return results;
    }

    /** Does what the deadlines of loans demand by now. */
    async sweep(loans: readonly string[]): Promise<Swept> {
        return this.#rest.post('/v1/credit/sweeps', { loans });
    }

    /** Repays from the borrower's own coins. */
    async repay(envelope: Envelope): Promise<void> {
        await this.#rest.post('/v1/credit/repayments', envelope);
    }

    async loan(id: string): Promise<LoanRecord> {
        return this.#rest.get(`/v1/credit/loans/${id}`);
    }

    async token(id: string): Promise<TokenRecord> {
        return this.#rest.get(`/v1/credit/tokens/${id}`);
    }

    async borrower(wallet: string): Promise<BorrowerRecord> {
        return this.#rest.get(`/v1/credit/borrowers/${wallet}`);
    }

    async position(bank: string): Promise<Position> {
        return this.#rest.get(`/v1/credit/banks/${bank}/position`);
    }

    /** @returns The credit value and grade that a wallet's own public records give. */
    async grade(wallet: string): Promise<{ readonly value: string; readonly grade: string }> {
        return this.#rest.get(`/v1/energy/credit/${wallet}`);
    }
}
