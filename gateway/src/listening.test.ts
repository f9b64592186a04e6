import { EventEmitter, once } from 'node:events';
import { Agent, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from './listening';

async function ask(url: string, agent: Agent): Promise<number> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
        get(url, { agent }, resolve).on('error', reject);
    });
    response.resume();
    return response.statusCode ?? 0;
}

describe('a listening server', () => {
    const requests = new EventEmitter();
    const app = (_request: IncomingMessage, response: ServerResponse): void => {
        requests.emit('arrived', response);
    };

    it('finishes what runs and leaves connections that clients would keep', async () => {
        const server = await listen(app, '127.0.0.1', 0);
        const agent = new Agent({ keepAlive: true });
        const arrived = once(requests, 'arrived');
        const answer = ask(server.url, agent);
        const [response] = (await arrived) as [ServerResponse];
        const closed = server.close(600_000);
        response.end('done');
        expect(await answer).toBe(200);
        await closed;
        await expect(ask(server.url, agent)).rejects.toThrow();
        agent.destroy();
    });

    it('cuts what does not end in time', async () => {
        const server = await listen(app, '127.0.0.1', 0);
        const agent = new Agent();
        const arrived = once(requests, 'arrived');
        const outcome = expect(ask(server.url, agent)).rejects.toThrow();
        await arrived;
        await server.close(1);
        await outcome;
    });
});
