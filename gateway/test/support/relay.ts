import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that a test can disturb. */
export interface Relay {
    readonly address: string;
    /** How many connections go through now. */
    connections(): number;
    /** Ends all connections and takes no new ones. */
    cut(): void;
    /** Keeps all connections open and passes nothing on, as a stopped process does. */
    hold(): void;
    mend(): void;
    close(): void;
}

/** Starts one on a free port. */
export async function relay(target: string): Promise<Relay> {
    const [host = '', port = ''] = target.split(':');
    let state: 'open' | 'cut' | 'held' = 'open';
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
        if (state === 'cut') {
            client.destroy();
            return;
        }
        const far = connect(Number(port), host);
        for (const [one, other] of [
            [client, far],
            [far, client],
        ] as const) {
            sockets.add(one);
            one.on('data', (bytes) => state === 'open' && other.write(bytes));
            one.on('error', () => undefined);
            one.on('close', () => {
                sockets.delete(one);
                other.destroy();
            });
        }
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const drop = (): void => {
        for (const socket of sockets) socket.destroy();
    };
    return {
        address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
        connections: () => sockets.size / 2,
        cut: () => {
            state = 'cut';
            drop();
        },
        hold: () => {
            state = 'held';
        },
        mend: () => {
            if (state === 'held') drop(); // what was swallowed cannot be passed on
            state = 'open';
        },
        close: () => {
            drop();
            server.close();
        },
    };
}
