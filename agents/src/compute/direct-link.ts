import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { contentHash } from './task-package';

/** What a buyer hands out and takes in on its direct link. */
export interface DirectLinkContent {
    /** @returns The bytes of this hash, if the buyer hands them out. */
    serve(hash: string): Uint8Array | undefined;
    /** Takes bytes that a seller brings. @returns Whether the buyer waits for anything of this hash from that seller. */
    take(seller: string, bytes: Uint8Array): boolean;
}

const BODY_BYTES_MAX = 4_194_304;
const TIMEOUT_MS = 10_000;

/**
 * A buyer's end of the direct link between vehicles: `GET /HASH` hands out, `PUT /SELLER/HASH` takes in. Content is known
 * by its hash, and only what a signed result on the ledger names is ever used, so that the link needs no secrets.
 */
export class DirectLinkServer {
    readonly #server: Server;
    readonly #content: DirectLinkContent;

    constructor(content: DirectLinkContent) {
        this.#content = content;
        this.#server = createServer((request, response) => {
            this.#handle(request, response).catch(() => {
                response.writeHead(400).end();
            });
        });
    }

    /** Listens on any free port of this machine. @returns The link's address. */
    async open(): Promise<string> {
        await new Promise<void>((resolve) => {
            this.#server.listen(0, '127.0.0.1', resolve);
        });
        return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    }

    async close(): Promise<void> {
        this.#server.closeAllConnections();
        await new Promise((resolve) => this.#server.close(resolve));
    }

    async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const [first = '', second = ''] = (request.url ?? '').split('/').slice(1);
        if (request.method === 'PUT') {
            response.writeHead(await this.#take(request, first, second)).end();
            return;
        }
        const bytes = request.method === 'GET' ? this.#content.serve(first) : undefined;
        if (bytes === undefined) response.writeHead(404).end();
        else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes);
    }

    async #take(request: IncomingMessage, seller: string, hash: string): Promise<number> {
        if (Number(request.headers['content-length'] ?? Infinity) > BODY_BYTES_MAX) return 413;
        const bytes = await buffer(request);
        if (contentHash(bytes) !== hash) return 422;
        return this.#content.take(seller, bytes) ? 204 : 403;
    }
}

/** Fetches bytes over a direct link. @throws Error when they are not there or not those of the hash. */
export async function fetchDirect(address: string, hash: string): Promise<Buffer> {
    const answer = await fetch(`${address}/${hash}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`${hash} is not on the link: ${answer.status}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (contentHash(bytes) !== hash) throw new Error(`the link gave other bytes than ${hash}`);
    return bytes;
}

/** Brings bytes over a direct link. @throws Error when the other end refuses them. */
export async function bringDirect(address: string, seller: string, bytes: Uint8Array): Promise<void> {
    const answer = await fetch(`${address}/${seller}/${contentHash(bytes)}`, {
        method: 'PUT',
        body: bytes,
        signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(`the buyer refused an output: ${answer.status}`);
}
