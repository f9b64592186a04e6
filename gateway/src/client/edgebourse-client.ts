import type { Balance, OutputList, Supply } from '@edgebourse/chaincode/coin/records';
import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { GateName } from '@edgebourse/chaincode/energy/records';
import type { GateAnswer, MessageResult, MintOutput, ParticipantApplication, RegisteredParticipant } from './answers';
import { RestClient, type RestClientOptions } from './rest-client';

/** The routes of a gateway, typed. Operators give a token; devices need none. All methods throw RestProblem. */
export class EdgebourseClient {
    readonly #rest: RestClient;

    constructor(options: RestClientOptions) {
        this.#rest = new RestClient(options);
    }

    /** Writes the genesis policy; role `authority`. */
    async writePolicy(policy: unknown): Promise<void> {
        await this.#rest.post('/v1/policy', policy);
    }

    /** Registers up to 200 participants with their wallets; role `authority`. */
    async registerParticipants(participants: readonly ParticipantApplication[]): Promise<RegisteredParticipant[]> {
        const answer = await this.#rest.post<{ participants: RegisteredParticipant[] }>('/v1/identity/participants', {
            participants,
        });
        return answer.participants;
    }

    /** Makes coins against a payment outside; role `treasury`. A repeat with the same reference is refused. */
    async mint(reference: string, outputs: readonly MintOutput[]): Promise<void> {
        await this.#rest.post('/v1/coin/mints', { reference, reason: 'external', outputs });
    }

    /** Carries a bond wallet's signed order to its organisation's bond. */
    async bond(envelope: Envelope): Promise<void> {
        await this.#rest.post('/v1/coin/bonds', envelope);
    }

    /** @returns The coins of a wallet, output by output. */
    async outputs(wallet: string): Promise<OutputList> {
        return this.#rest.get(`/v1/coin/wallets/${wallet}/outputs`);
    }

    /** @returns What a wallet holds. */
    async balance(wallet: string): Promise<Balance> {
        return this.#rest.get(`/v1/coin/wallets/${wallet}`);
    }

    /** @returns What an organisation has deposited for omissions of its gateway, micro-coins. */
    async bondMicro(organisation: string): Promise<string> {
        const answer = await this.#rest.get<{ amountMicro: string }>(`/v1/coin/bonds/${organisation}`);
        return answer.amountMicro;
    }

    /** @returns All coins that were made and destroyed. */
    async supply(): Promise<Supply> {
        return this.#rest.get('/v1/coin/supply');
    }

    /** Hands in signed messages of different devices. @returns One result a message, in order. */
    async sendMessages(messages: readonly Envelope[]): Promise<MessageResult[]> {
        const answer = await this.#rest.post<{ results: MessageResult[] }>('/v1/messages', { messages });
        return answer.results;
    }

    /**
     * Closes a gate of an interval; role `operator` of the region's organisation. A repeat answers the same.
     * @returns The records that followed, as the ledger has them.
     */
    async closeGate(region: string, interval: number, gate: GateName): Promise<GateAnswer> {
        return this.#rest.post(`/v1/energy/regions/${region}/intervals/${String(interval)}/gates/${gate}`, {});
    }

    /** @returns The gateway's metrics in Prometheus text form. */
    async metrics(): Promise<string> {
        return this.#rest.getText('/metrics');
    }
}
