import { createServer, type AddressInfo } from 'node:net';

/** @returns A port of this host that nobody listens on at this moment. */
export async function findFreePort(host: string): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, host, resolve);
    });
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
}
