import { max, parseAmount, sum } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { Store } from '../common/store';
import { namedOutputKey, outputKey, outputName } from './keys';
import { isPending, type OutputRecord } from './records';

/** No wallet gives up more outputs in one transaction: dust sent to it must not make its payments dear. */
export const INPUTS_MAX = 50;

/**
 * So many outputs come along with those that a debit needs: a wallet that trades all day earns one output an interval,
 * and every later debit would have to read them all.
 */
const SWEPT_MAX = 3;

interface Row {
    readonly id: string;
    readonly amountMicro: bigint;
}

/** The policy `confirmation: delay`, as it holds for one transaction. */
export interface Delay {
    /** By which the transaction is judged, ms since the epoch. */
    readonly now: bigint;
    /** How long received coins are pending. */
    readonly confirmationMs: bigint;
}

interface Account {
    /** Coins out of the outputs taken so far and credited, not yet given away: what flush writes as one output. */
    hand: bigint;
    /** Coins received under `confirmation: delay`: no debit can take them, and flush writes them as an output of its own. */
    pending: bigint;
    /** Ids of the outputs that this transaction takes. */
    readonly taken: Set<string>;
    readonly locked: { readonly amountMicro: bigint; readonly lock: string }[];
    /** Unlocked outputs, largest first; read when a debit first needs them. */
    rows?: readonly Row[];
    /** Unlocked outputs that are still pending, micro-coins; known together with the rows. */
    unconfirmed?: bigint;
    /** The wallet has more outputs than one transaction reads: the rows are a part of them. */
    isCrowded?: boolean;
}

/**
 * The money of one transaction. Debits and credits are netted in memory; {@link Accounts.flush} then leaves at most one
 * new unlocked output for each changed wallet, `coin~wallet~txId~0`, and deletes what was taken. A debit throws before
 * it changes anything, so a refused command of a batch has no effect. Coins are neither made nor lost:
 * taken + credited = debited + written.
 *
 * Under `confirmation: delay` received coins become a second output that says when it is confirmed; until then it is
 * not taken. Change and what is given back were confirmed when they were taken, so they stay confirmed.
 *
 * A wallet that only receives is not read. A wallet that is debited beyond what it has in hand is read by range: a
 * payment to it that commits first makes this transaction a phantom conflict, which its submitter retries.
 */
export class Accounts {
    readonly #store: Store;
    readonly #txId: string;
    readonly #delay: Delay | undefined;
    readonly #accounts = new Map<string, Account>();

    /** @param delay - Absent under `confirmation: commit`. */
    constructor(store: Store, txId: string, delay?: Delay) {
        this.#store = store;
        this.#txId = txId;
        this.#delay = delay;
    }

