import type { ContractRecord, Part, ResultRecord } from '@edgebourse/chaincode/compute/records';
import type { DirectLinkContent } from './direct-link';
import type { ComputeMarket, Relay } from './market';
import { contentHash } from './task-package';

/** What a seller returned: for each of its pieces the bytes, or undefined where they never came. */
export interface Delivery {
    readonly seller: string;
    /** Hash of the result on the ledger. */
    readonly result: string;
    /** By piece. */
    readonly outputs: ReadonlyMap<number, Uint8Array | undefined>;
}

/** Everything that reaches a buyer: bytes over the direct link, before the ledger names them, and bytes from the relay. */
export class Inbox implements DirectLinkContent {
    readonly #market: ComputeMarket;
    readonly #relay: Relay;
    readonly #handedOut = new Map<string, Uint8Array>();
    readonly #sellers = new Set<string>();
    readonly #received = new Map<string, Uint8Array>();
    readonly #deliveries = new Map<string, Delivery>();
    #limit = 0;
    #brought = 0;

    constructor(market: ComputeMarket, relay: Relay) {
        this.#market = market;
        this.#relay = relay;
    }

    serve(hash: string): Uint8Array | undefined {
        return this.#handedOut.get(hash);
    }

    /** Nobody but the contract's sellers fills the memory, and they not beyond their pieces. */
    take(seller: string, bytes: Uint8Array): boolean {
        if (!this.#sellers.has(seller) || this.#brought >= this.#limit) return false;
        this.#brought += 1;
        this.#received.set(contentHash(bytes), bytes);
        return true;
    }

    /** Hands a task's package out to whoever asks for its hash. */
    handOut(bytes: Uint8Array): void {
        this.#handedOut.set(contentHash(bytes), bytes);
    }

    /** Lets the present sellers of a contract bring their outputs. */
    expect({ parts }: ContractRecord): void {
        for (const { seller, pieces } of parts) {
            if (this.#sellers.has(seller)) continue;
            this.#sellers.add(seller);
            this.#limit += pieces.length;
        }
    }

    /** Collects what the sellers that have delivered returned. @returns A delivery each, in the order of the parts. */
    async collect({ contract, parts }: ContractRecord): Promise<Delivery[]> {
        const deliveries: Delivery[] = [];
        for (const part of parts) {
            if (part.resultHash === undefined) continue;
            const known = this.#deliveries.get(part.resultHash);
            const delivery = known ?? (await this.#open(contract, part));
            if (delivery === undefined) continue;
            this.#deliveries.set(delivery.result, delivery);
            deliveries.push(delivery);
        }
        return deliveries;
    }

    async #open(contract: string, { seller, pieces }: Part): Promise<Delivery | undefined> {
        const result = await this.#market.result(contract, seller);
        if (result === undefined) return undefined;
        const outputs = new Map<number, Uint8Array | undefined>();
        for (const [index, piece] of pieces.entries()) {
            outputs.set(piece, await this.#bytesOf(result, result.outputs[index] ?? ''));
        }
        return { seller, result: result.hash, outputs };
    }

    /**
     * Copies that agree are the same bytes: one of them is enough, and only one is relayed. Bytes that never came are no
     * output: the piece is disputed.
     */
    async #bytesOf({ contract, seller, link }: ResultRecord, hash: string): Promise<Uint8Array | undefined> {
        const received = this.#received.get(hash);
        if (received !== undefined || link !== 'relay') return received;
        const relayed = await this.#relay.get(contract, seller, hash).catch(() => undefined);
        if (relayed === undefined || contentHash(relayed) !== hash) return undefined;
        this.#received.set(hash, relayed);
        return relayed;
    }
}
