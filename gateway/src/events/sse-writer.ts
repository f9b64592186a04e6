import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Writes server-sent events, never faster than the client reads them. */
export class SseWriter {
    readonly #response: ServerResponse;
    readonly #signal: AbortSignal;

    constructor(response: ServerResponse, signal: AbortSignal) {
        this.#response = response;
        this.#signal = signal;
    }

    /** Begins the answer; `retryMs` is when a client that lost it comes back. */
    async begin(retryMs: number): Promise<void> {
        this.#response.writeHead(200, {
            'content-type': 'text/event-stream; charset=utf-8',
            'cache-control': 'no-store',
            'x-accel-buffering': 'no',
        });
        this.#response.flushHeaders();
        await this.#write(`retry: ${retryMs}\n\n`);
    }

    async event(id: string, type: string, data: string): Promise<void> {
        await this.#write(`id: ${id}\nevent: ${type}\ndata: ${data}\n\n`);
    }

    /** Keeps the connection open, and tells the client where it stands although nothing was for it. */
    async beat(id?: string): Promise<void> {
        await this.#write(id === undefined ? ': beat\n\n' : `: beat\nid: ${id}\n\n`);
    }

    async #write(text: string): Promise<void> {
        if (this.#signal.aborted || this.#response.write(text)) return;
        await once(this.#response, 'drain', { signal: this.#signal }).catch(() => undefined);
    }
}