    /** @returns What the wallet can pay now: in hand, and its largest unlocked outputs, 50 a transaction. Micro-coins. */
    async available(wallet: string): Promise<bigint> {
        const account = this.#account(wallet);
        let total = account.hand;
        for (const row of await this.#free(wallet, account)) total += row.amountMicro;
        return total;
    }

    /**
     * Takes coins from the wallet: first from what it has in hand, then whole outputs, largest first, and a few more to
     * join them; the rest stays in hand.
     * @throws EdgeError COIN_INSUFFICIENT; COIN_PENDING when it is there but not confirmed; COIN_INPUTS_TOO_MANY when it
     * might be there, among more than 10 000 outputs. With nothing changed.
     */
    async debit(wallet: string, amountMicro: bigint): Promise<void> {
        assertNatural(amountMicro);
        const account = this.#account(wallet);
        if (account.hand < amountMicro) await this.#takeRows(wallet, account, amountMicro);
        account.hand -= amountMicro;
    }

    /**
     * Takes as much as the wallet has, at most the amount.
     * @returns What was taken, micro-coins.
     */
    async debitUpTo(wallet: string, amountMicro: bigint): Promise<bigint> {
        assertNatural(amountMicro);
        const { hand } = this.#account(wallet);
        const lacking = max(0n, amountMicro - (hand >= amountMicro ? hand : await this.available(wallet)));
        await this.debit(wallet, amountMicro - lacking);
        return amountMicro - lacking;
    }

    /**
     * Gives coins to the wallet. Locked ones become an output of their own that no debit can take; they count as
     * confirmed, since only the lock's owner can release them. Others are pending under `confirmation: delay`.
     */
    credit(wallet: string, amountMicro: bigint, lock?: string): void {
        assertNatural(amountMicro);
        const account = this.#account(wallet);
        if (lock === undefined && this.#delay !== undefined) account.pending += amountMicro;
        else if (lock === undefined) account.hand += amountMicro;
        else if (amountMicro > 0n) account.locked.push({ amountMicro, lock });
    }

    /** Gives the wallet coins that are confirmed: its own that a contract held for it, or coins that are new. */
    giveBack(wallet: string, amountMicro: bigint): void {
        assertNatural(amountMicro);
        this.#account(wallet).hand += amountMicro;
    }

    /**
     * Why the wallet cannot pay an amount: call only for more than {@link Accounts.available}.
     * @returns COIN_PENDING when its unconfirmed coins would suffice, COIN_INPUTS_TOO_MANY, or COIN_INSUFFICIENT.
     */
    async shortage(wallet: string, amountMicro: bigint): Promise<EdgeError> {
        const availableMicro = await this.available(wallet);
        const account = this.#account(wallet);
        const context = { wallet, neededMicro: String(amountMicro), availableMicro: String(availableMicro) };
        const pendingMicro = account.pending + (account.unconfirmed ?? 0n);
        if (availableMicro + pendingMicro >= amountMicro) {
            return new EdgeError('COIN_PENDING', { ...context, pendingMicro: String(pendingMicro) });
        }
        return new EdgeError(account.isCrowded === true ? 'COIN_INPUTS_TOO_MANY' : 'COIN_INSUFFICIENT', context);
    }

    /**
     * Adds up outputs that a command names, without taking them.
     * @param ids - `txId.n` each.
     * @returns Micro-coins.
     * @throws EdgeError COIN_INPUTS_TOO_MANY, OUTPUT_DUPLICATE, OUTPUT_UNKNOWN, OUTPUT_LOCKED, COIN_PENDING.
     */
    async worth(wallet: string, ids: readonly string[]): Promise<bigint> {
        if (ids.length > INPUTS_MAX) throw new EdgeError('COIN_INPUTS_TOO_MANY', { inputs: ids.length });
        if (new Set(ids).size < ids.length) throw new EdgeError('OUTPUT_DUPLICATE', { wallet });
        const { taken } = this.#account(wallet);
        let total = 0n;
        for (const id of ids) {
            const unknown = (): EdgeError => new EdgeError('OUTPUT_UNKNOWN', { output: id });
            if (taken.has(id)) throw unknown();
            const output = await this.#store.require<OutputRecord>(namedOutputKey(wallet, id), unknown);
            if (output.lock !== undefined) throw new EdgeError('OUTPUT_LOCKED', { output: id, lock: output.lock });
            if (this.#isPending(output)) throw new EdgeError('COIN_PENDING', { output: id, ...output });
            total += parseAmount(output.amountMicro);
        }
        return total;
    }

    /**
     * Takes the named outputs into the wallet's hand.
     * @returns Micro-coins.
     * @throws As {@link Accounts.worth}, with nothing changed.
     */
    async take(wallet: string, ids: readonly string[]): Promise<bigint> {
        const total = await this.worth(wallet, ids);
        const account = this.#account(wallet);
        for (const id of ids) account.taken.add(id);
        account.hand += total;
        return total;
    }

    /**
     * Writes the result to the store: call once, at the end of the contract function.
     * @returns The number of outputs written.
     */
    flush(): number {
        let outputs = 0;
        for (const [wallet, account] of this.#accounts) {
            for (const id of account.taken) this.#store.delete(namedOutputKey(wallet, id));
            outputs += this.#write(wallet, account);
        }
        this.#accounts.clear();
        return outputs;
    }

    #write(wallet: string, { hand, pending, locked }: Account): number {
        if (hand > 0n) this.#put(wallet, 0, { amountMicro: String(hand) });
        for (const [index, { amountMicro, lock }] of locked.entries()) {
            this.#put(wallet, index + 1, { amountMicro: String(amountMicro), lock });
        }
        return (hand > 0n ? 1 : 0) + locked.length + this.#writePending(wallet, pending, locked.length + 1);
    }

    #writePending(wallet: string, pending: bigint, place: number): number {
        if (this.#delay === undefined || pending === 0n) return 0;
        const confirmedAt = String(this.#delay.now + this.#delay.confirmationMs);
        this.#put(wallet, place, { amountMicro: String(pending), confirmedAt });
        return 1;
    }

    #put(wallet: string, n: number, record: OutputRecord): void {
        this.#store.put(outputKey(wallet, this.#txId, String(n)), record);
    }

    async #takeRows(wallet: string, account: Account, amountMicro: bigint): Promise<void> {
        const rows = await this.#free(wallet, account);
        const wanted: Row[] = [];
        let total = account.hand;
        for (const row of rows) {
            if (total >= amountMicro) break;
            wanted.push(row);
            total += row.amountMicro;
        }
        for (const row of rows.slice(wanted.length, wanted.length + SWEPT_MAX)) {
            wanted.push(row);
            total += row.amountMicro;
        }
        if (total < amountMicro) throw await this.shortage(wallet, amountMicro);
        for (const row of wanted) account.taken.add(row.id);
        account.hand = total;
    }

    /** The outputs that may still be taken. */
    async #free(wallet: string, account: Account): Promise<Row[]> {
        account.rows ??= await this.#readRows(wallet, account);
        const left = account.rows.filter(({ id }) => !account.taken.has(id));
        return left.slice(0, Number(max(0n, BigInt(INPUTS_MAX - account.taken.size))));
    }

