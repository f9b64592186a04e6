import { createServer, type AddressInfo } from 'node:net';
import { findFreePort, isFreePort } from './free-port';

const HOST = '127.0.0.1';

describe('a port of this host', () => {
    it('is free until somebody listens on it', async () => {
        expect(await isFreePort(HOST, await findFreePort(HOST))).toBe(true);
        expect(await isFreePort(HOST, 0)).toBe(true);
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
        expect(await isFreePort(HOST, (server.address() as AddressInfo).port)).toBe(false);
        await new Promise((resolve) => server.close(resolve));
    });
});
