import fc from 'fast-check';
import { broken, brokenBytes } from './broken';
import type { Operation } from './document';
import { signedEnvelopes, type KnownDevice } from './signed';
import type { ValuePool } from './value-pool';
import { valuesOf } from './values';

/** One request, and by which intention it was made. */
export interface FuzzRequest {
    readonly kind: 'fits' | 'broken' | 'bytes' | 'headers' | 'signed';
    readonly method: string;
    /** Path and query. */
    readonly target: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string | Uint8Array;
}

/** A bearer token, and the routes that it is mostly good for. */
export interface OperatorToken {
    readonly token: string;
    readonly routes: RegExp;
}

/** What requests are made from. */
export interface RequestSource {
    readonly pool: ValuePool;
    readonly devices: readonly KnownDevice[];
    /** Bearer tokens that the gateway takes; none in rounds where nobody may change anything. */
    readonly tokens: readonly OperatorToken[];
}

type Members = Readonly<Record<string, unknown>>;

const NO_TOKENS = ['Bearer x.y.z', 'Bearer ', 'Basic YTpi', 'bearer', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.'];
const MEDIA_TYPES = [
    'text/plain',
    'application/xml',
    'application/json; charset=latin1',
    'multipart/form-data',
    'x',
    '',
];
const BOUNDED_LENGTH = 200;

/** @returns Requests of an operation: fitting, broken in one place, broken as bytes, with odd headers, truly signed. */
export function requestsOf(operation: Operation, source: RequestSource): fc.Arbitrary<FuzzRequest> {
    const path = partOf(operation, 'path', source.pool);
    const query = partOf(operation, 'query', source.pool);
    const token = tokensOf(operation, source);
    const whole = (kind: FuzzRequest['kind'], body: fc.Arbitrary<unknown>, odd = fc.constant<Members>({})) =>
        fc
            .tuple(path, query, body, token, odd)
            .map(([inPath, inQuery, value, bearer, headers]) =>
                assemble(kind, operation, { inPath, inQuery, headers: { ...bearer, ...headers } }, value),
            );
    const body = bodyOf(operation, source.pool);
    const choices = [
        { weight: 4, arbitrary: whole('fits', body) },
        { weight: 3, arbitrary: brokenPart(operation, { path, query, body, token }) },
        { weight: 1, arbitrary: whole('headers', body, oddHeaders) },
    ];
    if (operation.body !== undefined) choices.push({ weight: 1, arbitrary: whole('bytes', brokenBytes.map(asBytes)) });
    const signed = signedBody(operation, source);
    if (signed !== undefined) choices.push({ weight: 6, arbitrary: whole('signed', signed) });
    return fc.oneof(...choices);
}

function signedBody({ path, body }: Operation, { devices, pool }: RequestSource): fc.Arbitrary<unknown> | undefined {
    const members = body?.properties ?? {};
    if (devices.length === 0) return undefined;
    if ('payload' in members) return signedEnvelopes(path, devices, pool);
    if (!('messages' in members)) return undefined;
    const envelopes = signedEnvelopes(path, devices, pool);
    return fc.array(envelopes, { minLength: 1, maxLength: 10 }).map((messages) => ({ messages }));
}

interface Parts {
    readonly path: fc.Arbitrary<Members>;
    readonly query: fc.Arbitrary<Members>;
    readonly body: fc.Arbitrary<unknown>;
    readonly token: fc.Arbitrary<Members>;
}

function brokenPart(operation: Operation, { path, query, body, token }: Parts): fc.Arbitrary<FuzzRequest> {
    const brokenMembers = (members: fc.Arbitrary<Members>): fc.Arbitrary<Members> =>
        broken(members).map((value) => (typeof value === 'object' && value !== null ? (value as Members) : {}));
    const ways = [fc.tuple(brokenMembers(path), query, body), fc.tuple(path, brokenMembers(query), body)];
    if (operation.body !== undefined)
        ways.push(fc.tuple(path, query, broken(body)), fc.tuple(path, query, broken(body)));
    return fc
        .tuple(fc.oneof(...ways), token)
        .map(([[inPath, inQuery, value], headers]) =>
            assemble('broken', operation, { inPath, inQuery, headers }, value),
        );
}

function partOf({ parameters }: Operation, where: string, pool: ValuePool): fc.Arbitrary<Members> {
    const members = parameters.filter((parameter) => parameter.in === where);
    return fc.record(Object.fromEntries(members.map(({ name, schema }) => [name, valuesOf(schema, pool, name)])), {
        requiredKeys: members.filter(({ required }) => required === true).map(({ name }) => name),
    });
}

function bodyOf({ body }: Operation, pool: ValuePool): fc.Arbitrary<unknown> {
    return body === undefined ? fc.constant(undefined) : valuesOf(body, pool);
}

function tokensOf({ needsToken, path }: Operation, { tokens }: RequestSource): fc.Arbitrary<Members> {
    const none = fc.constantFrom<Members>({}, ...NO_TOKENS.map((authorization) => ({ authorization })));
    if (!needsToken || tokens.length === 0) return none;
    const bearing = (some: readonly OperatorToken[]): fc.Arbitrary<Members> =>
        fc.constantFrom<Members>(...some.map(({ token }) => ({ authorization: `Bearer ${token}` })));
    const fitting = tokens.filter(({ routes }) => routes.test(path));
    return fc.oneof(
        { weight: 7, arbitrary: bearing(fitting.length > 0 ? fitting : tokens) },
        { weight: 2, arbitrary: bearing(tokens) },
        { weight: 1, arbitrary: none },
    );
}

const visible = fc.string({ unit: 'grapheme-ascii', maxLength: 80 }).map((text) => text.trim());
const oddHeaders: fc.Arbitrary<Members> = fc.oneof(
    fc.constantFrom(...MEDIA_TYPES.map((type) => ({ 'content-type': type }))),
    fc.record({ 'idempotency-key': visible }),
    fc.record({ 'x-correlator': visible }),
    fc.record({ 'last-event-id': visible }),
    fc.constantFrom({ accept: 'text/html' }, { 'content-encoding': 'gzip' }, { 'accept-encoding': 'br' }),
    fc.constantFrom({ 'x-http-method-override': 'DELETE' }, { 'x-forwarded-for': '::1' }, { origin: 'null' }),
);

/** A body that is sent as it is. */
class Bytes {
    constructor(readonly bytes: Uint8Array | string) {}
}

function asBytes(bytes: Uint8Array | string): Bytes {
    return new Bytes(bytes);
}

interface Place {
    readonly inPath: Members;
    readonly inQuery: Members;
    readonly headers: Members;
}

function assemble(
    kind: FuzzRequest['kind'],
    { method, path, body }: Operation,
    { inPath, inQuery, headers }: Place,
    value: unknown,
): FuzzRequest {
    const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) => segment(inPath[name]));
    const query = Object.entries(inQuery).map(([name, part]) => `${escaped(name)}=${escaped(textOf(part))}`);
    const target = query.length === 0 ? filled : `${filled}?${query.join('&')}`;
    const typed = body === undefined ? headers : { 'content-type': 'application/json', ...headers };
    const common = { kind, method, target, headers: typed as Readonly<Record<string, string>> };
    if (body === undefined || value === undefined) return common;
    return { ...common, body: value instanceof Bytes ? value.bytes : JSON.stringify(value) };
}

/** Dots alone and nothing at all would name another path. */
function segment(value: unknown): string {
    const text = textOf(value).slice(0, BOUNDED_LENGTH);
    return escaped(/^\.{0,2}$/.test(text) ? `${text}-` : text);
}

function escaped(text: string): string {
    return encodeURIComponent(text.toWellFormed());
}

function textOf(value: unknown): string {
    if (value === undefined) return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
}
