import { signingBytes, type Envelope } from '@edgebourse/chaincode/common/envelope';
import type { ContractRecord, NodeState, ResultRecord, WorkerRecord } from '@edgebourse/chaincode/compute/records';
import type { ComputeClient } from '@edgebourse/gateway/client/compute-client';
import { RestProblem } from '@edgebourse/gateway/client/rest-problem';
import type { ComputeSigner } from './commands';
import type { CommandOutcome, ComputeArbiter, ComputeMarket, ComputeNodeDesk, Measurement, Relay } from './market';
import { contentHash } from './task-package';

/** Refusals that say: there is nobody, or nothing, to hire now. */
const NOBODY_TO_HIRE = new Set(['COMPUTE_NO_SELLERS', 'COMPUTE_PART_STATE', 'COMPUTE_WINDOW_OVER', 'COMPUTE_BUDGET']);

function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
    return error instanceof RestProblem && codes.has(error.code);
}

/** The computing market through a gateway. */
export class GatewayMarket implements ComputeMarket {
    readonly #client: ComputeClient;

    /** @param client - Without a token: what devices may do. */
    constructor(client: ComputeClient) {
        this.#client = client;
    }

    node(region: string): Promise<NodeState> {
        return this.#client.node(region);
    }

    worker(wallet: string): Promise<WorkerRecord> {
        return this.#client.worker(wallet);
    }

    contract(contract: string): Promise<ContractRecord> {
        return this.#client.contract(contract);
    }

    async result(contract: string, seller: string): Promise<ResultRecord | undefined> {
        try {
            return await this.#client.result(contract, seller);
        } catch (error) {
            if (hasCode(error, new Set(['RECORD_UNKNOWN']))) return undefined;
            throw error;
        }
    }

    /** A contract's id is the hash of its request. */
    async request(request: Envelope): Promise<ContractRecord> {
        await this.#client.send(request);
        return this.#client.contract(contentHash(signingBytes(request.payload)));
    }

    offer(offer: Envelope): Promise<void> {
        return this.#client.send(offer);
    }

    answer(answer: Envelope): Promise<void> {
        return this.#client.send(answer);
    }

    leave(leave: Envelope): Promise<void> {
        return this.#client.send(leave);
    }

    deliver(result: Envelope): Promise<void> {
        return this.#client.send(result);
    }

    verdict(verdict: Envelope): Promise<void> {
        return this.#client.send(verdict);
    }

    settle(contract: string): Promise<number> {
        return this.#client.settle(contract);
    }

    async rehire(contract: string): Promise<ContractRecord | undefined> {
        try {
            return await this.#client.rehire(contract);
        } catch (error) {
            if (hasCode(error, NOBODY_TO_HIRE)) return undefined;
            throw error;
        }
    }
}

/** One device's way to the store at the MEC. */
export class GatewayRelay implements Relay {
    readonly #client: ComputeClient;
    readonly #signer: ComputeSigner;

    constructor(client: ComputeClient, signer: ComputeSigner) {
        this.#client = client;
        this.#signer = signer;
    }

    async put(bytes: Uint8Array): Promise<void> {
        const blob = contentHash(bytes);
        const body = { type: 'compute.upload.v1', blob, bytes: bytes.length };
        await this.#client.upload(this.#signer.sign(`upload.${blob}`, body), bytes);
    }

    async get(contract: string, seller: string, blob: string): Promise<Buffer> {
        const body = { type: 'compute.fetch.v1', contract, seller, blob };
        return this.#client.fetch(this.#signer.sign(`fetch.${contract}.${seller}.${blob}`, body));
    }
}

/** What operators do through a gateway, by their tokens. */
export class GatewayDesk implements ComputeNodeDesk, ComputeArbiter {
    readonly #client: ComputeClient;

    /** @param client - With the operator's token. */
    constructor(client: ComputeClient) {
        this.#client = client;
    }

    async assess(region: string, assessments: readonly Measurement[]): Promise<CommandOutcome[]> {
        return [...(await this.#client.assess(region, assessments))];
    }

    async capStays(region: string, stays: readonly unknown[]): Promise<void> {
        const refused = (await this.#client.capStays(region, stays)).find(({ status }) => status === 'refused');
        if (refused !== undefined) throw new Error(`a stay was refused: ${refused.message ?? ''}`);
    }

    reportLoad(region: string, loadPpm: number, queued: number): Promise<void> {
        return this.#client.reportLoad(region, loadPpm, queued);
    }

    resolve(contract: string, seller: string, wrong: readonly number[], reason: string): Promise<void> {
        return this.#client.resolve(contract, seller, wrong, reason);
    }
}
