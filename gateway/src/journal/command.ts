import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { Receipt } from '@edgebourse/chaincode/common/receipt';
import type { z } from 'zod';
import type { CommandAnswer } from './commands';
import type { Outcome } from './journal';

/** A device's command whose signature was checked. */
export interface Command<Payload = unknown> {
    readonly type: string;
    readonly id: string;
    /** Address of the signing key. */
    readonly signer: string;
    /** Hash of the payload. */
    readonly hash: string;
    readonly payload: Payload;
    readonly envelope: Envelope;
    /** Ms since the epoch by this gateway's clock. */
    readonly arrivedMs: number;
    readonly receipt?: Receipt;
}

/** How a domain takes in one type of message. */
export interface Intake<Payload = unknown> {
    readonly type: string;
    /** Strict schema of the payload. */
    readonly schema: z.ZodType<Payload>;
    /** Whether the outcome follows soon enough for a request to wait for it. */
    readonly isPrompt: boolean;
    /**
     * The time that judges issue and expiry, ms since the epoch; the gateway's clock when absent or undefined.
     * Gets the payload as it came, before any check.
     */
    judgedAt?(payload: Readonly<Record<string, unknown>>): Promise<bigint | undefined>;
    /** Loads what {@link Intake.admit} looks at, for many commands at once. */
    prepare?(commands: readonly Command<Payload>[]): Promise<void>;
    /**
     * The cheap checks, and what the domain promises: runs without interruption right before the journal entry is made.
     * @throws EdgeError to refuse the command; nothing of it is kept.
     */
    admit?(command: Command<Payload>): { readonly receipt?: Receipt };
    /** Takes back what an earlier process of this gateway had admitted and not finished. */
    restore?(command: Command<Payload>): void;
    /** Takes commands that are on the disk. It ends each by `CommandBook.finish`. */
    take?(commands: readonly Command<Payload>[]): void;
}

/** A command as its device can ask for it. */
export interface CommandView {
    readonly id: string;
    readonly type: string;
    readonly signer: string;
    readonly status: 'queued' | 'committed' | 'refused';
    readonly code?: string;
    readonly message?: string;
    readonly transactionId?: string;
    readonly result?: unknown;
    readonly receipt?: Receipt;
}

/** What the book remembers of a command. The body is forgotten once the outcome is known. */
export interface CommandState {
    readonly id: string;
    readonly type: string;
    readonly signer: string;
    readonly hash: string;
    readonly receipt?: Receipt;
    command?: Command | undefined;
    outcome?: Outcome;
}

function headOf({ id, type, receipt }: CommandState): Pick<CommandView, 'id' | 'type' | 'receipt'> {
    return { id, type, ...(receipt === undefined ? {} : { receipt }) };
}

/** @returns The state as its device may see it. */
export function viewOf(state: CommandState): CommandView {
    return { ...headOf(state), signer: state.signer, status: 'queued', ...state.outcome };
}

/**
 * Tells a device what became of the command that it handed in.
 * @param isRepeat - It was handed in before: the other members are those of the first answer.
 */
export function answerOf(state: CommandState, isRepeat: boolean): CommandAnswer {
    const { outcome } = state;
    const head = { ...headOf(state), ...outcome };
    if (isRepeat) return { ...head, status: 'exists' };
    if (outcome === undefined) return { ...head, status: 'queued' };
    return { ...head, status: outcome.status === 'committed' ? 'done' : 'refused' };
}

/** @returns The outcome of a command that was refused. */
export function refusal(error: EdgeError): Outcome {
    return { status: 'refused', code: error.code, message: error.message };
}

/** @returns Where a client finds a command. */
export function commandLocation(id: string, signer: string): string {
    return `/v1/commands/${encodeURIComponent(id)}?signer=${signer}`;
}
