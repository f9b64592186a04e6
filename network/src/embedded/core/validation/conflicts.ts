import { ledger, peer } from '@hyperledger/fabric-protos';
import type { BlockUpdates } from '../block-updates';
import { compareKeys, databaseKey, stateRange, type KeyRange } from '../keys';
import type { KeyRead, RangeRead } from '../public-set';
import type { StateStore } from '../state-store';
import { sameVersion, type FoundValue, type Version } from '../versioned-value';
import { InvalidTransaction, type Transaction } from './transaction';

const { TxValidationCode: Code } = peer;

function versionOf(message: ledger.rwset.kvrwset.Version | undefined): Version | undefined {
    return message && { block: message.getBlockNum(), transaction: message.getTxNum() };
}

/** Finds transactions that read what has changed since, in the state or earlier in their own block. */
export class ConflictCheck {
    /** Public keys that earlier transactions of the block change. */
    private changedBefore: readonly string[] = [];

    constructor(
        private readonly store: StateStore,
        private readonly updates: BlockUpdates,
    ) {}

    /** @throws InvalidTransaction with MVCC_READ_CONFLICT or PHANTOM_READ_CONFLICT. */
    async check({ txId, actions }: Transaction): Promise<void> {
        if (actions === undefined) return;
        this.changedBefore = [...this.updates.changedKeys()]
            .filter((key) => key.startsWith('S'))
            .map((key) => key.slice(1));
        for (const { key, version } of actions.publicSet.reads) this.demand(databaseKey.state(key), version, txId);
        for (const range of actions.publicSet.ranges) {
            if (await this.hasPhantom(range)) {
                throw new InvalidTransaction(Code.PHANTOM_READ_CONFLICT, 'a range has changed', txId);
            }
        }
        for (const { name, hashed } of actions.collections) {
            for (const read of hashed.getHashedReadsList()) {
                const keyHash = Buffer.from(read.getKeyHash_asU8()).toString('hex');
                this.demand(databaseKey.hash(name, keyHash), versionOf(read.getVersion()), txId);
            }
        }
    }

    private demand(key: string, read: Version | undefined, txId: string): void {
        if (!this.updates.has(key) && sameVersion(this.store.get(key)?.version, read)) return;
        throw new InvalidTransaction(Code.MVCC_READ_CONFLICT, 'a key has changed since it was read', txId);
    }

    private async hasPhantom(range: RangeRead): Promise<boolean> {
        const { startKey, endKey, exhausted, reads } = range;
        // What was not read to its end counts up to and including the last key that was returned.
        const isWithin = exhausted
            ? (key: string): boolean => endKey === '' || compareKeys(key, endKey) < 0
            : (key: string): boolean => compareKeys(key, endKey) <= 0;
        // The bound of the query itself, so that nothing behind it is read.
        const bounds = stateRange(startKey, exhausted ? endKey : `${endKey}\0`);
        const changed = this.changedKeys(startKey, isWithin);
        const now = await this.keysNow(bounds, changed, reads.length + 1);
        if (now.length !== reads.length) return true;
        return reads.some(({ key, version }, index) => {
            const present = now[index];
            return present?.key !== key || !sameVersion(present.version, version);
        });
    }

    /** Keys of the range with the block's earlier changes on top; at least `enough` of the stored ones. */
    private async keysNow(bounds: KeyRange, changed: readonly string[], enough: number): Promise<KeyRead[]> {
        const known = this.store.known(bounds);
        const keys = known === undefined ? await this.read(bounds, enough + changed.length) : versionsOf(known);
        if (changed.length === 0) return keys;
        const byKey = new Map(keys.map((entry) => [entry.key, entry]));
        for (const key of changed) {
            const latest = this.updates.latest(databaseKey.state(key));
            if (latest === undefined) byKey.delete(key);
            else byKey.set(key, { key, version: latest.version });
        }
        return [...byKey.values()].sort((a, b) => compareKeys(a.key, b.key));
    }

    private async read(bounds: KeyRange, most: number): Promise<KeyRead[]> {
        const found: FoundValue[] = [];
        const view = this.store.view();
        try {
            for await (const row of view.range(bounds)) {
                if (found.length > most) break;
                found.push(row);
            }
        } finally {
            await view.close();
        }
        return versionsOf(found);
    }

    private changedKeys(start: string, isWithin: (key: string) => boolean): string[] {
        return this.changedBefore.filter((key) => compareKeys(key, start) >= 0 && isWithin(key));
    }
}

function versionsOf(rows: readonly FoundValue[]): KeyRead[] {
    return rows.map(({ databaseKey: name, version }) => ({ key: name.slice(1), version }));
}
