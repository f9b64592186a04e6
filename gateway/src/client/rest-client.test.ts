import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { RestClient } from './rest-client';
import { RestProblem } from './rest-problem';

interface Answer {
    readonly status: number;
    readonly body: string;
    readonly type?: string;
}

describe('the REST client', () => {
    let server: Server;
    let baseUrl: string;
    let answers: (Answer | 'hang up')[] = [];
    let seen: { request: IncomingMessage; body: string }[] = [];

    beforeAll(async () => {
        server = createServer((request, response) => {
            void text(request).then((body) => {
                seen.push({ request, body });
                const answer = answers.shift() ?? { status: 200, body: '{}' };
                if (answer === 'hang up') return request.socket.destroy();
                return response
                    .writeHead(answer.status, { 'content-type': answer.type ?? 'application/json' })
                    .end(answer.body);
            });
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    });

    afterAll(async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    });

    beforeEach(() => {
        [answers, seen] = [[], []];
    });

    const problem = (status: number, code: string, retryable: boolean): Answer => ({
        status,
        type: 'application/problem+json',
        body: JSON.stringify({ status, code, retryable, detail: `${code} {}`, context: { wallet: 'w' } }),
    });

    it('sends the bearer token and JSON and reads JSON', async () => {
        answers = [{ status: 201, body: '{"done":true}' }];
        const client = new RestClient({ baseUrl, token: 'secret' });
        expect(await client.post('/v1/x', { a: 1 })).toEqual({ done: true });
        expect(seen[0]!.body).toBe('{"a":1}');
        expect(seen[0]!.request.headers).toMatchObject({
            authorization: 'Bearer secret',
            'content-type': 'application/json',
        });
    });

    it('makes a typed error of problem+json', async () => {
        answers = [problem(403, 'WALLET_SUSPENDED', false)];
        const failure: unknown = await new RestClient({ baseUrl }).get('/v1/x').catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(RestProblem);
        expect(failure).toMatchObject({ status: 403, code: 'WALLET_SUSPENDED', context: { wallet: 'w' } });
        expect(seen).toHaveLength(1);
    });

    it('repeats the same bytes after a retryable refusal and after a lost connection', async () => {
        answers = [problem(503, 'LEDGER_UNAVAILABLE', true), 'hang up', { status: 200, body: '{"ok":1}' }];
        const client = new RestClient({ baseUrl, pauseMs: 1 });
        expect(await client.post('/v1/x', { id: 'c-1' })).toEqual({ ok: 1 });
        expect(seen.map(({ body }) => body)).toEqual(['{"id":"c-1"}', '{"id":"c-1"}', '{"id":"c-1"}']);
    });

    it('gives up after the last attempt with the last refusal', async () => {
        answers = Array.from({ length: 5 }, () => problem(429, 'LEDGER_BUSY', true));
        const client = new RestClient({ baseUrl, pauseMs: 1, attemptsMax: 3 });
        await expect(client.get('/v1/x')).rejects.toMatchObject({ code: 'LEDGER_BUSY' });
        expect(seen).toHaveLength(3);
    });

    it('reports an answer that is no problem+json as INTERNAL with its text', async () => {
        answers = [{ status: 500, body: 'oops', type: 'text/plain' }];
        await expect(new RestClient({ baseUrl }).get('/v1/x')).rejects.toThrow('GET /v1/x answered 500 INTERNAL: oops');
    });

    it('keeps its connections', async () => {
        const client = new RestClient({ baseUrl });
        for (let count = 0; count < 12; count += 1) await client.get('/v1/a');
        expect(new Set(seen.map(({ request }) => request.socket)).size).toBeLessThanOrEqual(3);
    });
});
