import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { hashJson } from '@edgebourse/chaincode/common/hash';
import { raw, type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import { admit, type Authenticate } from './authentication';
import type { Drain } from './drain';
import { toEdgeError } from './problem';
import type { RequestIds } from './request-ids';
import type { JsonRoute, Route, RouteAnswer, RouteRequest, StreamRoute } from './route';
import { bytesBody } from './bytes';
import { assertIdempotencyKey, readBody, readBytesBody, validate } from './validation';

/** What serving a route needs besides the route. */
export interface ServeOptions {
    readonly authenticate: Authenticate;
    readonly drain: Drain;
    readonly log: Logger;
    readonly bodyBytesMax: number;
}

/** Reads the bytes of the body, only once the client was let in. @throws Errors of the reader, with their status. */
async function readBytes(request: Request, response: Response, limit: number): Promise<unknown> {
    const read: RequestHandler = raw({ type: () => true, limit });
    await new Promise<void>((resolve, reject) => {
        read(request, response, (error?: unknown) => {
            if (error === undefined) resolve();
            else reject(toEdgeError(error));
        });
    });
    return request.body;
}

/** @returns The request as handlers see it: authenticated first, then validated. */
async function toRouteRequest(
    route: Route,
    request: Request,
    response: Response,
    options: ServeOptions,
): Promise<RouteRequest> {
    const ids = response.locals as RequestIds;
    const principal = await admit(route.access, request.get('authorization'), options.authenticate);
    const params = validate('params', route.params, request.params);
    const query = validate('query', route.query, request.query);
    const body = await bodyOf(route, request, response, options.bodyBytesMax);
    return {
        params,
        query,
        body,
        requestId: ids.requestId,
        correlator: ids.correlator,
        lastEventId: request.get('last-event-id'),
        principal,
        log: options.log,
    };
}

async function bodyOf(route: Route, request: Request, response: Response, limit: number): Promise<unknown> {
    if (route.kind === 'stream' || route.body === undefined) return undefined;
    const bytes = await readBytes(request, response, limit);
    const type = request.get('content-type');
    return route.body === bytesBody ? readBytesBody(type, bytes) : validate('body', route.body, readBody(type, bytes));
}

/** Serves one request of a JSON route. @throws Whatever the handler throws; the error middleware answers it. */
export async function serveJson(
    route: JsonRoute,
    request: Request,
    response: Response,
    options: ServeOptions,
): Promise<void> {
    if (options.drain.signal.aborted) throw new EdgeError('SHUTTING_DOWN');
    const asked = await toRouteRequest(route, request, response, options);
    if (route.body !== undefined) {
        assertIdempotencyKey(request.get('idempotency-key'), route.commandId?.(asked.body));
    }
    const answer = await route.handle(asked);
    if (route.isTagged === true) {
        const tag = tagOf(answer.body);
        response.set('etag', tag);
        if (namesTag(request.get('if-none-match'), tag)) {
            response.status(304).end();
            return;
        }
    }
    send(response, answer, response.locals as RequestIds);
}

/** A record's version is its content: equal records have equal tags, at every gateway. */
function tagOf(body: unknown): string {
    return `"${hashJson(body).slice(0, 32)}"`;
}

/** Weak comparison, as RFC 9110 asks for `If-None-Match`. */
function namesTag(header = '', tag: string): boolean {
    const named = header.split(',').map((part) => part.trim().replace(/^W\//, ''));
    return named.includes(tag) || named.includes('*');
}

function send(response: Response, { status, body, headers }: RouteAnswer, ids: RequestIds): void {
    const transactionId = ids.transactionIds.at(-1);
    if (transactionId !== undefined) response.set('x-transaction-id', transactionId);
    if (headers !== undefined) response.set(headers);
    response.status(status);
    if (body === undefined) response.end();
    else response.json(body);
}

/** Serves one request of a stream route until the client leaves or the gateway drains. */
export async function serveStream(
    route: StreamRoute,
    request: Request,
    response: Response,
    options: ServeOptions,
): Promise<void> {
    if (options.drain.signal.aborted) throw new EdgeError('SHUTTING_DOWN');
    const asked = await toRouteRequest(route, request, response, options);
    const gone = new AbortController();
    response.once('close', () => {
        gone.abort();
    });
    await route.open(asked, response, AbortSignal.any([gone.signal, options.drain.signal]));
    response.end();
}
