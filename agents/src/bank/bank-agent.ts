import { addressOfKey, type Envelope } from '@edgebourse/chaincode/common/envelope';
import type {
    AttestationMessage,
    FundMessage,
    QuoteMessage,
    RequestMessage,
} from '@edgebourse/chaincode/credit/messages';
import type { Assessment, ProductTerms } from '@edgebourse/chaincode/credit/records';
import type { CreditClient, LendResult, LoanPapers, Quotes } from '@edgebourse/gateway/client/credit-client';
import { commandHead, type CommandSigner, type CommandTime } from '../device/commands';
import type { DeviceKey } from '../device/keys';

/** What a bank's agent is built from. */
export interface BankOptions {
    readonly mspId: string;
    /** The key of the bank's wallet: it signs what binds the bank. */
    readonly key: DeviceKey;
    readonly signer: CommandSigner;
    /** With the token of the bank's operator. */
    readonly client: CreditClient;
}

/** What became of one request. */
export interface Decision extends LendResult {
    /** The wallet that asked. */
    readonly wallet: string;
}

interface Judged {
    readonly id: string;
    readonly request: Envelope;
    readonly payload: RequestMessage;
    readonly wallet: string;
    readonly assessment: Assessment;
}

/**
 * A credit bank at work: looks into each request that waits, attests what it found, has the loans priced by the gateway,
 * signs the prices and lends. The gateway only finds and solves; what binds the bank is signed here.
 */
export class BankAgent {
    readonly #options: BankOptions;

    constructor(options: BankOptions) {
        this.#options = options;
    }

    /** @returns The bank's wallet. */
    get wallet(): string {
        return this.#options.key.address;
    }

    /** Founds the bank: its record, its products, and the coins of one output of its wallet as its reserve. */
    async found(
        products: readonly ProductTerms[],
        output: { id: string; amountMicro: string },
        time: CommandTime,
    ): Promise<void> {
        const { client, mspId, key, signer } = this.#options;
        await client.registerBank(key.address);
        for (const product of products) await client.setProduct(product);
        const payload: FundMessage = {
            type: 'credit.fund.v1',
            ...commandHead(time, key.address, `fund.${mspId}`),
            bank: mspId,
            amountMicro: output.amountMicro,
            consumes: output.id,
        };
        await client.fund(signer.sign(payload, key));
    }

    /** Serves every request that waits. @returns What became of each. */
    async serve(time: CommandTime): Promise<Decision[]> {
        const judged: Judged[] = [];
        for (const { id, request } of await this.#options.client.waiting()) judged.push(await this.#judge(id, request));
        if (judged.length === 0) return [];
        const prices = await this.#price(judged);
        const papers = judged.map((one, place) => this.#papers(one, prices, place, time));
        const results = await this.#options.client.lend(papers, prices);
        return results.map((result, place) => ({ ...result, wallet: judged[place]?.wallet ?? '' }));
    }

    async #judge(id: string, request: Envelope): Promise<Judged> {
        const assessment = await this.#options.client.assess(request);
        const payload = request.payload as RequestMessage;
        return { id, request, payload, wallet: addressOfKey(request.publicKey), assessment };
    }

    async #price(judged: readonly Judged[]): Promise<Quotes> {
        const questions = judged.map(({ payload, wallet, assessment }) => ({
            product: payload.product,
            wallet,
            grade: assessment.grade,
            repaid: assessment.repaid,
            failed: assessment.failed,
            qMinWh: assessment.qMinWh,
            amountMicro: payload.amountMicro,
        }));
        return this.#options.client.quote(this.#options.mspId, questions);
    }

    #papers(
        { id, request, payload, wallet, assessment }: Judged,
        prices: Quotes,
        place: number,
        time: CommandTime,
    ): LoanPapers {
        const { mspId: bank, key, signer } = this.#options;
        const { verdict, grade, repaid, failed, qMinWh } = assessment;
        const attestation: AttestationMessage = {
            type: 'credit.attestation.v1',
            ...commandHead(time, key.address, `attestation.${id}`),
            ...{ bank, product: payload.product, wallet, request: id, verdict, grade, repaid, failed, qMinWh },
        };
        const price = prices.quotes[place];
        if (price === undefined) throw new Error(`the gateway priced no loan ${String(place)}`);
        const { productVersion, priceInterval, answer } = price;
        const quote: QuoteMessage = {
            type: 'credit.quote.v1',
            ...commandHead(time, key.address, `quote.${id}.${String(time.nowMs)}`),
            ...{ bank, request: id, productVersion, answer },
            ...(priceInterval !== undefined && { priceInterval }),
        };
        return { request, attestation: signer.sign(attestation, key), quote: signer.sign(quote, key) };
    }
}
