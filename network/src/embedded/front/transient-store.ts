const MAX_KEPT = 10_000;

/**
 * Keeps the private writes of endorsed transactions until these are submitted, as a peer's transient store does: they
 * are not part of the transaction. In memory: a restart in between, or 10 000 later endorsements, lose them, and the
 * transaction then commits with hashes only.
 */
export class TransientStore {
    private readonly writes = new Map<string, Uint8Array>();

    /** Keeps ledger.rwset.TxPvtReadWriteSet bytes under a transaction id. */
    keep(txId: string, privateWrites: Uint8Array): void {
        this.writes.set(txId, privateWrites);
        if (this.writes.size <= MAX_KEPT) return;
        const [oldest] = this.writes.keys();
        if (oldest !== undefined) this.writes.delete(oldest);
    }

    /** The private writes of a transaction, undefined when it made none. */
    of(txId: string): Uint8Array | undefined {
        return this.writes.get(txId);
    }

    /** Drops what a committed transaction left: its private writes are in the ledger now. */
    forget(txId: string): void {
        this.writes.delete(txId);
    }
}
