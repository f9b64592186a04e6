import type { DomainEvent } from '@edgebourse/chaincode/common/events';

/** Whose certificate signs: an organisation that this gateway acts for, and one of its users. */
export interface LedgerIdentity {
    readonly organisation: string;
    readonly user: string;
}

/** A function of a contract, to be called. */
interface LedgerFunction {
    readonly as: LedgerIdentity;
    /** Contract and function: `coin:Balance`. */
    readonly fn: string;
    /** Sent as one canonical JSON text. */
    readonly argument: unknown;
}

/** A read of the ledger. */
export interface LedgerQuery extends LedgerFunction {
    /** As many organisations as must endorse a transaction must give the same answer; else one peer's word is taken. */
    readonly isEndorsed?: boolean;
    /** The organisation whose peer answers, where it alone holds private data; any peer when absent. */
    readonly organisation?: string;
}

/** A transaction to be made. */
export interface LedgerCall extends LedgerFunction {
    /** Private data, by name, each sent as canonical JSON; reaches only the endorsers. */
    readonly transient?: Readonly<Record<string, unknown>>;
    /** Organisations that must endorse; the ledger's usual ones when absent. */
    readonly endorsers?: readonly string[];
}

/** A committed, valid transaction. */
export interface LedgerReceipt {
    readonly transactionId: string;
    readonly blockNumber: bigint;
    /** The function's answer. */
    readonly result: unknown;
}

/** The domain events of one transaction. */
export interface LedgerEvent {
    readonly blockNumber: bigint;
    readonly transactionId: string;
    readonly events: readonly DomainEvent[];
}

/** One key that a transaction wrote. */
export interface LedgerWrite {
    /** The parts of a composite key, or the key alone. */
    readonly key: readonly string[];
    /** The record, or undefined when it was deleted. */
    readonly value: unknown;
}

/** A transaction as its block tells it. */
export interface LedgerTransaction {
    readonly transactionId: string;
    /** Its place in the block. */
    readonly index: number;
    /** Fabric's validation code; 0 is valid. */
    readonly code: number;
    readonly timestampMs: number;
    readonly creator: string;
    readonly fn: string;
    readonly arguments: readonly string[];
    readonly result: unknown;
    readonly writes: readonly LedgerWrite[];
    readonly events: readonly DomainEvent[];
}

/** A block, decoded. */
export interface LedgerBlock {
    readonly number: bigint;
    /** Differs in every block of every ledger: over the hash of the block before and the hash of this one's data. */
    readonly hash: string;
    readonly transactions: readonly LedgerTransaction[];
}

/** Where a stream begins and when it ends. */
export interface StreamOptions {
    readonly startBlock?: bigint;
    /** Within the start block, what comes after this transaction. For events only. */
    readonly afterTransactionId?: string;
    readonly signal: AbortSignal;
}

/**
 * The one door to the ledger. Everything it throws is an EdgeError: the contract's own refusal, or LEDGER_UNAVAILABLE,
 * LEDGER_BUSY, LEDGER_CONFLICT, LEDGER_REFUSED, DEADLINE_EXCEEDED. Conflicts are retried here and nowhere else.
 */
export interface Ledger {
    /** MSP ids that this gateway acts for. */
    readonly organisations: readonly string[];
    /** @returns The receipt, once the transaction is committed and valid. */
    submit(call: LedgerCall): Promise<LedgerReceipt>;
    /** @returns The function's answer. @throws EdgeError LEDGER_CONFLICT when endorsed answers go on to differ. */
    evaluate(query: LedgerQuery): Promise<unknown>;
    /** @returns The users of an organisation. */
    users(organisation: string): readonly string[];
    /** @returns All identities that can sign, with the attribute `role` of their certificates. */
    identities(): readonly (LedgerIdentity & { readonly role: string })[];
    /**
     * @returns The first identity with the role, of the organisation when it is named.
     * @throws EdgeError REQUEST_FORBIDDEN when this gateway has none.
     */
    actor(role: string, organisation?: string): LedgerIdentity;
    /** Domain events from a position on; reconnects by itself and goes on where it stopped. */
    events(options: StreamOptions): AsyncIterable<LedgerEvent>;
    /** Blocks from a number on; reconnects by itself and goes on where it stopped. */
    blocks(options: StreamOptions): AsyncIterable<LedgerBlock>;
    /** @returns Whether the ledger answers. */
    isReady(): Promise<boolean>;
    /** Closes connections; waiting calls end with LEDGER_UNAVAILABLE. */
    close(): void;
}
