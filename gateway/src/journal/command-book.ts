import { setImmediate as nextTurn } from 'node:timers/promises';
import {
    addressOfKey,
    envelopeSchema,
    invalid,
    openEnvelope,
    signingBytes,
    type Envelope,
} from '@edgebourse/chaincode/common/envelope';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { sha256Hex } from '@edgebourse/chaincode/common/hash';
import { answerOf, viewOf, type Command, type CommandState, type CommandView, type Intake } from './command';
import { CommandIndex } from './command-index';
import type { CommandAnswer, Commands } from './commands';
import type { AcceptedEntry, Journal, Outcome } from './journal';

/** What the book works with. */
export interface CommandBookOptions {
    readonly journal: Journal;
    /** The network that messages must be signed for; asked each time, because it is unknown before genesis. */
    readonly network: () => Promise<string>;
    /** Ms since the epoch. */
    readonly now: () => number;
    /** How long a request may wait for an outcome that follows at once. */
    readonly waitMsMax: number;
}

/** Which command, and its end. */
export interface Finished {
    readonly signer: string;
    readonly id: string;
    readonly outcome: Outcome;
}

type Refused = CommandAnswer & { readonly status: 'refused' };
type Known = { readonly status: 'exists'; readonly state: CommandState };
type Opened = Refused | Known | { readonly status: 'fresh'; readonly command: Command; readonly intake: Intake };
type Admitted = Refused | Known | { readonly status: 'queued'; readonly state: CommandState };

/** Between so many signature checks other requests get their turn. */
const CHECKS_A_TURN = 64;

/**
 * Every command that this gateway acknowledged, in memory and on the disk. A command is known by its signer and id: the
 * same one again gets the first answer, another one under the same id is refused. What had no outcome when the process
 * ended is handed out again by {@link CommandBook.start}; ids make that harmless.
 */
export class CommandBook implements Commands {
    readonly #options: CommandBookOptions;
    readonly #intakes = new Map<string, Intake>();
    readonly #index = new CommandIndex();
    readonly #marks = new Set<string>();
    #writing: Promise<void> = Promise.resolve();
    #closed = false;

    private constructor(options: CommandBookOptions) {
        this.#options = options;
    }

    /** @returns The book as the journal tells it. Types are registered next, then it is started. */
    static async open(options: CommandBookOptions): Promise<CommandBook> {
        const book = new CommandBook(options);
        for await (const entry of options.journal.entries()) {
            if (entry.kind === 'mark') book.#marks.add(entry.mark);
            else book.#index.replay(entry);
        }
        return book;
    }

    /** Makes a type of message acceptable. */
    register<Payload>(intake: Intake<Payload>): void {
        // The payload that an intake gets was parsed by its own schema.
        this.#intakes.set(intake.type, intake);
    }

    /** Hands out what has no outcome: first all is restored, in the order of acceptance, then taken. */
    start(): void {
        const waiting = this.#index.waiting();
        for (const command of waiting) this.#intakes.get(command.type)?.restore?.(command);
        this.#handOut(waiting);
    }

