import {
    connect,
    GatewayError,
    hash,
    type Contract,
    type Gateway,
    type Transaction,
} from '@hyperledger/fabric-gateway';
import { Client, credentials } from '@grpc/grpc-js';
import { readFile } from 'node:fs/promises';
import { decodeError } from '@edgebourse/chaincode/common/errors';
import { readConnectionProfile, type ConnectionProfile } from '../../src/ledger/connection-profile';
import { newSigner } from '../../src/ledger/signer';

/** A committed transaction, or one that stands in its block as invalid (`code` not 0). */
export interface Made {
    readonly txId: string;
    readonly code: number;
    readonly payload: string;
}

export interface Call {
    /** `MSP.user`: whose certificate signs. */
    readonly as: string;
    readonly fn: string;
    /** An object is sent as JSON, a text as it is. */
    readonly argument: unknown;
    readonly transient?: Readonly<Record<string, string>>;
    readonly endorsers?: readonly string[];
}

/** A refusal of the peers, with the contract's own text as its message. */
export class PeersRefusal extends Error {}

/**
 * Somebody with an organisation's certificates and none of the gateway's manners: whatever bytes it likes go straight to
 * the contracts, through Fabric's client and a real peer.
 */
export class HostileClient {
    private constructor(
        private readonly client: Client,
        private readonly profile: ConnectionProfile,
        private readonly gateways: ReadonlyMap<string, Gateway>,
    ) {}

    /** @param file - The connection profile. */
    static async open(file: string): Promise<HostileClient> {
        const profile = await readConnectionProfile(file);
        const tls = credentials.createSsl(await readFile(profile.tlsCaPem));
        const client = new Client(profile.address, tls, { 'grpc.ssl_target_name_override': 'localhost' });
        const gateways = new Map<string, Gateway>();
        for (const { mspId, users } of profile.organisations) {
            for (const [user, { cert, key }] of Object.entries(users)) {
                const identity = { mspId, credentials: await readFile(cert) };
                const signer = newSigner(await readFile(key, 'utf8'));
                gateways.set(`${mspId}.${user}`, connect({ client, identity, signer, hash: hash.none }));
            }
        }
        return new HostileClient(client, profile, gateways);
    }

    /** Endorses and commits. @throws PeersRefusal. */
    async submit(call: Call): Promise<Made> {
        return this.commit(await this.endorse(call));
    }

    /** @throws PeersRefusal. */
    async endorse(call: Call): Promise<Transaction> {
        const proposal = this.#contract(call.as).newProposal(call.fn, this.#options(call));
        return proposal.endorse().catch(refuse);
    }

    async commit(endorsed: Transaction): Promise<Made> {
        const submitted = await endorsed.submit();
        const { code, transactionId } = await submitted.getStatus();
        return { txId: transactionId, code, payload: Buffer.from(endorsed.getResult()).toString('utf8') };
    }

    /** @returns The answer as text. @throws PeersRefusal. */
    async evaluate(call: Call): Promise<string> {
        const bytes = await this.#contract(call.as).evaluate(call.fn, this.#options(call)).catch(refuse);
        return Buffer.from(bytes).toString('utf8');
    }

    close(): void {
        for (const gateway of this.gateways.values()) gateway.close();
        this.client.close();
    }

    #contract(as: string): Contract {
        const gateway = this.gateways.get(as);
        if (gateway === undefined) throw new Error(`no identity ${as}`);
        return gateway.getNetwork(this.profile.channel).getContract(this.profile.chaincode);
    }

    #options({ argument, transient, endorsers }: Call): object {
        const json = typeof argument === 'string' ? argument : JSON.stringify(argument);
        return {
            arguments: [json],
            ...(transient !== undefined && { transientData: transient }),
            ...(endorsers !== undefined && { endorsingOrganizations: [...endorsers] }),
        };
    }
}

function refuse(error: unknown): never {
    if (!(error instanceof GatewayError)) throw error;
    const texts = [...error.details.map(({ message }) => message), error.cause.details, error.message];
    throw new PeersRefusal(texts.find((text) => decodeError(text) !== undefined) ?? texts.join(' / '));
}
