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

/** @returns Whether nobody listens on the port of this host at this moment; 0 stands for any free one. */
export async function isFreePort(host: string, port: number): Promise<boolean> {
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
        server.once('error', () => {
            resolve(false);
        });
        server.listen(port, host, () => {
            resolve(true);
        });
    });
    if (isFree) await new Promise((resolve) => server.close(resolve));
    return isFree;
}
