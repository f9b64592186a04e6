import { readFile } from 'node:fs/promises';
import { Client, credentials, type CallOptions } from '@grpc/grpc-js';
import { connect, hash, type Gateway } from '@hyperledger/fabric-gateway';
import type { PeerEndpoint } from './connection-profile';
import type { LedgerIdentity } from './ledger';
import { newSigner } from './signer';

/** Deadlines of the calls, in ms. */
export interface Deadlines {
    readonly evaluateTimeoutMs: number;
    readonly endorseTimeoutMs: number;
    readonly submitTimeoutMs: number;
    readonly commitTimeoutMs: number;
}

/** An identity with what it signs by, PEM both. */
export interface Credentials {
    readonly identity: LedgerIdentity;
    readonly certificate: string;
    readonly key: string;
}

const MESSAGE_BYTES_MAX = 100 * 1024 * 1024;
const READY_TIMEOUT_MS = 2000;

/** Real peers refuse clients that ping more often than once a minute. */
const CHANNEL_OPTIONS = {
    'grpc.max_receive_message_length': MESSAGE_BYTES_MAX,
    'grpc.max_send_message_length': MESSAGE_BYTES_MAX,
    'grpc.keepalive_time_ms': 120_000,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
};

function within(timeoutMs: number): () => CallOptions {
    return () => ({ deadline: Date.now() + timeoutMs });
}

/** @returns The key under which an identity's gateway is kept. */
function nameOf({ organisation, user }: LedgerIdentity): string {
    return `${organisation}/${user}`;
}

/** One TLS connection to one peer's gateway, shared by all identities. It is made when it is first needed. */
export class PeerLink {
    readonly #client: Client;
    readonly #gateways: ReadonlyMap<string, Gateway>;

    private constructor(client: Client, gateways: ReadonlyMap<string, Gateway>) {
        this.#client = client;
        this.#gateways = gateways;
    }

    /** @throws Error when the file of the CA cannot be read. */
    static async open(
        { address, tlsCaPem, tlsServerName }: PeerEndpoint,
        members: readonly Credentials[],
        deadlines: Deadlines,
    ): Promise<PeerLink> {
        const override = tlsServerName === undefined ? {} : { 'grpc.ssl_target_name_override': tlsServerName };
        const tls = credentials.createSsl(await readFile(tlsCaPem));
        const client = new Client(address, tls, { ...CHANNEL_OPTIONS, ...override });
        const gateways = members.map(({ identity, certificate, key }): [string, Gateway] => [
            nameOf(identity),
            connect({
                client,
                identity: { mspId: identity.organisation, credentials: Buffer.from(certificate) },
                signer: newSigner(key),
                hash: hash.none, // the native signer hashes
                evaluateOptions: within(deadlines.evaluateTimeoutMs),
                endorseOptions: within(deadlines.endorseTimeoutMs),
                submitOptions: within(deadlines.submitTimeoutMs),
                commitStatusOptions: within(deadlines.commitTimeoutMs),
            }),
        ]);
        return new PeerLink(client, new Map(gateways));
    }

    /** @returns The client of an identity, undefined for one that is not ours. */
    gateway(identity: LedgerIdentity): Gateway | undefined {
        return this.#gateways.get(nameOf(identity));
    }

    /** @returns Whether the connection stands, or can be made now. */
    async isReady(): Promise<boolean> {
        return new Promise((resolve) => {
            this.#client.waitForReady(Date.now() + READY_TIMEOUT_MS, (error) => {
                resolve(error === undefined);
            });
        });
    }

    /** Ends all calls and the connection. */
    close(): void {
        for (const gateway of this.#gateways.values()) gateway.close();
        this.#client.close();
    }
}
