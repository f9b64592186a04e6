import { readFile } from 'node:fs/promises';
import { Client, credentials, type CallOptions } from '@grpc/grpc-js';
import { connect, hash, type Contract, type Gateway, type Network } from '@hyperledger/fabric-gateway';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { certificateAttributes } from './certificate-attributes';
import type { ConnectionProfile } from './connection-profile';
import type { LedgerIdentity } from './ledger';
import { newSigner } from './signer';

/** Deadlines of the calls, in ms. */
export interface Deadlines {
    readonly evaluateTimeoutMs: number;
    readonly endorseTimeoutMs: number;
    readonly submitTimeoutMs: number;
    readonly commitTimeoutMs: number;
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

interface Member {
    readonly identity: LedgerIdentity;
    readonly attributes: Readonly<Record<string, string>>;
    readonly gateway: Gateway;
}

function within(timeoutMs: number): () => CallOptions {
    return () => ({ deadline: Date.now() + timeoutMs });
}

/** TLS knows names, not addresses; a development peer's certificate is also one for localhost. */
function nameOf({ address, developmentCa }: ConnectionProfile): string | undefined {
    return developmentCa && address.startsWith('127.') ? 'localhost' : undefined;
}

async function openMember(
    client: Client,
    identity: LedgerIdentity,
    files: { readonly cert: string; readonly key: string },
    deadlines: Deadlines,
): Promise<Member> {
    const [certificate, key] = await Promise.all([readFile(files.cert, 'utf8'), readFile(files.key, 'utf8')]);
    const gateway = connect({
        client,
        identity: { mspId: identity.organisation, credentials: Buffer.from(certificate) },
        signer: newSigner(key),
        hash: hash.none, // the native signer hashes
        evaluateOptions: within(deadlines.evaluateTimeoutMs),
        endorseOptions: within(deadlines.endorseTimeoutMs),
        submitOptions: within(deadlines.submitTimeoutMs),
        commitStatusOptions: within(deadlines.commitTimeoutMs),
    });
    return { identity, attributes: certificateAttributes(certificate), gateway };
}

/** One TLS connection to the ledger, shared by all identities of the organisations that this gateway acts for. */
export class LedgerConnection {
    readonly #client: Client;
    readonly #members: readonly Member[];
    readonly #profile: ConnectionProfile;
    readonly organisations: readonly string[];

    private constructor(client: Client, members: readonly Member[], profile: ConnectionProfile) {
        this.#client = client;
        this.#members = members;
        this.#profile = profile;
        this.organisations = [...new Set(members.map(({ identity }) => identity.organisation))];
    }

    /**
     * Reads certificates and keys; the connection itself is made when it is first needed.
     * @param organisations - MSP ids to act for; all of the profile when empty.
     * @throws Error when an organisation is not in the profile or a file cannot be read.
     */
    static async open(
        profile: ConnectionProfile,
        organisations: readonly string[],
        deadlines: Deadlines,
    ): Promise<LedgerConnection> {
        const missing = organisations.find((name) => !profile.organisations.some(({ mspId }) => mspId === name));
        if (missing !== undefined) throw new Error(`The connection profile has no organisation ${missing}.`);
        const ca = await readFile(profile.tlsCaPem);
        const name = profile.tlsServerName ?? nameOf(profile);
        const override = name === undefined ? {} : { 'grpc.ssl_target_name_override': name };
        const client = new Client(profile.address, credentials.createSsl(ca), { ...CHANNEL_OPTIONS, ...override });
        const chosen = profile.organisations.filter(
            ({ mspId }) => organisations.length === 0 || organisations.includes(mspId),
        );
        const members = chosen.flatMap(({ mspId, users }) =>
            Object.entries(users).map(([user, files]) =>
                openMember(client, { organisation: mspId, user }, files, deadlines),
            ),
        );
        return new LedgerConnection(client, await Promise.all(members), profile);
    }

    /** @returns All identities, with the attributes of their certificates. */
    identities(): readonly (LedgerIdentity & { readonly attributes: Readonly<Record<string, string>> })[] {
        return this.#members.map(({ identity, attributes }) => ({ ...identity, attributes }));
    }

    /** @returns The channel as an identity sees it. @throws EdgeError REQUEST_FORBIDDEN for one that is not ours. */
    network({ organisation, user }: LedgerIdentity): Network {
        const member = this.#members.find(
            ({ identity }) => identity.organisation === organisation && identity.user === user,
        );
        if (member === undefined) throw new EdgeError('REQUEST_FORBIDDEN', { organisation, user });
        return member.gateway.getNetwork(this.#profile.channel);
    }

    /** @returns The chaincode as an identity sees it. */
    contract(identity: LedgerIdentity): Contract {
        return this.network(identity).getContract(this.#profile.chaincode);
    }

    /** Name of the chaincode. */
    get chaincode(): string {
        return this.#profile.chaincode;
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
        for (const { gateway } of this.#members) gateway.close();
        this.#client.close();
    }
}
