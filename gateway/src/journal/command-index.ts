import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { Command, CommandState } from './command';
import type { JournalEntry, MarkEntry, Outcome } from './journal';

/**
 * So many commands are remembered beyond their outcome, the last ones. A repeat of an older one is judged anew: the
 * contract knows it.
 */
const FINISHED_MAX = 200_000;

const keyOf = (signer: string, id: string): string => `${signer}/${id}`;

/** The commands of a book, found by signer and id, and whoever waits for their outcomes. */
export class CommandIndex {
    readonly #states = new Map<string, CommandState>();
    readonly #signers = new Map<string, string[]>();
    /** Without an outcome, in the order of acceptance. */
    readonly #open = new Set<CommandState>();
    /** Keys of commands with an outcome, in the order of their ends. */
    readonly #finished = new Set<string>();
    readonly #finishedMax: number;
    readonly #waiters = new Map<string, (() => void)[]>();

    /** @param finishedMax - How many commands are remembered beyond their outcome. */
    constructor(finishedMax = FINISHED_MAX) {
        this.#finishedMax = finishedMax;
    }

    /** Repeats an entry of the journal. */
    replay(entry: Exclude<JournalEntry, MarkEntry>): void {
        if (entry.kind === 'outcome') {
            this.end(entry.signer, entry.id, entry.outcome);
            return;
        }
        const { envelope, signer, hash, arrivedMs, receipt } = entry;
        // Parsed by the intake's schema before it was journalled.
        const { payload } = envelope;
        const command = { type: payload.type, id: payload.id, signer, hash, payload, envelope, arrivedMs };
        this.add(receipt === undefined ? command : { ...command, receipt });
    }

    /** @returns The state of the added command. */
    add(command: Command): CommandState {
        const { id, type, signer, hash, receipt } = command;
        const state = { id, type, signer, hash, command, ...(receipt === undefined ? {} : { receipt }) };
        this.#states.set(keyOf(signer, id), state);
        this.#signers.set(id, [...(this.#signers.get(id) ?? []), signer]);
        this.#open.add(state);
        return state;
    }

    /** Keeps the outcome, forgets the body, wakes who waits. */
    end(signer: string, id: string, outcome: Outcome): void {
        const state = this.get(signer, id);
        if (state === undefined) return;
        state.outcome = outcome;
        state.command = undefined;
        this.#open.delete(state);
        const key = keyOf(signer, id);
        for (const wake of this.#waiters.get(key) ?? []) wake();
        this.#waiters.delete(key);
        this.#finished.add(key);
        const [oldest] = this.#finished;
        if (this.#finished.size > this.#finishedMax && oldest !== undefined) this.#forget(oldest);
    }

    #forget(key: string): void {
        this.#finished.delete(key);
        const state = this.#states.get(key);
        if (state === undefined) return;
        this.#states.delete(key);
        const others = (this.#signers.get(state.id) ?? []).filter((signer) => signer !== state.signer);
        if (others.length === 0) this.#signers.delete(state.id);
        else this.#signers.set(state.id, others);
    }

    /** @returns The state of this signer's command, or undefined. */
    get(signer: string, id: string): CommandState | undefined {
        return this.#states.get(keyOf(signer, id));
    }

    /** @returns Whether the command is known and has no outcome. */
    isOpen(signer: string, id: string): boolean {
        const state = this.get(signer, id);
        return state !== undefined && this.#open.has(state);
    }

    /** See `CommandBook.find`. */
    find(id: string, signer?: string): CommandState | undefined {
        if (signer !== undefined) return this.get(signer, id);
        const signers = this.#signers.get(id) ?? [];
        if (signers.length > 1) throw new EdgeError('REQUEST_INVALID', { member: 'signer', reason: 'id not unique' });
        return signers[0] === undefined ? undefined : this.get(signers[0], id);
    }

    /** @returns The commands without an outcome, in the order of acceptance. */
    waiting(): Command[] {
        return [...this.#open].flatMap(({ command }) => command ?? []);
    }

    /** @returns How many commands have no outcome. */
    get openCount(): number {
        return this.#open.size;
    }

    /** Resolves when the command has an outcome, or after `waitMs`. */
    async outcome(signer: string, id: string, waitMs: number): Promise<void> {
        if (!this.isOpen(signer, id)) return;
        const key = keyOf(signer, id);
        await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, waitMs);
            const wake = (): void => {
                clearTimeout(timer);
                resolve();
            };
            this.#waiters.set(key, [...(this.#waiters.get(key) ?? []), wake]);
        });
    }
}
