import type { KeyObject } from 'node:crypto';
import { BATCH_MAX } from '@edgebourse/chaincode/common/batch';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { RegionPolicy } from '@edgebourse/chaincode/common/policy-record';
import { CHAIN_START, receiptLink, signReceipt, type Receipt } from '@edgebourse/chaincode/common/receipt';
import type { OrderMessage } from '@edgebourse/chaincode/energy/messages';
import type { Command } from '../journal/command';
import type { RoundName } from './market-time';

/** An order with the receipt that its device has. */
export type ReceiptedOrder = Command<OrderMessage> & { readonly receipt: Receipt };

/** The receipts of one organisation in one round, in order. */
export interface OrderChain {
    readonly organisation: string;
    readonly orders: readonly ReceiptedOrder[];
    /** Link of the last receipt; the chain's head. */
    readonly head: string;
}

interface OpenChain extends OrderChain {
    readonly orders: ReceiptedOrder[];
    head: string;
}

interface OrderRound extends RoundName {
    readonly chains: Map<string, OpenChain>;
    readonly wallets: Set<string>;
}

/**
 * The receipt chains of this gateway: for each organisation that it acts for, region and interval. The region's own
 * organisation takes an order when the gateway acts for it, else the first one, in order of MSP ids.
 */
export class OrderBook {
    readonly #keys: ReadonlyMap<string, KeyObject>;
    readonly #rounds = new Map<string, OrderRound>();

    /** @param receiptKeys - By MSP id: the keys that sign receipts, as registered on the ledger. */
    constructor(receiptKeys: ReadonlyMap<string, KeyObject>) {
        this.#keys = receiptKeys;
    }

    /**
     * Puts an order at the end of its chain. The caller has checked gate and wallet.
     * @param timeMs - When it counts as received; ms since the epoch.
     * @returns The receipt.
     * @throws EdgeError ORDER_DUPLICATE, BATCH_TOO_LARGE, RECEIPT_KEY_MISSING.
     */
    add(command: Command<OrderMessage>, policy: RegionPolicy, timeMs: number): Receipt {
        const { region, interval } = command.payload;
        const round = this.#round({ region, interval });
        if (round.wallets.has(command.signer)) throw new EdgeError('ORDER_DUPLICATE', { wallet: command.signer });
        if (round.wallets.size >= BATCH_MAX) throw new EdgeError('BATCH_TOO_LARGE', { commands: round.wallets.size });
        const { organisation, key } = this.#taker(policy);
        const chain = openChain(round, organisation);
        const body = {
            ...{ organisation, region, interval },
            seq: chain.orders.length + 1,
            timeMs: String(timeMs),
            order: command.hash,
            previous: chain.head,
        };
        const receipt = signReceipt(body, key);
        append(round, chain, { ...command, receipt });
        return receipt;
    }

    /** Puts an order of the journal back to its place. */
    restore(command: Command<OrderMessage>): void {
        const { receipt } = command;
        if (receipt === undefined) throw new EdgeError('RECORD_CORRUPT', { id: command.id });
        const round = this.#round(command.payload);
        append(round, openChain(round, receipt.organisation), { ...command, receipt });
    }

    /** @returns The chains of the round that hold orders, in ascending order of MSP id. */
    chains(name: RoundName): readonly OrderChain[] {
        const chains = [...(this.#rounds.get(keyOf(name))?.chains.values() ?? [])];
        return chains.sort((a, b) => (a.organisation < b.organisation ? -1 : 1));
    }

    /** @returns The rounds that hold orders. */
    rounds(): RoundName[] {
        return [...this.#rounds.values()].map(({ region, interval }) => ({ region, interval }));
    }

    /** Forgets a round whose orders have their outcomes. */
    drop(name: RoundName): void {
        this.#rounds.delete(keyOf(name));
    }

    #taker({ organisation: own }: RegionPolicy): { organisation: string; key: KeyObject } {
        const organisation = this.#keys.has(own) ? own : ([...this.#keys.keys()].sort()[0] ?? own);
        const key = this.#keys.get(organisation);
        if (key === undefined) throw new EdgeError('RECEIPT_KEY_MISSING', { organisation });
        return { organisation, key };
    }

    #round({ region, interval }: RoundName): OrderRound {
        const key = keyOf({ region, interval });
        const round = this.#rounds.get(key) ?? { region, interval, chains: new Map(), wallets: new Set() };
        this.#rounds.set(key, round);
        return round;
    }
}

function keyOf({ region, interval }: RoundName): string {
    return `${region}/${interval}`;
}

function openChain(round: OrderRound, organisation: string): OpenChain {
    const chain = round.chains.get(organisation) ?? { organisation, orders: [], head: CHAIN_START };
    round.chains.set(organisation, chain);
    return chain;
}

function append(round: OrderRound, chain: OpenChain, order: ReceiptedOrder): void {
    const { organisation, region, interval, seq, timeMs, order: hash, previous } = order.receipt;
    chain.orders.push(order);
    chain.head = receiptLink({ organisation, region, interval, seq, timeMs, order: hash, previous });
    round.wallets.add(order.signer);
}