    async #readRows(wallet: string, account: Account): Promise<Row[]> {
        const { rows, isWhole } = await this.#store.beginning<OutputRecord>(outputKey(wallet));
        account.isCrowded = !isWhole;
        const unlocked = rows.filter(({ value }) => value.lock === undefined);
        const pending = unlocked.filter(({ value }) => this.#isPending(value));
        account.unconfirmed = sum(pending.map(({ value }) => parseAmount(value.amountMicro)));
        return unlocked
            .filter(({ value }) => !this.#isPending(value))
            .map(({ attributes, value }) => ({
                id: outputName(attributes),
                amountMicro: parseAmount(value.amountMicro),
            }))
            .sort(largestFirst);
    }

    #isPending(output: OutputRecord): boolean {
        return this.#delay !== undefined && isPending(output, this.#delay.now);
    }

    #account(wallet: string): Account {
        let account = this.#accounts.get(wallet);
        if (account === undefined) {
            account = { hand: 0n, pending: 0n, taken: new Set(), locked: [] };
            this.#accounts.set(wallet, account);
        }
        return account;
    }
}

/**
 * @param now - By which received coins become confirmed: the market's time at a market, see `energy/market-time`.
 * @returns The money of this transaction; make one a transaction.
 */
export async function newAccounts(ctx: EdgeContext, now = ctx.now): Promise<Accounts> {
    const { confirmation, confirmationMs = 0 } = (await ctx.policy()).coin;
    const delay = confirmation === 'delay' ? { now, confirmationMs: BigInt(confirmationMs) } : undefined;
    return new Accounts(ctx.store, ctx.txId, delay);
}

function largestFirst(a: Row, b: Row): number {
    if (a.amountMicro !== b.amountMicro) return a.amountMicro > b.amountMicro ? -1 : 1;
    return a.id < b.id ? -1 : 1;
}

function assertNatural(amountMicro: bigint): void {
    if (amountMicro < 0n) throw new EdgeError('AMOUNT_INVALID', { amount: String(amountMicro) });
}
