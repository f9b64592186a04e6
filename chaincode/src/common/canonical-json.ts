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

/** Names and text values come from few schemas: the encoding of such text is the text in quotation marks. */
const PLAIN = /^[ !#-[\]-~]*$/;

function encodeText(text: string): string {
    if (PLAIN.test(text)) return `"${text}"`;
    assertText(text);
    return JSON.stringify(text);
}

function encodeObject(value: object, depth: number): string {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) refuse('not a plain object');
    const members = value as Readonly<Record<string, unknown>>;
    let text = '';
    // The default order is that of UTF-16 code units, which RFC 8785 asks for.
    for (const name of Object.keys(members).sort()) {
        const separator = text === '' ? '' : ',';
        text += `${separator}${encodeText(name)}:${encode(members[name], depth + 1)}`;
    }
    return `{${text}}`;
}

function encodeArray(items: readonly unknown[], depth: number): string {
    let text = '';
    for (let index = 0; index < items.length; index += 1) {
        text += `${index === 0 ? '' : ','}${encode(items[index], depth + 1)}`;
    }
    return `[${text}]`;
}

function encode(value: unknown, depth: number): string {
    if (depth > DEPTH_MAX) refuse('nested too deeply');
    if (typeof value === 'string') return encodeText(value);
    if (value === null || typeof value === 'boolean') return String(value);
    if (typeof value === 'number') {
        assertNumber(value);
        // ECMAScript's shortest form is the one of RFC 8785.
        return String(value);
    }
    if (Array.isArray(value)) return encodeArray(value, depth);
    if (typeof value === 'object') return encodeObject(value, depth);
    return refuse(`no JSON value: ${typeof value}`);
}

/** Checks what JSON.parse made. @returns How many members all its objects have. */
function checkValue(value: unknown, depth: number): number {
    if (depth > DEPTH_MAX) refuse('nested too deeply');
    if (typeof value === 'string') assertText(value);
    else if (typeof value === 'number') assertNumber(value);
    else if (Array.isArray(value)) return checkItems(value, depth);
    else if (typeof value === 'object' && value !== null) return checkMembers(value, depth);
    return 0;
}

function checkItems(items: readonly unknown[], depth: number): number {
    let members = 0;
    for (const item of items) members += checkValue(item, depth + 1);
    return members;
}

function checkMembers(value: object, depth: number): number {
    const names = Object.keys(value);
    let members = names.length;
    for (const name of names) {
        assertText(name);
        members += checkValue((value as Readonly<Record<string, unknown>>)[name], depth + 1);
    }
    return members;
}

/**
 * The one encoder of everything stored or signed: RFC 8785 (JCS). Arrays keep their order.
 * @returns The canonical text.
 * @throws EdgeError JSON_INVALID for values without a canonical form: undefined, bigint, -0, NaN, integers beyond 2^53,
 * lone surrogates, NUL characters (no SQL database stores them), text not in NFC, class instances, nesting over 32.
 */
export function canonicalJson(value: unknown): string {
    return encode(value, 0);
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
    // What JSON.parse rounds to an integer beyond 2^53, to infinity or to -0 is refused as that.
    const members = checkValue(value, 0);
    // Of members of one name JSON.parse keeps the last: then the text has more colons than the value has members.
    if (countColons(text) !== members) refuse('duplicate member name');
    return value as Json;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Counts the colons outside of strings of a valid JSON text. */
function countColons(text: string): number {
    let colons = 0;
    for (let at = 0; at < text.length; at += 1) {
        const unit = text.charCodeAt(at);
        if (unit === COLON) colons += 1;
        else if (unit === QUOTE) at = endOfString(text, at);
    }
    return colons;
}

function endOfString(text: string, begin: number): number {
    let end = text.indexOf('"', begin + 1);
    while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
    return end;
}

function isEscaped(text: string, at: number): boolean {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    return backslashes % 2 === 1;
}
