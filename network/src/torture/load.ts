import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Payment } from './payments';
import { pick } from './random';

/** What the outside knows of a payment. */
export interface Sent {
    readonly payment: Payment;
    /** How many of its POSTs were begun, and how many were answered with a success. */
    begun: number;
    answered: number;
    /** By the first answer that named it. */
    transactionId?: string;
}

/** What the load works with. */
export interface LoadOptions {
    readonly gatewayUrl: string;
    readonly payments: readonly Payment[];
    /** How often each payment is sent until it is answered. */
    readonly sends: number;
    /** How many POSTs are in flight at once. */
    readonly concurrency: number;
    readonly random: () => number;
    /** File of what was acknowledged, a line an answer; the load's own memory, which no victim shares. */
    readonly log: string;
}

interface Answer {
    readonly id?: string;
    readonly transactionId?: string;
    readonly code?: string;
    readonly retryable?: boolean;
}

const SUCCESS: readonly number[] = [200, 201, 202];
const TIMEOUT_MS = 60_000;
const PAUSE_MS = 400;
/** This part of all payments waits for repeats at once, so that there are new ones to the end. */
const WAITING_PART = 0.01;

/** Devices outside that send payments, each several times, and remember every answer. */
export class Load {
    readonly #options: LoadOptions;
    readonly #known = new Map<string, Sent>();
    readonly #repeats: Sent[] = [];
    readonly #workers: Promise<void>[] = [];
    readonly violations: string[] = [];
    readonly statuses: Record<string, number> = {};
    #next = 0;
    #isRunning = false;
    #inFlight = 0;

    constructor(options: LoadOptions) {
        this.#options = options;
    }

    /** POSTs without an answer at this moment. */
    get inFlight(): number {
        return this.#inFlight;
    }

    /** POSTs that were answered with a success. */
    get answered(): number {
        return Object.values(this.statuses).reduce((total, count) => total + count, 0);
    }

    /** Whether every payment was answered as often as it was to be sent. */
    get isDone(): boolean {
        return this.#next === this.#options.payments.length && this.#repeats.length === 0 && this.#inFlight === 0;
    }

    /** Every payment that was begun. */
    get sent(): readonly Sent[] {
        return [...this.#known.values()];
    }

    /** Sends until {@link Load.pause} is called or all is answered. */
    resume(): void {
        this.#isRunning = true;
        for (let worker = 0; worker < this.#options.concurrency; worker++) this.#workers.push(this.#work());
    }

    /** Begins no more POSTs and waits for the answers of those in flight. */
    async pause(): Promise<void> {
        this.#isRunning = false;
        await this.finished();
    }

    /** Resolves when all is answered. */
    async finished(): Promise<void> {
        await Promise.all(this.#workers.splice(0));
    }

    async #work(): Promise<void> {
        while (this.#isRunning) {
            const sent = this.#take();
            if (sent === undefined) return;
            this.#inFlight += 1;
            const isAnswered = await this.#send(sent);
            this.#inFlight -= 1;
            if (sent.answered < this.#options.sends) this.#repeats.push(sent);
            if (!isAnswered) await delay(PAUSE_MS);
        }
    }

    #take(): Sent | undefined {
        const { payments, random } = this.#options;
        const isFresh = this.#repeats.length < payments.length * WAITING_PART;
        const payment = payments[this.#next];
        if (payment !== undefined && isFresh) {
            this.#next += 1;
            const sent: Sent = { payment, begun: 0, answered: 0 };
            this.#known.set(payment.id, sent);
            return sent;
        }
        const [repeat] = this.#repeats.splice(pick(random, this.#repeats.length), 1);
        return repeat;
    }

    /** @returns Whether there was an answer that counts. */
    async #send(sent: Sent): Promise<boolean> {
        sent.begun += 1;
        try {
            const response = await fetch(`${this.#options.gatewayUrl}/v1/coin/transfers`, {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify(sent.payment.envelope),
                signal: AbortSignal.timeout(TIMEOUT_MS),
            });
            return this.#judge(sent, response.status, (await response.json()) as Answer);
        } catch {
            // The connection broke or the body was cut: nobody knows whether the payment arrived.
            return false;
        }
    }

    #judge(sent: Sent, status: number, answer: Answer): boolean {
        const { payment } = sent;
        if (!SUCCESS.includes(status)) {
            if (answer.retryable !== true)
                this.violations.push(`${payment.id}: answered ${status} ${answer.code ?? ''}`);
            return false;
        }
        const { transactionId } = answer;
        this.#note({ id: payment.id, wallet: payment.wallet, status, transactionId });
        this.violations.push(...contradictions(sent, status, answer));
        if (transactionId !== undefined) sent.transactionId ??= transactionId;
        sent.answered += 1;
        this.statuses[status] = (this.statuses[status] ?? 0) + 1;
        return true;
    }

    #note(line: object): void {
        appendFileSync(this.#options.log, `${JSON.stringify(line)}\n`);
    }
}

/** @returns How an answer differs from what was answered before. */
function contradictions(sent: Sent, status: number, { id, transactionId }: Answer): string[] {
    const name = sent.payment.id;
    const found: string[] = [];
    if (id !== name) found.push(`${name}: answered as ${id ?? 'nothing'}`);
    if (sent.answered > 0 && status !== 200) found.push(`${name}: a repeat was answered ${status}`);
    const first = sent.transactionId ?? transactionId;
    if (transactionId !== undefined && transactionId !== first) {
        found.push(`${name}: two transactions, ${first ?? ''} and ${transactionId}`);
    }
    return found;
}
