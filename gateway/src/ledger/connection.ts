import { readFile } from 'node:fs/promises';
import type { Contract, Gateway, Network } from '@hyperledger/fabric-gateway';
import { EdgeError, type ErrorCode } from '@edgebourse/chaincode/common/errors';
import { certificateAttributes } from './certificate-attributes';
import type { ConnectionProfile, PeerEndpoint } from './connection-profile';
import type { LedgerIdentity } from './ledger';
import { PeerLink, type Credentials, type Deadlines } from './peer-link';
import { toRefusal } from './refusal';

/** An identity with the attributes of its certificate. */
type Member = LedgerIdentity & { readonly attributes: Readonly<Record<string, string>> };

/** The ledger as one identity reaches it, through the peer that serves this gateway now. */
export interface Reach {
    readonly gateway: Gateway;
    readonly network: Network;
    readonly contract: Contract;
    /** Fires when this gateway has turned to another peer: streams of this one must be opened anew. */
    readonly left: AbortSignal;
}

/** A peer that is down, or that answers no more. */
const LOST: readonly ErrorCode[] = ['LEDGER_UNAVAILABLE', 'DEADLINE_EXCEEDED'];

/** TLS knows names, not addresses; a development peer's certificate is also one for localhost. */
function endpoints(profile: ConnectionProfile): readonly PeerEndpoint[] {
    return [profile, ...profile.fallbacks].map(({ address, tlsCaPem, tlsServerName }) => {
        const isLocal = profile.developmentCa && address.startsWith('127.');
        const name = tlsServerName ?? (isLocal ? 'localhost' : undefined);
        return { address, tlsCaPem, ...(name !== undefined && { tlsServerName: name }) };
    });
}

async function readCredentials(profile: ConnectionProfile, organisations: readonly string[]): Promise<Credentials[]> {
    const chosen = profile.organisations.filter(
        ({ mspId }) => organisations.length === 0 || organisations.includes(mspId),
    );
    const read = chosen.flatMap(({ mspId, users }) =>
        Object.entries(users).map(async ([user, files]) => {
            const [certificate, key] = await Promise.all([readFile(files.cert, 'utf8'), readFile(files.key, 'utf8')]);
            return { identity: { organisation: mspId, user }, certificate, key };
        }),
    );
    return Promise.all(read);
}

/**
 * The way to the ledger: the peers of the profile in their order, of which one serves all identities of the
 * organisations that this gateway acts for. When it is lost, the next one does, and so on around.
 */
export class LedgerConnection {
    readonly #links: readonly PeerLink[];
    readonly #members: readonly Member[];
    readonly #profile: ConnectionProfile;
    readonly organisations: readonly string[];
    #active = 0;
    #left = new AbortController();

    private constructor(links: readonly PeerLink[], members: readonly Member[], profile: ConnectionProfile) {
        this.#links = links;
        this.#members = members;
        this.#profile = profile;
        this.organisations = [...new Set(members.map(({ organisation }) => organisation))];
    }

    /**
     * Reads certificates and keys; a connection itself is made when it is first needed.
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
        const read = await readCredentials(profile, organisations);
        const links = await Promise.all(endpoints(profile).map((endpoint) => PeerLink.open(endpoint, read, deadlines)));
        const members = read.map(({ identity, certificate }) => ({
            ...identity,
            attributes: certificateAttributes(certificate),
        }));
        return new LedgerConnection(links, members, profile);
    }

    /** @returns All identities, with the attributes of their certificates. */
    identities(): readonly Member[] {
        return this.#members;
    }

    /** @returns The ledger as an identity sees it. @throws EdgeError REQUEST_FORBIDDEN for one that is not ours. */
    reach(identity: LedgerIdentity): Reach {
        const gateway = this.#link().gateway(identity);
        if (gateway === undefined) throw new EdgeError('REQUEST_FORBIDDEN', { ...identity });
        const network = gateway.getNetwork(this.#profile.channel);
        return { gateway, network, contract: network.getContract(this.#profile.chaincode), left: this.#left.signal };
    }

    /**
     * Calls the ledger as an identity. A call that finds its peer lost turns this gateway to the next one.
     * @throws EdgeError, decoded from whatever the client threw.
     */
    async call<Result>(identity: LedgerIdentity, run: (reach: Reach) => Promise<Result>): Promise<Result> {
        const reach = this.reach(identity);
        try {
            return await run(reach);
        } catch (error) {
            const refusal = toRefusal(error);
            if (LOST.includes(refusal.code)) this.leave(reach);
            throw refusal;
        }
    }

    /** Turns to the next peer, unless somebody did so since. */
    leave({ left }: Pick<Reach, 'left'>): void {
        if (this.#links.length < 2 || left !== this.#left.signal) return;
        this.#active = (this.#active + 1) % this.#links.length;
        const before = this.#left;
        this.#left = new AbortController();
        before.abort();
    }

    /** Who must endorse, where the profile tells it. */
    get endorsement(): ConnectionProfile['endorsement'] {
        return this.#profile.endorsement;
    }

    /** Name of the chaincode. */
    get chaincode(): string {
        return this.#profile.chaincode;
    }

    /** @returns Whether a connection stands, or can be made now. */
    async isReady(): Promise<boolean> {
        for (let tried = 0; tried < this.#links.length; tried += 1) {
            const left = this.#left.signal;
            if (await this.#link().isReady()) return true;
            this.leave({ left });
        }
        return false;
    }

    /** Ends all calls and connections. */
    close(): void {
        for (const link of this.#links) link.close();
    }

    #link(): PeerLink {
        const link = this.#links[this.#active];
        if (link === undefined) throw new EdgeError('LEDGER_UNAVAILABLE', { reason: 'no peer' });
        return link;
    }
}
