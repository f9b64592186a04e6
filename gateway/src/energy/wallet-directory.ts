import { setImmediate as nextTurn } from 'node:timers/promises';
import { EdgeError, type ErrorCode } from '@edgebourse/chaincode/common/errors';
import type { WalletRecord } from '@edgebourse/chaincode/identity/records';
import type { LedgerReader } from './ledger-reader';

/** How long a wallet's record is believed. The contract judges again; this only keeps hopeless messages away. */
const KEPT_MS = 30_000;

/** One read of the ledger asks for at most so many. */
const READ_MAX = 500;

const REFUSAL_OF_STATUS: Readonly<Record<Exclude<WalletRecord['status'], 'active'>, ErrorCode>> = {
    revoked: 'WALLET_REVOKED',
    blacklisted: 'WALLET_BLACKLISTED',
    suspended: 'WALLET_SUSPENDED',
};

interface Entry {
    readonly record: WalletRecord;
    readonly untilMs: number;
}

/** Registered wallets as last seen on the ledger. Wallets that are not registered are asked for each time. */
export class WalletDirectory {
    readonly #reader: Pick<LedgerReader, 'wallets'>;
    readonly #now: () => number;
    readonly #entries = new Map<string, Entry>();
    readonly #wanted = new Set<string>();
    #reading: Promise<void> | undefined;

    constructor(reader: Pick<LedgerReader, 'wallets'>, now: () => number) {
        this.#reader = reader;
        this.#now = now;
    }

    /** Reads those of the wallets that are not known. Requests that ask in one turn share a read of the ledger. */
    async load(wallets: Iterable<string>): Promise<void> {
        const now = this.#now();
        const missing = [...new Set(wallets)].filter((wallet) => (this.#entries.get(wallet)?.untilMs ?? 0) <= now);
        if (missing.length === 0) return;
        for (const wallet of missing) this.#wanted.add(wallet);
        this.#reading ??= this.#readWanted();
        await this.#reading;
    }

    async #readWanted(): Promise<void> {
        await nextTurn();
        const wanted = [...this.#wanted];
        this.#wanted.clear();
        this.#reading = undefined;
        for (let start = 0; start < wanted.length; start += READ_MAX)
            await this.#read(wanted.slice(start, start + READ_MAX));
    }

    async #read(wallets: readonly string[]): Promise<void> {
        const untilMs = this.#now() + KEPT_MS;
        const records = new Map((await this.#reader.wallets(wallets)).map((record) => [record.wallet, record]));
        // An entry is replaced, never missing meanwhile: another request may rely on it.
        for (const wallet of wallets) {
            const record = records.get(wallet);
            if (record === undefined) this.#entries.delete(wallet);
            else this.#entries.set(wallet, { record, untilMs });
        }
    }

    /** @returns The record of a wallet that was loaded, may act and is attached to the region; undefined else. */
    find(wallet: string, region: string): WalletRecord | undefined {
        const record = this.#entries.get(wallet)?.record;
        return record?.status === 'active' && record.attached === region ? record : undefined;
    }

    /**
     * @param region - Where the wallet must be attached.
     * @returns The record of a wallet that was loaded and may act.
     * @throws EdgeError WALLET_UNKNOWN, WALLET_REVOKED, WALLET_BLACKLISTED, WALLET_SUSPENDED, WALLET_NOT_ATTACHED.
     */
    require(wallet: string, region?: string): WalletRecord {
        const record = this.#entries.get(wallet)?.record;
        if (record === undefined) throw new EdgeError('WALLET_UNKNOWN', { wallet });
        if (record.status !== 'active') throw new EdgeError(REFUSAL_OF_STATUS[record.status], { wallet });
        if (region !== undefined && record.attached !== region) {
            throw new EdgeError('WALLET_NOT_ATTACHED', { wallet, attached: record.attached });
        }
        return record;
    }
}
