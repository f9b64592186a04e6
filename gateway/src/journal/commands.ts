import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { Receipt } from '@edgebourse/chaincode/common/receipt';

/** What is known of a device's command when it was handed in. */
export interface CommandAnswer {
    readonly id: string;
    readonly type: string;
    /** `exists`: the same command was handed in before; the other members are those of the first answer. */
    readonly status: 'queued' | 'done' | 'exists' | 'refused';
    readonly code?: string;
    readonly message?: string;
    readonly receipt?: Receipt;
    readonly transactionId?: string;
    readonly result?: unknown;
}

/** Takes device commands: checked cheaply, journalled durably, then carried to the ledger by the lane of their type. */
export interface Commands {
    /**
     * @returns One answer per envelope, in order, once all accepted ones are on disk. With `wait`, the answer of a
     * command whose lane has an outcome at once (transfers, attachments) is `done` or `refused`.
     * @throws EdgeError SHUTTING_DOWN.
     */
    accept(envelopes: readonly Envelope[], options?: { readonly wait?: boolean }): Promise<CommandAnswer[]>;
}
