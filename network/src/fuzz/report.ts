import type { Answer, Verdict } from './judge';
import type { Operation } from './document';
import type { FuzzRequest } from './requests';

/** A fault, told once with the first request that showed it. */
export interface Finding {
    readonly operation: string;
    readonly fault: string;
    readonly status: number;
    readonly detail: string;
    readonly request: {
        readonly method: string;
        readonly target: string;
        readonly headers: object;
        readonly body: string;
    };
    times: number;
}

/** What one round did to the ledger. */
export interface RoundReport {
    /** Whether requests carried true tokens and signatures. */
    readonly authorised: boolean;
    readonly requests: number;
    /** Commands that the gateway accepted. */
    readonly accepted: number;
    readonly stateHash: string;
    readonly isStateUnchanged: boolean;
    readonly transactions: number;
}

/** What `fuzz` writes. */
export interface FuzzReport {
    readonly seed: number;
    readonly requests: number;
    readonly seconds: number;
    readonly operations: number;
    readonly byStatus: Readonly<Record<string, number>>;
    readonly byKind: Readonly<Record<string, number>>;
    readonly byCode: Readonly<Record<string, number>>;
    readonly byOperation: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly rounds: readonly RoundReport[];
    readonly findings: readonly Finding[];
}

const BODY_LENGTH = 2000;

/** Counts answers and keeps findings. */
export class Tally {
    readonly byStatus: Record<string, number> = {};
    readonly byKind: Record<string, number> = {};
    readonly byCode: Record<string, number> = {};
    readonly byOperation: Record<string, Record<string, number>> = {};
    readonly #findings = new Map<string, Finding>();

    /** Every finding so far. */
    get findings(): Finding[] {
        return [...this.#findings.values()];
    }

    /** Counts an answer, and keeps it when something is wrong with it. */
    add(operation: Operation, request: FuzzRequest, answer: Answer, verdict: Verdict | undefined): void {
        const name = `${operation.method} ${operation.path}`;
        increment(this.byStatus, String(answer.status));
        increment(this.byKind, request.kind);
        increment((this.byOperation[name] ??= {}), String(answer.status));
        const code = /"code":"([A-Z_]+)"/.exec(answer.text)?.[1];
        if (code !== undefined && answer.status >= 400) increment(this.byCode, code);
        if (verdict !== undefined) this.#keep(name, request, answer.status, verdict);
    }

    /** Keeps a fault that is not about one answer. */
    addFault(fault: string, detail: string): void {
        const request = { kind: 'fits', method: '', target: '', headers: {} } as const;
        this.#keep('ledger', request, 0, { fault: fault as Verdict['fault'], detail });
    }

    #keep(operation: string, request: FuzzRequest, status: number, { fault, detail }: Verdict): void {
        const key = `${operation} ${fault} ${status} ${/"code":"([A-Z_]+)"/.exec(detail)?.[1] ?? ''}`;
        const known = this.#findings.get(key);
        if (known !== undefined) known.times += 1;
        else this.#findings.set(key, { operation, fault, status, detail, request: shown(request), times: 1 });
    }
}

function shown({ method, target, headers, body }: FuzzRequest): Finding['request'] {
    const text = typeof body === 'string' ? body : Buffer.from(body ?? []).toString('base64');
    return { method, target, headers, body: text.slice(0, BODY_LENGTH) };
}

function increment(counts: Record<string, number>, name: string): void {
    counts[name] = (counts[name] ?? 0) + 1;
}
