import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { credentials, type ChannelCredentials } from '@grpc/grpc-js';
import { connect, hash, type Contract, type Gateway, type Network } from '@hyperledger/fabric-gateway';
import { gateway } from '@hyperledger/fabric-protos';
import type { ConnectionProfile } from '../connection-profile';
import { signLowS } from '../embedded/msp/ecdsa';

const TIMEOUT_MS = 60_000;
const POLL_MS = 200;
const BYTES_MAX = 150 * 1024 * 1024;
const CHANNEL_OPTIONS = { 'grpc.max_receive_message_length': BYTES_MAX, 'grpc.max_send_message_length': BYTES_MAX };

/** A client of one organisation. */
export interface Party {
    readonly mspId: string;
    readonly certificatePem: string;
    readonly key: KeyObject;
    readonly gateway: Gateway;
    readonly network: Network;
    readonly contract: Contract;
    /** All of the ledger, this one among them. */
    readonly members: readonly string[];
}

/** What a behaviour has to work with: a ledger that serves the probe contract, and a client of each organisation. */
export class Session {
    private constructor(
        readonly profile: ConnectionProfile,
        readonly parties: readonly Party[],
        /** Fabric's own stub, for what the client library would not send. */
        readonly raw: gateway.GatewayClient,
        readonly tls: ChannelCredentials,
    ) {}

    /** Connects as the operator of every organisation of the profile. */
    static async open(profile: ConnectionProfile): Promise<Session> {
        const tls = credentials.createSsl(await readFile(profile.tlsCaPem));
        // Node warns when a TLS name is an address.
        const address = profile.address.replace('127.0.0.1', 'localhost');
        const raw = new gateway.GatewayClient(address, tls, CHANNEL_OPTIONS);
        const parties = await Promise.all(
            profile.organisations.map(async ({ mspId, users }) => {
                const files = users['operator'];
                if (files === undefined) throw new Error(`${mspId} has no operator`);
                const certificatePem = await readFile(files.cert, 'utf8');
                return partyOf(profile, raw, mspId, certificatePem, createPrivateKey(await readFile(files.key)));
            }),
        );
        return new Session(profile, parties, raw, tls);
    }

    /** The client of the first organisation. */
    get first(): Party {
        return this.party(0);
    }

    /** @returns The client of the organisation at this place of the profile. */
    party(place: number): Party {
        const found = this.parties[place];
        if (found === undefined) throw new Error(`the ledger has no organisation ${place}`);
        return found;
    }

    /** @returns The MSP id of the organisation at this place. */
    msp(place: number): string {
        return this.party(place).mspId;
    }

    /** Waits until every organisation answers: the peers of a Fabric network need a moment to hear of each other. */
    async whenReachable(): Promise<void> {
        const deadline = Date.now() + TIMEOUT_MS;
        for (const { mspId, contract } of this.parties) {
            const ask = async (): Promise<boolean> =>
                contract
                    .newProposal('Get', { arguments: ['nothing'], endorsingOrganizations: [mspId] })
                    .evaluate()
                    .then(
                        () => true,
                        () => false,
                    );
            while (!(await ask())) {
                if (Date.now() > deadline) throw new Error(`${mspId} does not answer`);
                await delay(POLL_MS);
            }
        }
    }

    close(): void {
        for (const { gateway: client } of this.parties) client.close();
        this.raw.close();
    }
}

/** @returns A client that signs with this certificate and key, on the connection of `raw`. */
export function partyOf(
    { channel, chaincode, organisations }: ConnectionProfile,
    raw: gateway.GatewayClient,
    mspId: string,
    certificatePem: string,
    key: KeyObject,
): Party {
    const deadline = (): { deadline: number } => ({ deadline: Date.now() + TIMEOUT_MS });
    const client = connect({
        client: raw,
        identity: { mspId, credentials: Buffer.from(certificatePem) },
        signer: async (message) => signLowS(key, message),
        hash: hash.none,
        endorseOptions: deadline,
        evaluateOptions: deadline,
        submitOptions: deadline,
        commitStatusOptions: deadline,
    });
    const network = client.getNetwork(channel);
    const members = organisations.map((organisation) => organisation.mspId);
    return { mspId, certificatePem, key, gateway: client, network, contract: network.getContract(chaincode), members };
}
