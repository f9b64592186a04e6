/** The part of JSON Schema that the gateway's OpenAPI document and the messages' schemas use. */
export interface JsonSchema {
    readonly $ref?: string;
    readonly type?: string | readonly string[];
    readonly enum?: readonly unknown[];
    readonly const?: unknown;
    readonly anyOf?: readonly JsonSchema[];
    readonly oneOf?: readonly JsonSchema[];
    readonly pattern?: string;
    readonly minLength?: number;
    readonly maxLength?: number;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly items?: JsonSchema;
    readonly minItems?: number;
    readonly maxItems?: number;
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
    readonly additionalProperties?: boolean | JsonSchema;
}

/**
 * Puts what references name in their place.
 * @param value - A part of the document.
 * @param document - The whole document, which `#/...` references look into.
 * @returns The part without references.
 * @throws Error for a reference that leads nowhere.
 */
export function dereference(value: unknown, document: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => dereference(item, document));
    if (typeof value !== 'object' || value === null) return value;
    const { $ref } = value as { $ref?: unknown };
    if (typeof $ref === 'string') return dereference(find(document, $ref), document);
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, dereference(part, document)]));
}

function find(document: unknown, reference: string): unknown {
    let found = document;
    for (const step of reference.replace(/^#\//, '').split('/')) {
        found = (found as Record<string, unknown> | undefined)?.[step];
    }
    if (found === undefined) throw new Error(`the document has nothing at ${reference}`);
    return found;
}
