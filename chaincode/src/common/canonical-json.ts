import { canonicalize } from 'json-canonicalize';
import { EdgeError } from './errors';

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const DEPTH_MAX = 32;

function refuse(reason: string): never {
    throw new EdgeError('JSON_INVALID', { reason });
}

/** Such text is well-formed and in every normal form; nearly all is. */
const PRINTABLE_ASCII = /^[ -~]*$/;

function assertText(text: string): void {
    if (PRINTABLE_ASCII.test(text)) return;
    if (text.includes('\0')) refuse('NUL character');
    if (!text.isWellFormed()) refuse('lone surrogate');
    if (text.normalize('NFC') !== text) refuse('text not in Unicode form NFC');
}

function assertNumber(value: number): void {
    if (!Number.isFinite(value)) refuse('number not finite');
    if (Object.is(value, -0)) refuse('negative zero');
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) refuse('integer beyond 2^53');
}

function assertObject(value: object, depth: number): void {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) refuse('not a plain object');
    for (const [name, member] of Object.entries(value)) {
        assertText(name);
        assertValue(member, depth + 1);
    }
}

function assertValue(value: unknown, depth: number): void {
    if (depth > DEPTH_MAX) refuse('nested too deeply');
    if (value === null || typeof value === 'boolean') return;
    if (typeof value === 'string') {
        assertText(value);
    } else if (typeof value === 'number') {
        assertNumber(value);
    } else if (Array.isArray(value)) {
        for (const item of value) assertValue(item, depth + 1);
    } else if (typeof value === 'object') {
        assertObject(value, depth);
    } else {
        refuse(`no JSON value: ${typeof value}`);
    }
}

/**
 * The one encoder of everything stored or signed: RFC 8785 (JCS). Arrays keep their order.
 * @returns The canonical text.
 * @throws EdgeError JSON_INVALID for values without a canonical form: undefined, bigint, -0, NaN, integers beyond 2^53,
 * lone surrogates, NUL characters (no SQL database stores them), text not in NFC, class instances, nesting over 32.
 */
export function canonicalJson(value: unknown): string {
    assertValue(value, 0);
    return canonicalize(value);
}

/**
 * Reads JSON text that others sent, refusing what two readers could understand differently.
 * @returns The value.
 * @throws EdgeError JSON_INVALID for syntax errors, duplicate member names and everything {@link canonicalJson} refuses.
 */
export function parseJson(text: string): Json {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        refuse('not JSON');
    }
    assertValue(value, 0);
    assertTokens(text);
    return value as Json;
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

/**
 * Duplicate names and inexact numbers. The text is valid JSON here, so tokens suffice: a string before a colon is a
 * member name. JSON.parse turns 9007199254740993 into a neighbour and 1e400 into Infinity: the digits themselves count.
 */
function assertTokens(text: string): void {
    const open: (Set<string> | undefined)[] = [];
    let last: string | undefined;
    for (const [token] of text.matchAll(TOKEN)) {
        if (token === '{') open.push(new Set());
        else if (token === '[') open.push(undefined);
        else if (token === '}' || token === ']') open.pop();
        else if (token === ':' && last !== undefined) addName(open.at(-1), last);
        else if (/^[-0-9]/.test(token)) assertNumberToken(token);
        last = token;
    }
}

function addName(names: Set<string> | undefined, token: string): void {
    const name = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
    if (names?.has(name) === true) refuse('duplicate member name');
    names?.add(name);
}

function assertNumberToken(token: string): void {
    if (/^-0(?:\.0*)?(?:[eE].*)?$/.test(token)) refuse('negative zero');
    if (/^-?[0-9]{17,}$/.test(token)) refuse('integer beyond 2^53');
    assertNumber(Number(token));
}
