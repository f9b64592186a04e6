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

/** What a lane tells of one command that it has carried out. */
export type LaneOutcome =
    | { readonly status: 'committed'; readonly transactionId: string; readonly result?: unknown }
    | { readonly status: 'refused'; readonly code: string; readonly message: string };

/** A command as a lane gets it: opened, journalled. */
export interface LaneCommand {
    readonly envelope: Envelope;
    readonly signer: string;
    readonly hash: string;
}

/**
 * Carries the commands of one or more types to the ledger. `run` is called again after a restart for every command
 * without an outcome, so it must be harmless twice: the ledger answers `exists` to a repeat.
 */
export interface Lane {
    readonly types: readonly string[];
    /** @returns The outcome. A thrown retryable EdgeError leaves the command queued and `run` is called later. */
    run(command: LaneCommand): Promise<LaneOutcome>;
}
