import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens. */
export interface Listening {
    readonly url: string;
    /** Takes no more connections, waits for running requests at most so long, then cuts what is left. */
    close(timeoutMs: number): Promise<void>;
}

/** Longer than clients keep idle connections, so that they close them, not we while a request is on its way. */
const KEEP_ALIVE_MS = 65_000;
const SWEEP_MS = 20;

function urlOf(host: string, { port }: AddressInfo): string {
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Listens.
 * @param port - 0 takes a free one.
 * @throws Error when the port is taken.
 */
export async function listen(app: RequestListener, host: string, port: number): Promise<Listening> {
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, app);
    await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
    });
    return {
        url: urlOf(host, server.address() as AddressInfo),
        async close(timeoutMs) {
            const ended = new Promise<void>((resolve) => {
                server.close(() => {
                    resolve();
                });
            });
            // A connection whose request ends during the drain is idle only then.
            const sweeper = setInterval(() => {
                server.closeIdleConnections();
            }, SWEEP_MS);
            const timer = setTimeout(() => {
                server.closeAllConnections();
            }, timeoutMs);
            await ended;
            clearTimeout(timer);
            clearInterval(sweeper);
        },
    };
}
