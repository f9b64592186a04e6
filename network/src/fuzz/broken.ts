import fc from 'fast-check';

const LONG_TEXT = 10_000;
const DEEP = 2000;

/** What programs have stumbled over before. */
const NASTY: readonly unknown[] = [
    null,
    true,
    -1,
    0.5,
    -0,
    1e21,
    2 ** 53,
    '',
    '0',
    '-1',
    '01',
    '+1',
    '1e3',
    '1.5',
    ' 1',
    '99999999999999999999999999',
    '\u0000',
    '\ud800',
    '\u202e',
    '../../etc/passwd',
    "' OR 1=1 --",
    '__proto__',
    'constructor',
    'x'.repeat(LONG_TEXT),
    [],
    {},
    [[[[[]]]]],
];

const junk: fc.Arbitrary<unknown> = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
    { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 50 }) },
);

/** Bodies that are no JSON, or JSON that two readers could understand differently. */
export const brokenBytes: fc.Arbitrary<Uint8Array | string> = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.toWellFormed()),
    fc.constantFrom(
        '',
        '{',
        '{}{}',
        '{"a":1,"a":2}',
        '[1,]',
        '{"a":1e999}',
        '{"__proto__":{"roles":["authority"]}}',
        '"\\ud800"',
        '\ufeff{}',
        'NaN',
        '['.repeat(DEEP) + ']'.repeat(DEEP),
        '{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP),
    ),
);

/** @returns Values of which one place was replaced, removed, doubled or joined by an unknown member. */
export function broken(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
    const way = fc.constantFrom<Way>('replace', 'remove', 'wrap', 'add');
    return fc.tuple(values, fc.nat(), way, junk).map(([value, at, how, replacement]) => {
        const places = placesOf(value);
        const place = places[at % places.length] ?? [];
        return change(value, place, (old) => changed(old, how, replacement));
    });
}

type Way = 'replace' | 'remove' | 'wrap' | 'add';
type Place = readonly (string | number)[];

function changed(old: unknown, how: Way, replacement: unknown): unknown {
    if (how === 'remove') return undefined;
    if (how === 'wrap') return [old, old];
    if (how === 'add' && typeof old === 'object' && old !== null && !Array.isArray(old)) {
        return { ...old, unknown: replacement };
    }
    return replacement;
}

function placesOf(value: unknown, here: Place = []): Place[] {
    if (typeof value !== 'object' || value === null) return [here];
    const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    const parts = value as Record<string | number, unknown>;
    return [here, ...steps.flatMap((step) => placesOf(parts[step], [...here, step]))];
}

function change(value: unknown, [step, ...rest]: Place, update: (old: unknown) => unknown): unknown {
    if (step === undefined) return update(value);
    if (Array.isArray(value))
        return value.map((item, at) => (at === step ? change(item, rest, update) : (item as unknown)));
    const parts = value as Record<string, unknown>;
    return { ...parts, [step]: change(parts[step], rest, update) };
}
