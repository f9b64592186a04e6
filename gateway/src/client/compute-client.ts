import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { Solution } from '@edgebourse/chaincode/compute/messages';
import type {
    ContractRecord,
    MarketSeller,
    NodeState,
    ResultRecord,
    WorkerRecord,
} from '@edgebourse/chaincode/compute/records';
import { RestClient, type RestClientOptions } from './rest-client';

/** What became of one of many, in their order. */
export interface ComputeBatchResult {
    readonly status: 'done' | 'exists' | 'refused';
    readonly code?: string;
    readonly message?: string;
}

/** A game that is to be solved. */
export interface ComputeQuoteQuestion {
    readonly region: string;
    readonly buyer: string;
    readonly durationMs: number;
    readonly costScaleE12: string;
    readonly costExponentE12: string;
}

/** The equilibrium of a game as it stands now; the solution is absent where nobody offers. */
export interface ComputeQuote {
    readonly region: string;
    readonly solution?: Solution;
    readonly sellers: readonly MarketSeller[];
    readonly paymentMicro: string;
    readonly soldE12: string;
    readonly buyerUtility: number | null;
}

interface Upload {
    readonly ticket: string;
    readonly offset: number;
    readonly isComplete: boolean;
    readonly chunkBytesMax: number;
}

/** Which route takes which signed message. */
const ROUTES = {
    'compute.offer.v1': 'offers',
    'compute.request.v1': 'contracts',
    'compute.serve.v1': 'services',
    'compute.answer.v1': 'answers',
    'compute.leave.v1': 'leaves',
    'compute.result.v1': 'results',
    'compute.verdict.v1': 'verdicts',
} as const;

/** The routes of computing, typed. MEC operators give a token; devices need none. All methods throw RestProblem. */
export class ComputeClient {
    readonly #rest: RestClient;

    constructor(options: RestClientOptions) {
        this.#rest = new RestClient(options);
    }

    /** Hands in a signed message of a buyer or seller and waits for its outcome. A repeat answers the same. */
    async send(envelope: Envelope): Promise<void> {
        const route = ROUTES[envelope.payload.type as keyof typeof ROUTES];
        await this.#rest.post(`/v1/compute/${route}`, envelope);
    }

    /** @returns The game that a buyer would play now, solved; it binds nobody. */
    async quote(question: ComputeQuoteQuestion): Promise<ComputeQuote> {
        return this.#rest.post('/v1/compute/quotes', question);
    }

    /** @returns The MEC node of a region: capacity, tariff, load. */
    async node(region: string): Promise<NodeState> {
        return this.#rest.get(`/v1/compute/load/${region}`);
    }

    /** @returns Assessment, reservations and reputation of a wallet. */
    async worker(wallet: string): Promise<WorkerRecord> {
        return this.#rest.get(`/v1/compute/workers/${wallet}`);
    }

    /** @returns A contract as the ledger has it. */
    async contract(contract: string): Promise<ContractRecord> {
        return this.#rest.get(`/v1/compute/contracts/${contract}`);
    }

    /** @returns What a seller returned. */
    async result(contract: string, seller: string): Promise<ResultRecord> {
        return this.#rest.get(`/v1/compute/contracts/${contract}/results/${seller}`);
    }

    /** Does what is due of a contract. @returns Copies of pieces that a rehire may give to somebody. */
    async settle(contract: string): Promise<number> {
        const answer = await this.#rest.post<{ settled: readonly { missing: number }[] }>('/v1/compute/settlements', {
            contracts: [contract],
        });
        return answer.settled[0]?.missing ?? 0;
    }

    /** Plays the game again for pieces that nobody holds. */
    async rehire(contract: string): Promise<ContractRecord> {
        const answer = await this.#rest.post<{ contract: ContractRecord }>('/v1/compute/rehires', { contract });
        return answer.contract;
    }

    /** Reports measured machines; role `operator` of the region's node. */
    async assess(region: string, assessments: readonly unknown[]): Promise<readonly ComputeBatchResult[]> {
        return this.#batch('assessments', { region, assessments });
    }

    /** Caps what sellers may sell while they stay; role `operator` of the region's node. */
    async capStays(region: string, stays: readonly unknown[]): Promise<readonly ComputeBatchResult[]> {
        return this.#batch('stays', { region, stays });
    }

    /** Reports the node's own queue; role `operator` of the region's node. */
    async reportLoad(region: string, loadPpm: number, queued: number): Promise<void> {
        await this.#rest.post('/v1/compute/load', { region, loadPpm, queued });
    }

    /** Decides disputed pieces; role `operator` of another organisation than the node's. */
    async resolve(contract: string, seller: string, wrong: readonly number[], reason: string): Promise<void> {
        await this.#rest.post('/v1/compute/resolutions', { contract, seller, wrong, reason });
    }

    /**
     * Uploads bytes, from where an earlier attempt broke off.
     * @param envelope - `compute.upload.v1` of the owner.
     */
    async upload(envelope: Envelope, bytes: Uint8Array): Promise<void> {
        let upload = await this.#rest.post<Upload>('/v1/compute/uploads', { envelope });
        while (!upload.isComplete) {
            const { ticket, offset, chunkBytesMax } = upload;
            const chunk = bytes.subarray(offset, offset + chunkBytesMax);
            upload = await this.#rest.putBytes(`/v1/compute/uploads/${ticket}?offset=${String(offset)}`, chunk);
        }
    }

    /**
     * Fetches bytes that the other party of a contract uploaded; its buyer is charged.
     * @param envelope - `compute.fetch.v1` of a party.
     */
    async fetch(envelope: Envelope): Promise<Buffer> {
        const { ticket } = await this.#rest.post<{ ticket: string }>('/v1/compute/fetches', { envelope });
        return this.#rest.getBytes(`/v1/compute/blobs/${ticket}`);
    }

    async #batch(route: string, body: unknown): Promise<readonly ComputeBatchResult[]> {
        const answer = await this.#rest.post<{ results: ComputeBatchResult[] }>(`/v1/compute/${route}`, body);
        return answer.results;
    }
}
