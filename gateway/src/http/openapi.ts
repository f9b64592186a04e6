import { ERRORS, type ErrorCode } from '@edgebourse/chaincode/common/errors';
import { OpenApiGeneratorV31, OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { BYTES_TYPE, bytesBody } from './bytes';
import { addExamples, readExamples } from './examples';
import { PROBLEM_TYPE, problemSchema } from './problem';
import type { Route } from './route';

type RouteConfig = Parameters<OpenAPIRegistry['registerPath']>[0];
type Responses = RouteConfig['responses'];

const VERSION = '0.1.0';
const BEARER = 'bearer';

const DESCRIPTION = `REST interface of edgebourse. Amounts are decimal texts of integers with the unit in the name of the
member: micro-coins, Wh, ms since the epoch. Devices sign their commands (signed envelopes, RFC 8785 and ECDSA P-256), so
those routes need no token; operators send bearer tokens. Refusals are problem+json (RFC 9457) with a code of the catalogue.
A command that is repeated with the same id answers the original result.`;

/** Every route may refuse with these. */
const COMMON_CODES: readonly ErrorCode[] = ['REQUEST_INVALID', 'RATE_LIMITED', 'SHUTTING_DOWN', 'INTERNAL'];
const BODY_CODES: readonly ErrorCode[] = ['JSON_INVALID', 'REQUEST_MEDIA_TYPE', 'REQUEST_TOO_LARGE'];
const BEARER_CODES: readonly ErrorCode[] = ['REQUEST_UNAUTHENTICATED', 'REQUEST_FORBIDDEN'];

function codesOf(route: Route): ErrorCode[] {
    const withBody = route.kind === 'json' && route.body !== undefined ? BODY_CODES : [];
    const withBearer = route.access === 'public' ? [] : BEARER_CODES;
    return [...new Set([...route.errors, ...withBody, ...withBearer, ...COMMON_CODES])];
}

function problems(route: Route): Responses {
    const byStatus = new Map<number, ErrorCode[]>();
    for (const code of codesOf(route)) {
        const { status } = ERRORS[code];
        byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
    }
    const responses: Responses = {};
    for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b)) {
        const description = codes.map((code) => `${code}: ${ERRORS[code].meaning}`).join(' ');
        responses[String(status)] = { description, content: { [PROBLEM_TYPE]: { schema: problem } } };
    }
    return responses;
}

const problem = problemSchema.meta({ id: 'Problem' });

function answers(route: Route): Responses {
    if (route.kind === 'stream') {
        return { 200: { description: 'The stream.', content: { [route.mediaType]: { schema: { type: 'string' } } } } };
    }
    const responses: Responses = {};
    for (const [status, { description, schema, example }] of Object.entries(route.answers)) {
        const media = example === undefined ? { schema } : { schema, example };
        responses[status] = { description, content: { 'application/json': media } };
    }
    if (route.isTagged === true) responses[304] = { description: 'Unchanged: `If-None-Match` names its ETag.' };
    return responses;
}

const ifNoneMatch = z.object({ 'if-none-match': z.string().optional().describe('ETag of the record that is known.') });

function requestOf(route: Route): RouteConfig['request'] {
    const request: NonNullable<RouteConfig['request']> = {};
    if (route.params !== undefined) request.params = route.params as z.ZodObject;
    if (route.query !== undefined) request.query = route.query as z.ZodObject;
    if (route.kind === 'json' && route.isTagged === true) request.headers = ifNoneMatch;
    if (route.kind === 'json' && route.body !== undefined) {
        if (route.body === bytesBody) {
            const schema = { type: 'string', format: 'binary' } as const;
            return { ...request, body: { required: true, content: { [BYTES_TYPE]: { schema } } } };
        }
        const media = route.example === undefined ? {} : { example: route.example };
        request.body = { required: true, content: { 'application/json': { schema: route.body, ...media } } };
    }
    return request;
}

function tagOf(path: string): string {
    return /^\/v1\/([a-z-]+)/.exec(path)?.[1] ?? 'operation';
}

/** @returns The OpenAPI 3.1 document of the routes, with the examples that a test has recorded. */
export function toOpenApi(routes: readonly Route[]): object {
    const registry = new OpenAPIRegistry();
    registry.registerComponent('securitySchemes', BEARER, { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
    for (const route of routes) {
        registry.registerPath({
            method: route.method,
            path: route.path,
            summary: route.summary,
            tags: [tagOf(route.path)],
            ...(route.access !== 'public' && {
                security: [{ [BEARER]: [] }],
                description: `Needs one of the roles: ${route.access.roles.join(', ')}.`,
            }),
            request: requestOf(route) ?? {},
            responses: { ...answers(route), ...problems(route) },
        });
    }
    const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
        openapi: '3.1.0',
        info: { title: 'edgebourse', version: VERSION, description: DESCRIPTION, license: { name: 'Apache-2.0' } },
        servers: [{ url: '/' }],
    });
    addExamples(document, readExamples());
    return document;
}
