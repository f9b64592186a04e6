import { setTimeout as delay } from 'node:timers/promises';
import type { Example } from '../../src/http/examples';
import type { Route } from '../../src/http/route';
import type { RunningGateway } from '../support/running-gateway';

/** A request to be recorded. */
export interface ExampleRequest {
    readonly path: string;
    readonly body?: unknown;
    /** Of what is not JSON; else it follows from the body. */
    readonly method?: 'put';
    readonly as?: string;
    /** Of requests without a token. */
    readonly headers?: Readonly<Record<string, string>>;
}

function matches(route: Pick<Route, 'path'>, path: string): boolean {
    const pattern = route.path.replace(/\{\w+\}/g, '[^/]+');
    return new RegExp(`^${pattern}$`).test(path);
}

/** Sends requests and keeps the first good and the first refused one of each operation. */
export class Recorder {
    readonly examples: Example[] = [];
    /** Requests that were not refused as they should have been. */
    readonly surprises: string[] = [];

    constructor(
        private readonly gateway: RunningGateway,
        private readonly routes: readonly Pick<Route, 'method' | 'path'>[],
    ) {}

    /** @returns The answer's body, which must be a success. */
    async good(request: ExampleRequest): Promise<Record<string, unknown>> {
        const { status, body } = await this.#send(request);
        if (status >= 300) throw new Error(`${request.path}: ${String(status)} ${JSON.stringify(body)}`);
        this.#record('good', request, status, body);
        return body;
    }

    /** As {@link Recorder.good}, once the read model has come so far. */
    async eventually(path: string, holds: (body: Record<string, unknown>) => boolean): Promise<void> {
        for (;;) {
            const { status, body } = await this.gateway.get(path);
            if (status === 200 && holds(body)) break;
            await delay(50);
        }
        await this.good({ path });
    }

    /** The request must be refused with the code. */
    async refused(code: string, request: ExampleRequest): Promise<void> {
        const { status, body } = await this.#send(request);
        if (body['code'] === code) this.#record('refused', request, status, body);
        else this.surprises.push(`${request.path}: ${String(status)} ${JSON.stringify(body)}`);
    }

    /** Sends bytes; they are shown as text. */
    async upload(path: string, bytes: Buffer, code?: string): Promise<void> {
        const { status, body } = await this.gateway.put(path, bytes);
        const isExpected = code === undefined ? status === 200 : body['code'] === code;
        if (!isExpected) throw new Error(`${path}: ${String(status)} ${JSON.stringify(body)}`);
        const kind = code === undefined ? 'good' : 'refused';
        this.#record(kind, { path, method: 'put', body: bytes.toString('utf8') }, status, body);
    }

    /** A whole stream, shown as text. */
    async download(path: string): Promise<void> {
        const response = await fetch(this.gateway.url + path);
        this.#record('good', { path }, response.status, await response.text());
    }

    /** The first event of the stream. */
    async stream(path: string): Promise<void> {
        const abort = new AbortController();
        const response = await fetch(this.gateway.url + path, { signal: abort.signal });
        let text = '';
        for await (const piece of response.body ?? []) {
            text += Buffer.from(piece as Uint8Array).toString('utf8');
            if (/\ndata: .*\n\n/.test(text)) break;
        }
        abort.abort();
        this.#record('good', { path }, response.status, `${text.split('\n\n').slice(0, 2).join('\n\n')}\n\n`);
    }

    /** @returns Operations that lack a good or a refused example. */
    missing(): string[] {
        const operations = this.routes.map(({ method, path }) => `${method} ${path}`);
        return operations.flatMap((operation) =>
            (['good', 'refused'] as const)
                .filter((kind) => !this.examples.some((each) => each.operation === operation && each.kind === kind))
                .map((kind) => `${operation} (${kind})`),
        );
    }

    async #send(request: ExampleRequest): Promise<{ status: number; body: Record<string, unknown> }> {
        const { path, body, as, headers } = request;
        if (headers !== undefined) {
            const response = await fetch(this.gateway.url + path, { headers });
            return { status: response.status, body: (await response.json()) as Record<string, unknown> };
        }
        return body === undefined ? this.gateway.get(path, as) : this.gateway.post(path, body, as);
    }

    #record(kind: Example['kind'], sent: ExampleRequest, status: number, answer: unknown): void {
        const { path, body, headers = {} } = sent;
        const method = sent.method ?? (body === undefined ? 'get' : 'post');
        const bare = path.split('?')[0] ?? path;
        const fitting = this.routes.filter((route) => route.method === method && matches(route, bare));
        const exact = fitting.find((route) => route.path === bare) ?? fitting[0];
        if (exact === undefined) throw new Error(`no route for ${method} ${path}`);
        const operation = `${method} ${exact.path}`;
        if (this.examples.some((each) => each.operation === operation && each.kind === kind)) return;
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
        const request = [`${method.toUpperCase()} ${path}`, ...lines].join('\n');
        this.examples.push({ operation, kind, request, ...(body !== undefined && { body }), status, answer });
    }
}

/** @returns What must be equal between two runs: members and their types; values where they do not change. */
export function shapeOf(value: unknown): unknown {
    if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
    if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
    }
    return typeof value;
}
