import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildApp } from '../../src/app';
import { newAuthenticate } from '../../src/http/authentication';
import { newDrain, type Drain } from '../../src/http/drain';
import { newMetrics } from '../../src/http/metrics';
import type { Route } from '../../src/http/route';
import { newLogger } from '../../src/log/logger';

/** Routes behind the app, on a free port. */
export interface Served {
    readonly url: string;
    readonly drain: Drain;
    /** @returns Status and JSON body of a GET. */
    get<Body = Record<string, unknown>>(path: string): Promise<{ status: number; body: Body }>;
    close(): Promise<void>;
}

/** Serves routes as the gateway does. */
export async function serveRoutes(routes: readonly Route[]): Promise<Served> {
    const drain = newDrain();
    const app = buildApp({
        routes,
        authenticate: newAuthenticate({ keys: [] }, { audience: 'edgebourse', organisations: [] }),
        drain,
        log: newLogger('silent'),
        bodyBytesMax: 1000,
        metrics: newMetrics(),
        checks: {},
        rateLimitPerMinute: 0,
    });
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    return {
        url,
        drain,
        async get<Body>(path: string) {
            const response = await fetch(url + path);
            return { status: response.status, body: (await response.json()) as Body };
        },
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
}
