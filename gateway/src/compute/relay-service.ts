import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ContractRecord } from '@edgebourse/chaincode/compute/records';
import { openEnvelope, type Envelope } from '@edgebourse/chaincode/common/envelope';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { BlobStore, Upload } from './blob-store';
import { fetchMessage, uploadMessage, type FetchMessage } from './messages';
import type { ComputeReader } from './reader';
import type { RelayCharges } from './relay-charges';
import type { FetchAnswer, UploadState } from './schema';

/** What the relay works with. */
export interface RelayOptions {
    readonly store: BlobStore;
    readonly charges: RelayCharges;
    readonly reader: ComputeReader;
    readonly network: () => Promise<string>;
    /** The organisation that runs a region's MEC node. @throws EdgeError COMPUTE_NODE_UNKNOWN. */
    readonly nodeOf: (region: string) => Promise<string>;
    /** @throws EdgeError WALLET_UNKNOWN and what stands against the wallet. */
    readonly assertWallet: (wallet: string) => Promise<void>;
    /** Ms since the epoch. */
    readonly now: () => number;
    readonly chunkBytesMax: number;
}

interface Ticket {
    readonly blob: string;
    readonly bytes: number;
    readonly expiresAt: number;
}

/** How long a paid blob may be read without signing again; a repeat is charged nothing. */
const READ_MS = 600_000;
const TICKETS_MAX = 10_000;

/**
 * Carries tasks and outputs between parties that cannot reach each other. What a party uploads, only the other party of
 * a contract can fetch, by a signed message; the contract's MEC charges the buyer for it on the ledger first.
 */
export class RelayService {
    readonly #options: RelayOptions;
    readonly #tickets = new Map<string, Ticket>();

    constructor(options: RelayOptions) {
        this.#options = options;
    }

    /** @throws EdgeError of the envelope, WALLET_*, COMPUTE_BLOB_LARGE, COMPUTE_BLOB_QUOTA. */
    async begin(envelope: Envelope): Promise<UploadState> {
        const { store, assertWallet } = this.#options;
        const { payload, signer } = openEnvelope(envelope, uploadMessage, await this.#judge());
        await assertWallet(signer);
        return this.#state(await store.begin(signer, payload.blob, payload.bytes));
    }

    /** @throws EdgeError COMPUTE_BLOB_UNKNOWN. */
    async upload(ticket: string): Promise<UploadState> {
        return this.#state(await this.#options.store.upload(ticket));
    }

    /** @throws EdgeError COMPUTE_BLOB_UNKNOWN, COMPUTE_BLOB_OFFSET, COMPUTE_BLOB_LARGE, COMPUTE_BLOB_HASH. */
    async append(ticket: string, offset: number, chunk: Uint8Array): Promise<UploadState> {
        return this.#state(await this.#options.store.append(ticket, offset, chunk));
    }

    /**
     * Lets a party of a contract read what the other one uploaded, once it is charged.
     * @throws EdgeError of the envelope; COMPUTE_CONTRACT_UNKNOWN, COMPUTE_PARTY, COMPUTE_BLOB_UNKNOWN, and what the charge
     * is refused for.
     */
    async fetch(envelope: Envelope): Promise<FetchAnswer> {
        const { store, charges, reader, nodeOf, now } = this.#options;
        const { payload, signer } = openEnvelope(envelope, fetchMessage, await this.#judge());
        const { contract, seller, blob } = payload;
        const record = await reader.contract(contract);
        const bytes = await store.sizeFor(blob, [otherParty(record, payload, signer)]);
        if (bytes === undefined) throw new EdgeError('COMPUTE_BLOB_UNKNOWN', { blob });
        const line = { contract, seller, blob, bytes };
        const chargedMicro = await charges.charge(record.region, await nodeOf(record.region), line);
        const expiresAt = now() + READ_MS;
        const ticket = this.#issue({ blob, bytes, expiresAt });
        return { ticket, blob, bytes, chargedMicro, expiresAt: String(expiresAt) };
    }

    /**
     * @returns The bytes of a fetched blob from a place on, and how many they are.
     * @throws EdgeError COMPUTE_BLOB_UNKNOWN, COMPUTE_BLOB_OFFSET.
     */
    read(ticket: string, from: number): { readonly stream: Readable; readonly length: number; readonly blob: string } {
        const { store, now } = this.#options;
        const held = this.#tickets.get(ticket);
        if (held === undefined || held.expiresAt <= now()) throw new EdgeError('COMPUTE_BLOB_UNKNOWN', { ticket });
        const { blob, bytes } = held;
        if (from >= bytes) throw new EdgeError('COMPUTE_BLOB_OFFSET', { offset: bytes, given: from });
        return { stream: store.read(blob, from), length: bytes - from, blob };
    }

    #issue(held: Ticket): string {
        const now = this.#options.now();
        for (const [ticket, { expiresAt }] of this.#tickets) if (expiresAt <= now) this.#tickets.delete(ticket);
        const oldest = this.#tickets.keys().next();
        if (this.#tickets.size >= TICKETS_MAX && oldest.done !== true) this.#tickets.delete(oldest.value);
        const ticket = randomBytes(32).toString('hex');
        this.#tickets.set(ticket, held);
        return ticket;
    }

    #state({ ticket, blob, bytes, offset, isComplete, expiresAt }: Upload): UploadState {
        const { chunkBytesMax } = this.#options;
        return { ticket, blob, bytes, offset, isComplete, chunkBytesMax, expiresAt: String(expiresAt) };
    }

    async #judge(): Promise<{ network: string; now: bigint }> {
        return { network: await this.#options.network(), now: BigInt(this.#options.now()) };
    }
}

/**
 * A seller fetches what the buyer uploaded, the buyer what the seller uploaded: nobody makes the buyer pay for a blob of
 * a third party.
 * @throws EdgeError COMPUTE_PARTY.
 */
function otherParty({ buyer, parts }: ContractRecord, { contract, seller }: FetchMessage, signer: string): string {
    const isPart = parts.some((part) => part.seller === seller);
    if (isPart && signer === seller) return buyer;
    if (isPart && signer === buyer) return seller;
    throw new EdgeError('COMPUTE_PARTY', { contract, wallet: signer });
}
