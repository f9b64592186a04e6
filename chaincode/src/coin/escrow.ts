import { max, parseAmount, sum } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { Store } from '../common/store';
import { INPUTS_MAX } from './accounts';
import { namedOutputKey, outputKey, outputName } from './keys';
import type { OutputRecord } from './records';

/** So many outputs come along with those that are needed, so that a place that receives often stays short. */
const SWEPT_MAX = 10;

/** Coins at an address that is no wallet: nobody has its key, only contracts move what lies there under the lock. */
export interface Place {
    readonly address: string;
    readonly lock: string;
    /** Key-level endorsement policy of each of its outputs; set again whenever one is written. */
    readonly policy?: Uint8Array;
}

interface Row {
    readonly id: string;
    readonly amountMicro: bigint;
}

interface Holding {
    readonly place: Place;
    /** Coins put here or taken out of outputs, not yet given away: flush writes them as one output. */
    hand: bigint;
    readonly taken: Set<string>;
    rows?: readonly Row[];
}

/**
 * Locked coins of one transaction, as {@link Accounts} is for the free ones: takes whole outputs, nets in memory, and
 * leaves at most one new output for each changed place. Coins are neither made nor lost: what is put was debited or
 * taken elsewhere by the caller, what is taken the caller gives on. A locked coin counts as confirmed, since only its
 * lock's owner releases it. A place that only receives is not read.
 */
export class Escrow {
    readonly #store: Store;
    readonly #txId: string;
    readonly #holdings = new Map<string, Holding>();

    constructor(store: Store, txId: string) {
        this.#store = store;
        this.#txId = txId;
    }

    /** @returns What can be taken in this transaction: in hand, and the largest outputs. Micro-coins. */
    async balance(place: Place): Promise<bigint> {
        const holding = this.#holding(place);
        return holding.hand + sum((await this.#free(holding)).map(({ amountMicro }) => amountMicro));
    }

    /**
     * Takes coins out.
     * @throws EdgeError COIN_INSUFFICIENT with nothing changed; AMOUNT_INVALID below 0.
     */
    async take(place: Place, amountMicro: bigint): Promise<void> {
        assertNatural(amountMicro);
        const holding = this.#holding(place);
        if (holding.hand < amountMicro) await this.#takeRows(holding, amountMicro);
        holding.hand -= amountMicro;
    }

    /** Puts coins in. @throws EdgeError AMOUNT_INVALID below 0. */
    put(place: Place, amountMicro: bigint): void {
        assertNatural(amountMicro);
        this.#holding(place).hand += amountMicro;
    }

    /** Writes the result to the store: call once, at the end of the contract function. */
    flush(): void {
        const places = new Map<string, number>();
        for (const { place, hand, taken } of this.#holdings.values()) {
            for (const id of taken) this.#store.delete(namedOutputKey(place.address, id));
            if (hand === 0n) continue;
            const n = places.get(place.address) ?? 0;
            places.set(place.address, n + 1);
            const key = outputKey(place.address, this.#txId, String(n));
            this.#store.put(key, { amountMicro: String(hand), lock: place.lock } satisfies OutputRecord);
            if (place.policy !== undefined) this.#store.guard(key, place.policy);
        }
        this.#holdings.clear();
    }

    async #takeRows(holding: Holding, amountMicro: bigint): Promise<void> {
        const rows = await this.#free(holding);
        let total = holding.hand;
        let count = 0;
        while (total < amountMicro && count < rows.length) total += rows[count++]?.amountMicro ?? 0n;
        if (total < amountMicro) {
            const { address } = holding.place;
            const context = { address, neededMicro: String(amountMicro), availableMicro: String(total) };
            throw new EdgeError('COIN_INSUFFICIENT', context);
        }
        const swept = rows.slice(count, count + SWEPT_MAX);
        for (const { id } of [...rows.slice(0, count), ...swept]) holding.taken.add(id);
        holding.hand = total + sum(swept.map((row) => row.amountMicro));
    }

    async #free(holding: Holding): Promise<Row[]> {
        holding.rows ??= await this.#readRows(holding.place);
        const left = holding.rows.filter(({ id }) => !holding.taken.has(id));
        return left.slice(0, Number(max(0n, BigInt(INPUTS_MAX - holding.taken.size))));
    }

    async #readRows({ address, lock }: Place): Promise<Row[]> {
        const rows = await this.#store.range<OutputRecord>(outputKey(address));
        return rows
            .filter(({ value }) => value.lock === lock)
            .map(({ attributes, value }) => ({
                id: outputName(attributes),
                amountMicro: parseAmount(value.amountMicro),
            }))
            .sort(largestFirst);
    }

    #holding(place: Place): Holding {
        const name = `${place.address} ${place.lock}`;
        const known = this.#holdings.get(name);
        if (known !== undefined) return known;
        const holding: Holding = { place, hand: 0n, taken: new Set() };
        this.#holdings.set(name, holding);
        return holding;
    }
}

/** @returns The locked coins of this transaction; make one a transaction. */
export function newEscrow(ctx: Pick<EdgeContext, 'store' | 'txId'>): Escrow {
    return new Escrow(ctx.store, ctx.txId);
}

function largestFirst(a: Row, b: Row): number {
    if (a.amountMicro !== b.amountMicro) return a.amountMicro > b.amountMicro ? -1 : 1;
    return a.id < b.id ? -1 : 1;
}

function assertNatural(amountMicro: bigint): void {
    if (amountMicro < 0n) throw new EdgeError('AMOUNT_INVALID', { amount: String(amountMicro) });
}