    /** See {@link Commands.accept}. Refusals never reach the journal; all else of one call is one group in it. */
    async accept(envelopes: readonly unknown[], options: { readonly wait?: boolean } = {}): Promise<CommandAnswer[]> {
        if (this.#closed) throw new EdgeError('SHUTTING_DOWN');
        const opened: Opened[] = [];
        for (const [index, envelope] of envelopes.entries()) {
            if (index % CHECKS_A_TURN === CHECKS_A_TURN - 1) await nextTurn();
            opened.push(await this.#open(envelope));
        }
        await this.#prepare(opened);
        // Nothing may come between the promises of the intakes and the append: chains are journalled in their order.
        const admitted = opened.map((item) => this.#admit(item));
        const added = admitted.flatMap((item) => (item.status === 'queued' ? [item.state] : []));
        this.#write(added);
        await this.#writing;
        this.#handOut(added.flatMap(({ command }) => command ?? []));
        if (options.wait === true) await this.#outcomes(added);
        return admitted.map(toAnswer);
    }

    /**
     * Writes how commands ended, as one group, and tells whoever waits for them.
     * Commands that the book does not know or that ended before are passed over.
     */
    async finish(ends: readonly Finished[]): Promise<void> {
        const open = ends.filter(({ signer, id }) => this.#index.isOpen(signer, id));
        await this.#options.journal.append(open.map((end) => ({ kind: 'outcome', ...end })));
        for (const { signer, id, outcome } of open) this.#index.end(signer, id, outcome);
    }

    /**
     * @returns The command, or undefined.
     * @throws EdgeError REQUEST_INVALID when several devices used the id and no signer is named.
     */
    find(id: string, signer?: string): CommandView | undefined {
        const state = this.#index.find(id, signer);
        return state === undefined ? undefined : viewOf(state);
    }

    /** How many commands have no outcome yet. */
    get queued(): number {
        return this.#index.openCount;
    }

    /** Remembers a mark, also after a restart. */
    async mark(mark: string): Promise<void> {
        if (this.#marks.has(mark)) return;
        this.#marks.add(mark);
        await this.#options.journal.append([{ kind: 'mark', mark }]);
    }

    /** @returns Whether the mark was made, by this process or an earlier one. */
    isMarked(mark: string): boolean {
        return this.#marks.has(mark);
    }

    /** Resolves once everything admitted so far is on the disk. */
    async flushed(): Promise<void> {
        await this.#writing;
    }

    /** Refuses new commands, waits for what is being written and closes the journal. */
    async close(): Promise<void> {
        this.#closed = true;
        await this.#writing.catch(() => undefined);
        await this.#options.journal.close();
    }

    async #open(envelope: unknown): Promise<Opened> {
        const parsed = envelopeSchema.safeParse(envelope);
        if (!parsed.success) return refused({ id: '', type: '' }, invalid(parsed.error));
        try {
            return await this.#recognise(parsed.data);
        } catch (error) {
            return refused(parsed.data.payload, error);
        }
    }

    /** A repeat is known by its payload's hash: its signature was checked the first time and it may have expired. */
    async #recognise(envelope: Envelope): Promise<Opened> {
        const { payload, publicKey } = envelope;
        const state = this.#index.get(addressOfKey(publicKey), payload.id);
        if (state !== undefined) return repeat(state, sha256Hex(signingBytes(payload)));
        const intake = this.#intakes.get(payload.type);
        if (intake === undefined) throw new EdgeError('ENVELOPE_TYPE', { type: payload.type });
        const arrivedMs = this.#options.now();
        const judgedAt = await intake.judgedAt?.(payload);
        const judge = { network: await this.#options.network(), now: judgedAt ?? BigInt(arrivedMs) };
        const { payload: typed, signer, hash } = openEnvelope(envelope, intake.schema, judge);
        const { id, type } = payload;
        return { status: 'fresh', intake, command: { type, id, signer, hash, payload: typed, envelope, arrivedMs } };
    }

    async #prepare(opened: readonly Opened[]): Promise<void> {
        const fresh = opened.flatMap((item) => (item.status === 'fresh' ? [item.command] : []));
        const byIntake = this.#byIntake(fresh);
        await Promise.all(byIntake.map(async ([intake, commands]) => intake.prepare?.(commands)));
    }

    #admit(item: Opened): Admitted {
        if (item.status !== 'fresh') return item;
        const { command, intake } = item;
        try {
            // The same message may have been admitted while this one waited.
            const state = this.#index.get(command.signer, command.id);
            if (state !== undefined) return repeat(state, command.hash);
            return { status: 'queued', state: this.#index.add({ ...command, ...intake.admit?.(command) }) };
        } catch (error) {
            return refused(command, error);
        }
    }

    #write(added: readonly CommandState[]): void {
        const entries = added.flatMap(({ command }) => (command === undefined ? [] : [accepted(command)]));
        const append = this.#options.journal.append(entries);
        this.#writing = Promise.all([this.#writing, append]).then(() => undefined);
        // Whoever waits for the write sees the failure; the promise itself must not end the process.
        this.#writing.catch(() => undefined);
    }

    async #outcomes(added: readonly CommandState[]): Promise<void> {
        const prompt = added.filter(({ type }) => this.#intakes.get(type)?.isPrompt === true);
        await Promise.all(prompt.map(({ signer, id }) => this.#index.outcome(signer, id, this.#options.waitMsMax)));
    }

    #handOut(commands: readonly Command[]): void {
        for (const [intake, group] of this.#byIntake(commands)) intake.take?.(group);
    }

    #byIntake(commands: readonly Command[]): [Intake, Command[]][] {
        const groups = new Map<Intake, Command[]>();
        for (const command of commands) {
            const intake = this.#intakes.get(command.type);
            if (intake === undefined) continue;
            const group = groups.get(intake);
            if (group === undefined) groups.set(intake, [command]);
            else group.push(command);
        }
        return [...groups];
    }
}

function refused({ id, type }: { readonly id: string; readonly type: string }, error: unknown): Refused {
    if (!(error instanceof EdgeError)) throw error;
    return { id, type, status: 'refused', code: error.code, message: error.message };
}

function repeat(state: CommandState, hash: string): Known {
    if (state.hash !== hash) throw new EdgeError('ID_REUSED', { id: state.id });
    return { status: 'exists', state };
}

function accepted({ envelope, signer, hash, arrivedMs, receipt }: Command): AcceptedEntry {
    return { kind: 'accepted', envelope, signer, hash, arrivedMs, ...(receipt === undefined ? {} : { receipt }) };
}

function toAnswer(item: Admitted): CommandAnswer {
    return item.status === 'refused' ? item : answerOf(item.state, item.status === 'exists');
}
