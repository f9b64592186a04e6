import fc from 'fast-check';
import type { JsonSchema } from './json-schema';
import type { ValuePool } from './value-pool';

const ITEMS_MAX = 8;
const MEMBER_NAME_MAX = 12;

/**
 * Makes values that fit a schema, boundaries included; where the ledger knows values of that kind, often one of those.
 * @param name - Name of the member that holds the value.
 * @returns The generator.
 */
export function valuesOf(schema: JsonSchema, pool: ValuePool, name = ''): fc.Arbitrary<unknown> {
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return fc.oneof(...choices.map((choice) => valuesOf(choice, pool, name)));
    return GENERATORS[typeOf(schema)]?.(schema, pool, name) ?? fc.jsonValue({ maxDepth: 2 });
}

type Generator = (schema: JsonSchema, pool: ValuePool, name: string) => fc.Arbitrary<unknown>;

const GENERATORS: Readonly<Record<string, Generator>> = {
    string: textOf,
    integer: integerOf,
    number: integerOf,
    boolean: () => fc.boolean(),
    null: () => fc.constant(null),
    array: (schema, pool, name) =>
        fc.array(valuesOf(schema.items ?? {}, pool, name), {
            minLength: schema.minItems ?? 0,
            maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? ITEMS_MAX, ITEMS_MAX)),
        }),
    object: objectOf,
};

function typeOf({ type }: JsonSchema): string {
    return typeof type === 'string' ? type : (type?.[0] ?? '');
}

function textOf({ pattern, minLength, maxLength }: JsonSchema, pool: ValuePool, name: string): fc.Arbitrary<string> {
    const expression = pattern === undefined ? undefined : new RegExp(pattern);
    const length = { minLength: minLength ?? 0, ...(maxLength !== undefined && { maxLength }) };
    const made = expression === undefined ? fc.string({ unit: 'binary', ...length }) : matching(expression);
    return orKnown(made, pool.texts(name, expression));
}

/** Made once a pattern: taking an expression apart costs more than the texts. */
const matchers = new Map<string, fc.Arbitrary<string>>();

function matching(expression: RegExp): fc.Arbitrary<string> {
    const known = matchers.get(expression.source) ?? fc.stringMatching(expression);
    matchers.set(expression.source, known);
    return known;
}

function integerOf({ minimum, maximum }: JsonSchema, pool: ValuePool, name: string): fc.Arbitrary<number> {
    const min = minimum ?? Number.MIN_SAFE_INTEGER;
    const max = maximum ?? Number.MAX_SAFE_INTEGER;
    const small = fc.integer({ min: Math.max(min, -3), max: Math.min(max, Math.max(min, -3) + 10) });
    const any = fc.maxSafeInteger().map((value) => Math.min(max, Math.max(min, value)));
    return orKnown(
        fc.oneof(small, any),
        pool.numbers(name).filter((value) => value >= min && value <= max),
    );
}

function orKnown<Value>(made: fc.Arbitrary<Value>, known: readonly Value[]): fc.Arbitrary<Value> {
    if (known.length === 0) return made;
    return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 2, arbitrary: made });
}

function objectOf(schema: JsonSchema, pool: ValuePool): fc.Arbitrary<unknown> {
    const members = Object.entries(schema.properties ?? {});
    const fixed = fc.record(Object.fromEntries(members.map(([name, part]) => [name, valuesOf(part, pool, name)])), {
        requiredKeys: (schema.required ?? []).filter((name) => members.some(([member]) => member === name)),
    });
    if (typeof schema.additionalProperties !== 'object') return fixed;
    const more = fc.dictionary(fc.string({ maxLength: MEMBER_NAME_MAX }), valuesOf(schema.additionalProperties, pool), {
        maxKeys: 2,
    });
    return fc.tuple(more, fixed).map(([added, value]) => ({ ...added, ...value }));
}
