import { z } from 'zod';

interface Bounds {
    readonly isRequired: boolean;
    readonly least: number;
    readonly above: number;
    readonly most: number;
    readonly below: number;
}

interface NumberSchema {
    readonly type?: string;
    readonly default?: unknown;
    readonly minimum?: number;
    readonly exclusiveMinimum?: number;
    readonly maximum?: number;
    readonly exclusiveMaximum?: number;
}

interface ObjectSchema {
    readonly properties?: Readonly<Record<string, NumberSchema>>;
    readonly required?: readonly string[];
    readonly additionalProperties?: unknown;
}

/** What the check below knows how to check; any other word of a field's schema means that it must not be used. */
const KNOWN_WORDS: ReadonlySet<string> = new Set([
    'type',
    'description',
    'minimum',
    'exclusiveMinimum',
    'maximum',
    'exclusiveMaximum',
]);

function boundsOf(schema: NumberSchema, isRequired: boolean): Bounds | undefined {
    if (schema.type !== 'number' || Object.keys(schema).some((word) => !KNOWN_WORDS.has(word))) return undefined;
    const {
        minimum = -Infinity,
        exclusiveMinimum = -Infinity,
        maximum = Infinity,
        exclusiveMaximum = Infinity,
    } = schema;
    return { isRequired, least: minimum, above: exclusiveMinimum, most: maximum, below: exclusiveMaximum };
}

const isWithin = (value: number, { least, above, most, below }: Bounds): boolean =>
    Number.isFinite(value) && value >= least && value > above && value <= most && value < below;

function isAccepted(
    line: Readonly<Record<string, unknown>>,
    table: ReadonlyMap<string, Bounds>,
    required: number,
): boolean {
    let missing = required;
    // Not Object.entries, whose pairs would take longer than everything else here.
    for (const name in line) {
        const bounds = table.get(name);
        const value = line[name];
        if (bounds === undefined || typeof value !== 'number' || !isWithin(value, bounds)) return false;
        if (bounds.isRequired) missing -= 1;
    }
    return missing === 0;
}

/**
 * A quick check for problems whose lines are flat objects of bounded numbers: it takes a tenth of the time of the schema,
 * which is a quarter of what such a line takes in all. Lines that fail it go to the schema, which says what is wrong.
 * Refinements and transforms of zod do not show in the JSON schema that this reads: such schemas must not ask for it.
 *
 * @returns Whether a line fits the schema.
 * @throws Error where the schema plainly holds anything but bounded numbers: a mistake of the problem's author.
 */
export function numberCheck(schema: z.ZodObject): (line: unknown) => boolean {
    const {
        properties = {},
        required = [],
        additionalProperties,
    } = z.toJSONSchema(schema, {
        io: 'input',
        unrepresentable: 'any',
    }) as ObjectSchema;
    const table = new Map<string, Bounds>();
    for (const [name, field] of Object.entries(properties)) {
        const bounds = boundsOf(field, required.includes(name));
        if (bounds) table.set(name, bounds);
    }
    if (additionalProperties !== false || table.size < Object.keys(properties).length) {
        throw new Error('no quick check: the schema is not strict, or holds more than bounded numbers');
    }
    return (line) =>
        typeof line === 'object' &&
        line !== null &&
        isAccepted(line as Record<string, unknown>, table, required.length);
}
