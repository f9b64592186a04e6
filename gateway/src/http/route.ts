import type { ServerResponse } from 'node:http';
import type { ErrorCode } from '@edgebourse/chaincode/common/errors';
import type { Logger } from 'pino';
import type { z } from 'zod';

/** Who speaks, as the bearer token says. */
export interface Principal {
    readonly subject: string;
    /** MSP id of the organisation in whose name the bearer acts. */
    readonly organisation: string;
    /** Name of the ledger identity that signs for the bearer. */
    readonly user: string;
    readonly roles: readonly string[];
}

/** Who may use a route: everyone, or bearers of a token with one of the roles. */
export type Access = 'public' | { readonly roles: readonly string[] };

/** A request that was validated; handlers see nothing of Express. */
export interface RouteRequest<Params = unknown, Query = unknown, Body = unknown> {
    readonly params: Params;
    readonly query: Query;
    readonly body: Body;
    readonly requestId: string;
    /** What the client sent as `x-correlator`. */
    readonly correlator: string | undefined;
    /** Value of `Last-Event-ID`, for event streams. */
    readonly lastEventId: string | undefined;
    /** Undefined on public routes. */
    readonly principal: Principal | undefined;
    readonly log: Logger;
}

/** What a handler answers; the body becomes JSON. Refusals are thrown as EdgeError. */
export interface RouteAnswer {
    readonly status: number;
    readonly body: unknown;
    readonly headers?: Readonly<Record<string, string>>;
}

/** One successful answer of a route, for OpenAPI. */
export interface AnswerDescription {
    readonly description: string;
    readonly schema: z.ZodType;
    readonly example?: unknown;
}

interface RouteHead<Params, Query> {
    /** With parameters in braces, as OpenAPI writes them: `/v1/coin/wallets/{wallet}`. */
    readonly path: string;
    readonly summary: string;
    readonly access: Access;
    readonly params?: z.ZodType<Params>;
    readonly query?: z.ZodType<Query>;
    /** Refusals that are particular to this route; those of the HTTP layer are added to all. */
    readonly errors: readonly ErrorCode[];
}

/** A route that answers JSON. */
export interface JsonRoute<Params = unknown, Query = unknown, Body = unknown> extends RouteHead<Params, Query> {
    readonly kind: 'json';
    readonly method: 'get' | 'post' | 'put' | 'delete';
    readonly body?: z.ZodType<Body>;
    readonly example?: unknown;
    readonly answers: Readonly<Record<number, AnswerDescription>>;
    /** Whether answers carry an ETag, so that a client that has the record already (`If-None-Match`) is told 304. */
    readonly isTagged?: boolean;
    /** The id of the command in the body; `Idempotency-Key`, when sent, must equal it. */
    commandId?(body: Body): string;
    handle(request: RouteRequest<Params, Query, Body>): Promise<RouteAnswer>;
}

/** A route that writes its answer itself, piece by piece: server-sent events. */
export interface StreamRoute<Params = unknown, Query = unknown> extends RouteHead<Params, Query> {
    readonly kind: 'stream';
    readonly method: 'get';
    readonly mediaType: string;
    /** The signal fires when the client is gone or the gateway drains; the route then ends the response. */
    open(request: RouteRequest<Params, Query>, response: ServerResponse, signal: AbortSignal): Promise<void>;
}

/** What a domain contributes to the app and to OpenAPI. */
export type Route = JsonRoute | StreamRoute;

/**
 * Declares a JSON route; the handler's types come from its schemas.
 * @returns The route, in the form in which lists hold it.
 */
export function route<Params = unknown, Query = unknown, Body = unknown>(
    declaration: Omit<JsonRoute<Params, Query, Body>, 'kind'>,
): Route {
    return { kind: 'json', ...declaration };
}

/** @returns A declared stream route, in the form in which lists hold it. */
export function streamRoute<Params = unknown, Query = unknown>(
    declaration: Omit<StreamRoute<Params, Query>, 'kind' | 'method'>,
): Route {
    return { kind: 'stream', method: 'get', ...declaration };
}
