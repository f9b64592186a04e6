import fc from 'fast-check';
import { canonicalize } from 'json-canonicalize';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, parseJson } from './canonical-json';

interface Vectors {
    readonly structure: { readonly input: string; readonly output: string };
    readonly sorting: { readonly input: string; readonly notNfc: string; readonly order: string[] };
    readonly numbers: readonly (readonly [bits: string, text: string | null])[];
}

const vectors = JSON.parse(readFileSync(join(__dirname, 'vectors/rfc8785.json'), 'utf8')) as Vectors;

const fromBits = (bits: string): number => Buffer.from(bits, 'hex').readDoubleBE();

/** What we refuse although RFC 8785 has a form for it: two readers could take it for different values. */
const refusedByUs = (value: number): boolean =>
    Object.is(value, -0) || (Number.isInteger(value) && !Number.isSafeInteger(value));

describe('canonical JSON', () => {
    it.each([
        ['undefined', undefined],
        ['a member that is undefined', { a: undefined }],
        ['a bigint', { a: 1n }],
        ['a function', [() => 1]],
        ['NaN', NaN],
        ['negative zero', [-0]],
        ['an integer beyond 2^53', 2 ** 53],
        ['a NUL character', 'a\u0000'],
        ['a lone surrogate', 'a\ud800'],
        ['a lone surrogate in a name', { '\udc00': 1 }],
        ['text that is not in form NFC', 'e\u0301'],
        ['a class instance', new Date(0)],
        ['a map', new Map()],
    ])('refuses %s', (_, value) => {
        expect(() => canonicalJson(value)).toThrow(/^JSON_INVALID /);
    });

    it('refuses nesting over 32', () => {
        const nest = (depth: number): unknown => (depth === 0 ? 1 : [nest(depth - 1)]);
        expect(() => canonicalJson(nest(33))).toThrow(/nested too deeply/);
        expect(canonicalJson(nest(32))).toHaveLength(65);
    });

    it('writes the structure of RFC 8785', () => {
        expect(canonicalJson(parseJson(vectors.structure.input))).toBe(vectors.structure.output);
    });

    it('sorts names as RFC 8785, and refuses the one of its names that is not NFC', () => {
        const { input, notNfc, order } = vectors.sorting;
        expect(() => parseJson(input)).toThrow(/NFC/);
        const value = JSON.parse(input) as Record<string, string>;
        const entries = Object.entries(value).filter(([name]) => name !== notNfc);
        const text = canonicalJson(Object.fromEntries(entries));
        expect([...text.matchAll(/:"([^"]+)"/g)].map(([, name]) => name)).toEqual(order.slice(0, -1));
    });

    it.each(vectors.numbers)('writes the number %s of RFC 8785 as %s, or refuses it', (bits, text) => {
        const value = fromBits(bits);
        if (text === null || refusedByUs(value)) expect(() => canonicalJson(value)).toThrow(/^JSON_INVALID /);
        else expect(canonicalJson(value)).toBe(text);
    });

    it('keeps the order of arrays', () => {
        expect(canonicalJson([10, 9, 2, 'b', 'a'])).toBe('[10,9,2,"b","a"]');
    });

    it('is the same for every order of members and reads back equal', () => {
        const text = fc.string({ unit: 'binary-ascii', maxLength: 6 }).filter((value) => !value.includes('\0'));
        const json = fc.letrec((tie) => ({
            value: fc.oneof(
                { depthSize: 'small' },
                fc.boolean(),
                fc.constant(null),
                fc.maxSafeInteger(),
                text,
                tie('array'),
                tie('object'),
            ),
            array: fc.array(tie('value'), { maxLength: 4 }),
            object: fc.dictionary(text, tie('value'), { maxKeys: 4 }),
        }));
        fc.assert(
            fc.property(fc.dictionary(text, json.value, { maxKeys: 5 }), (value) => {
                fc.pre(!JSON.stringify(value).includes('-0'));
                const backwards = Object.fromEntries(Object.entries(value).reverse());
                expect(canonicalJson(backwards)).toBe(canonicalJson(value));
                // A library by others, which knows no refusals.
                expect(canonicalJson(value)).toBe(canonicalize(value));
                expect(parseJson(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
            }),
            { numRuns: 50, seed: 3 },
        );
    });
});

describe('reading JSON that others sent', () => {
    it.each([
        ['no JSON', '{'],
        ['an empty text', ''],
        ['a duplicate name', '{"a":1,"b":{"a":1},"a":2}'],
        ['a duplicate name in other letters', '{"a":1,"\\u0061":2}'],
        ['negative zero', '[-0]'],
        ['negative zero with a fraction', '[-0.0]'],
        ['a duplicate name whose first value has members', '[{"a":{"b":1},"a":2}]'],
        ['a duplicate name behind an escaped quotation mark', '{"a":"\\\\\\"","b":1,"b":2}'],
        ['a fraction that rounds to negative zero', '-1e-400'],
        ['an integer that no double holds', '9007199254740993'],
        ['a long integer', '123456789012345678'],
        ['a number that overflows', '1e400'],
        ['a NUL character', '"a\\u0000"'],
        ['a lone surrogate', '"\\ud800"'],
        ['text that is not in form NFC', '"e\\u0301"'],
    ])('refuses %s', (_, text) => {
        expect(() => parseJson(text)).toThrow(/^JSON_INVALID /);
    });

    it('allows the same name in different objects, and names that look like structure', () => {
        expect(parseJson('[{"a":1},{"a":{"a":2}}]')).toEqual([{ a: 1 }, { a: { a: 2 } }]);
        expect(parseJson('{"{\\"a\\":1":"}","a,":":"}')).toEqual({ '{"a":1': '}', 'a,': ':' });
        expect(parseJson('{"\\\\":":\\\\","b" : [":\\"",{"__proto__":1}]}')).toEqual({
            '\\': ':\\',
            b: [':"', JSON.parse('{"__proto__":1}')],
        });
    });

    it('finds a duplicate name wherever text stands between quotation marks', () => {
        const text = fc.string({ unit: 'binary-ascii', maxLength: 8 }).filter((value) => !value.includes('\0'));
        fc.assert(
            fc.property(fc.dictionary(text, text, { minKeys: 1, maxKeys: 4 }), text, (value, other) => {
                const members = Object.entries(value).map((pair) => pair.map((part) => JSON.stringify(part)).join(':'));
                expect(parseJson(`{${members.join(',')}}`)).toEqual(JSON.parse(`{${members.join(',')}}`));
                const again = `${JSON.stringify(Object.keys(value)[0])}:${JSON.stringify(other)}`;
                expect(() => parseJson(`{${[...members, again].join(',')}}`)).toThrow(/duplicate member name/);
            }),
            { numRuns: 200, seed: 5 },
        );
    });
});
