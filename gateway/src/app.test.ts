import { request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { z } from 'zod';
import { buildApp } from './app';
import { newAuthenticate } from './http/authentication';
import { newDrain, type Drain } from './http/drain';
import { newMetrics } from './http/metrics';
import { route, streamRoute, type Route } from './http/route';
import { newLogger } from './log/logger';
import { noteTransaction } from './log/scope';

const thing = z.strictObject({ id: z.string().max(20), n: z.int().optional() });

const routes: Route[] = [
    route({
        method: 'post',
        path: '/v1/coin/things',
        summary: 'Takes a thing',
        access: 'public',
        body: thing,
        example: { id: 'a' },
        answers: { 201: { description: 'Taken.', schema: thing } },
        errors: ['COIN_INSUFFICIENT'],
        commandId: ({ id }) => id,
        async handle({ body }) {
            noteTransaction('ab'.repeat(32));
            return { status: 201, body, headers: { location: `/v1/coin/things/${body.id}` } };
        },
    }),
    route({
        method: 'get',
        path: '/v1/coin/things/{id}',
        summary: 'Shows a thing',
        access: 'public',
        params: z.strictObject({ id: z.string().max(20) }),
        query: z.strictObject({ limit: z.coerce.number().int().max(10).optional() }),
        answers: { 200: { description: 'A thing.', schema: thing } },
        errors: [],
        async handle({ params, query }) {
            if (params.id === 'poor') throw new EdgeError('COIN_INSUFFICIENT', { missingMicro: '5' });
            if (params.id === 'bug') throw new TypeError('a secret of the implementation');
            return { status: 200, body: { id: params.id, n: query.limit } };
        },
    }),
    route({
        method: 'delete',
        path: '/v1/coin/things/{id}',
        summary: 'Removes a thing',
        access: { roles: ['operator'] },
        answers: { 200: { description: 'Who removed it.', schema: z.strictObject({ by: z.string() }) } },
        errors: [],
        async handle({ principal }) {
            return { status: 200, body: { by: principal?.subject } };
        },
    }),
    streamRoute({
        path: '/v1/events',
        summary: 'Streams',
        access: 'public',
        mediaType: 'text/event-stream',
        errors: [],
        async open(_request, response, signal) {
            response.writeHead(200, { 'content-type': 'text/event-stream' });
            response.write('data: hello\n\n');
            await new Promise<void>((resolve) => {
                signal.addEventListener('abort', () => {
                    resolve();
                });
            });
        },
    }),
];

interface World {
    url: string;
    server: Server;
    drain: Drain;
    key: CryptoKey;
}

async function start(
    overrides: { rateLimitPerMinute?: number; isLedgerUp?: () => Promise<boolean> } = {},
): Promise<World> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] };
    const drain = newDrain();
    const app = buildApp({
        routes,
        authenticate: newAuthenticate(keys, { audience: 'edgebourse', organisations: ['Eag1MSP'] }),
        drain,
        log: newLogger('silent'),
        bodyBytesMax: 1000,
        metrics: newMetrics(),
        checks: { ledger: overrides.isLedgerUp ?? (async () => true) },
        rateLimitPerMinute: overrides.rateLimitPerMinute ?? 0,
    });
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, drain, key: privateKey };
}

function stop({ server }: World): Promise<void> {
    return new Promise((resolve) => {
        server.close(() => {
            resolve();
        });
        server.closeAllConnections();
    });
}

async function token(key: CryptoKey, claims: Record<string, unknown> = {}, audience = 'edgebourse'): Promise<string> {
    const payload = { organisation: 'Eag1MSP', user: 'operator', roles: ['operator'], ...claims };
    const jwt = new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'k' }).setSubject('anna');
    return `Bearer ${await jwt.setAudience(audience).setExpirationTime('5m').sign(key)}`;
}

/** `fetch` would tidy up what these tests send badly on purpose. */
function post(url: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const sent = { 'content-type': 'application/json', ...headers };
        const call = httpRequest(`${url}/v1/coin/things`, { method: 'POST', headers: sent }, (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('end', () => {
                const text = Buffer.concat(chunks).toString('utf8');
                resolve({
                    status: response.statusCode ?? 0,
                    headers: response.headers as Record<string, string>,
                    body: JSON.parse(text) as Answer['body'],
                });
            });
        });
        call.on('error', reject);
        call.end(body);
    });
}

