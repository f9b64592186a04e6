import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { Receipt } from '@edgebourse/chaincode/common/receipt';
import { openDurableLog, type DurableLog } from '@edgebourse/storage/durable-log';
import type { FileLayer } from '@edgebourse/storage/file-layer';
import { killPoint } from '@edgebourse/storage/kill-point';

/** What became of a command on the ledger. */
export type Outcome =
    | { readonly status: 'committed'; readonly transactionId?: string; readonly result?: unknown }
    /** `message` is the refusal as it crosses the ledger: the code and its context. */
    | { readonly status: 'refused'; readonly code: string; readonly message: string };

/** A command that was acknowledged to its device. */
export interface AcceptedEntry {
    readonly kind: 'accepted';
    readonly envelope: Envelope;
    /** Address of the signing key and hash of the payload, so that a restart need not check signatures again. */
    readonly signer: string;
    readonly hash: string;
    /** Ms since the epoch by this gateway's clock. */
    readonly arrivedMs: number;
    readonly receipt?: Receipt;
}

/** The end of a command's way. */
export interface OutcomeEntry {
    readonly kind: 'outcome';
    readonly signer: string;
    readonly id: string;
    readonly outcome: Outcome;
}

/** A promise that concerns no single command, such as that a gate takes no more. */
export interface MarkEntry {
    readonly kind: 'mark';
    readonly mark: string;
}

/** See {@link AcceptedEntry}, {@link OutcomeEntry} and {@link MarkEntry}. */
export type JournalEntry = AcceptedEntry | OutcomeEntry | MarkEntry;

/** The gateway's promise on disk: what it acknowledged and what became of it. */
export class Journal {
    readonly #log: DurableLog;

    private constructor(log: DurableLog) {
        this.#log = log;
    }

    /**
     * Opens the journal, made when it is missing.
     * @param fileLayer - Replaces the real file system.
     * @throws CorruptLogError when a record was changed.
     */
    static async open(path: string, fileLayer?: FileLayer): Promise<Journal> {
        return new Journal(await openDurableLog(path, fileLayer && { fileLayer }));
    }

    /**
     * Appends entries as one record: all of them survive a crash or none does.
     * @returns A promise that resolves once they are on the disk.
     */
    async append(entries: readonly JournalEntry[]): Promise<void> {
        if (entries.length === 0) return;
        await this.#log.append(Buffer.from(JSON.stringify(entries), 'utf8'));
        killPoint('journal-written');
    }

    /** @returns All entries, in the order in which they were appended. */
    async *entries(): AsyncGenerator<JournalEntry> {
        for await (const record of this.#log.entries()) {
            yield* JSON.parse(record.toString('utf8')) as JournalEntry[];
        }
    }

    /** Waits for running appends; later ones are refused. */
    async close(): Promise<void> {
        await this.#log.close();
    }
}