interface Answer {
    status: number;
    headers: Record<string, string>;
    body: { code?: string; context?: Record<string, unknown>; [name: string]: unknown };
}

describe('the HTTP layer', () => {
    let world: World;
    beforeAll(async () => {
        world = await start();
    });
    afterAll(() => stop(world));

    const refusals: [string, string | Buffer, Record<string, string>, number, string][] = [
        ['text that is no JSON', '{', {}, 400, 'JSON_INVALID'],
        ['no body at all', '', {}, 400, 'JSON_INVALID'],
        ['a duplicate member', '{"id":"a","id":"b"}', {}, 400, 'JSON_INVALID'],
        ['negative zero', '{"id":"a","n":-0}', {}, 400, 'JSON_INVALID'],
        ['an integer beyond 2^53', '{"id":"a","n":9007199254740993}', {}, 400, 'JSON_INVALID'],
        ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), {}, 400, 'JSON_INVALID'],
        ['an unknown member', '{"id":"a","extra":1}', {}, 400, 'REQUEST_INVALID'],
        ['a member of the wrong type', '{"id":7}', {}, 400, 'REQUEST_INVALID'],
        ['an array', '[]', {}, 400, 'REQUEST_INVALID'],
        ['deep nesting', '['.repeat(100) + ']'.repeat(100), {}, 400, 'JSON_INVALID'],
        ['another media type', 'id=a', { 'content-type': 'text/plain' }, 415, 'REQUEST_MEDIA_TYPE'],
        [
            'another character set',
            '{}',
            { 'content-type': 'application/json; charset=latin1' },
            415,
            'REQUEST_MEDIA_TYPE',
        ],
        ['an unknown encoding', '{}', { 'content-encoding': 'zip' }, 415, 'REQUEST_MEDIA_TYPE'],
        ['a body that is too large', `{"id":"${'a'.repeat(2000)}"}`, {}, 413, 'REQUEST_TOO_LARGE'],
        ['a key of another command', '{"id":"a"}', { 'idempotency-key': 'b' }, 400, 'REQUEST_INVALID'],
        ['a correlator with odd characters', '{"id":"a"}', { 'x-correlator': 'ä"' }, 400, 'REQUEST_INVALID'],
    ];
    it.each(refusals)('refuses %s', async (_name, body, headers, status, code) => {
        const answer = await post(world.url, body, headers);
        expect(answer.body).toMatchObject({ status, code, retryable: false });
        expect(answer.status).toBe(status);
        expect(answer.headers['content-type']).toContain('application/problem+json');
    });

    it('answers a sound request with its ids, its correlator and its transaction', async () => {
        const answer = await post(world.url, '{"id":"a"}', { 'x-correlator': 'c-1', 'idempotency-key': 'a' });
        expect(answer).toMatchObject({ status: 201, body: { id: 'a' } });
        expect(answer.headers).toMatchObject({
            'x-correlator': 'c-1',
            location: '/v1/coin/things/a',
            'x-transaction-id': 'ab'.repeat(32),
        });
        expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('tells a refusal with its code, its values and the id of the request', async () => {
        const response = await fetch(`${world.url}/v1/coin/things/poor`);
        expect(response.status).toBe(422);
        expect(await response.json()).toMatchObject({
            code: 'COIN_INSUFFICIENT',
            retryable: true,
            context: { missingMicro: '5' },
            requestId: response.headers.get('x-request-id'),
        });
    });

    it('hides what it did not foresee', async () => {
        const response = await fetch(`${world.url}/v1/coin/things/bug`);
        const text = await response.text();
        expect(response.status).toBe(500);
        expect(text).toContain('INTERNAL');
        expect(text).not.toContain('secret');
    });

    it('refuses unknown routes, methods, queries and broken escapes', async () => {
        expect((await fetch(`${world.url}/v1/nothing`)).status).toBe(404);
        const put = await fetch(`${world.url}/v1/coin/things/a`, { method: 'PUT' });
        expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
        expect((await fetch(`${world.url}/v1/coin/things/a?limit=11`)).status).toBe(400);
        expect((await fetch(`${world.url}/v1/coin/things/a?limit=1&limit=2`)).status).toBe(400);
        expect((await fetch(`${world.url}/v1/coin/things/a?other=1`)).status).toBe(400);
        expect((await fetch(`${world.url}/v1/coin/things/%ff`)).status).toBe(400);
    });

    it('lets in bearers of the right role and nobody else', async () => {
        const remove = async (authorization?: string): Promise<number> => {
            const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
            return (await fetch(`${world.url}/v1/coin/things/a`, { method: 'DELETE', headers })).status;
        };
        const stranger = await generateKeyPair('ES256');
        expect(await remove()).toBe(401);
        expect(await remove('Bearer nonsense')).toBe(401);
        expect(await remove(await token(stranger.privateKey))).toBe(401);
        expect(await remove(await token(world.key, {}, 'another'))).toBe(401);
        expect(await remove(await token(world.key, { roles: 'operator' }))).toBe(401);
        expect(await remove(await token(world.key, { roles: ['treasury'] }))).toBe(403);
        expect(await remove(await token(world.key, { organisation: 'Eag9MSP' }))).toBe(403);
        expect(await remove(await token(world.key))).toBe(200);
    });

    it('describes itself in OpenAPI 3.1 and serves the page without outside assets', async () => {
        const document = (await (await fetch(`${world.url}/openapi.json`)).json()) as {
            openapi: string;
            paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
        };
        expect(document.openapi).toBe('3.1.0');
        expect(Object.keys(document.paths)).toEqual(['/v1/coin/things', '/v1/coin/things/{id}', '/v1/events']);
        expect(Object.keys(document.paths['/v1/coin/things']!['post']!.responses)).toEqual(
            expect.arrayContaining(['201', '400', '413', '415', '422', '429', '500']),
        );
        const page = await fetch(`${world.url}/docs`);
        expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
        expect(await page.text()).not.toMatch(/https?:\/\//);
        expect((await fetch(`${world.url}/docs/swagger-ui-bundle.js`)).status).toBe(200);
    });

    it('counts requests by route and status', async () => {
        await fetch(`${world.url}/v1/coin/things/counted`);
        const text = await (await fetch(`${world.url}/metrics`)).text();
        expect(text).toMatch(/http_requests_total\{method="GET",route="\/v1\/coin\/things\/\{id\}",status="200"\} \d+/);
        expect(text).not.toContain('counted');
    });
});

describe('limits and the end', () => {
    it('limits requests by address and says when to come back', async () => {
        const world = await start({ rateLimitPerMinute: 2 });
        const get = (): Promise<Response> => fetch(`${world.url}/v1/coin/things/a`);
        const first = await get();
        expect(first.headers.get('ratelimit-policy')).toContain('q=2');
        await get();
        const third = await get();
        expect(third.status).toBe(429);
        expect(third.headers.get('retry-after')).not.toBeNull();
        expect(await third.json()).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
        expect((await fetch(`${world.url}/health/live`)).status).toBe(200);
        await stop(world);
    });

    it('is alive but not ready while the ledger does not answer', async () => {
        const world = await start({ isLedgerUp: () => Promise.reject(new Error('down')) });
        expect((await fetch(`${world.url}/health/live`)).status).toBe(200);
        const ready = await fetch(`${world.url}/health/ready`);
        expect([ready.status, await ready.json()]).toEqual([503, { status: 'down', checks: { ledger: false } }]);
        await stop(world);
    });

    it('ends streams and refuses new work once it drains', async () => {
        const world = await start();
        const stream = await fetch(`${world.url}/v1/events`);
        world.drain.begin();
        expect(await stream.text()).toBe('data: hello\n\n');
        const refused = await fetch(`${world.url}/v1/coin/things/a`);
        expect(refused.status).toBe(503);
        expect(await refused.json()).toMatchObject({ code: 'SHUTTING_DOWN', retryable: true });
        await stop(world);
    });
});
