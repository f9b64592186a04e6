import { z } from 'zod';
import { dereference, type JsonSchema } from './json-schema';

/** A parameter of an operation. */
export interface Parameter {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: JsonSchema;
}

/** What one status of an operation may answer: the media type and the check of its body. */
export interface DocumentedAnswer {
    readonly mediaType: string;
    readonly schema: z.ZodType;
}

/** An operation of the served document, ready to be asked and judged. */
export interface Operation {
    readonly method: string;
    readonly path: string;
    readonly parameters: readonly Parameter[];
    readonly body?: JsonSchema;
    readonly needsToken: boolean;
    readonly answers: ReadonlyMap<number, DocumentedAnswer>;
}

interface OperationObject {
    readonly parameters?: readonly Parameter[];
    readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
    readonly security?: readonly unknown[];
    readonly responses: Readonly<
        Record<string, { readonly content?: Readonly<Record<string, { schema: JsonSchema }>> }>
    >;
}

/**
 * Reads the operations of an OpenAPI 3.1 document.
 * @param document - As a gateway serves it at `/openapi.json`.
 */
export function readOperations(document: unknown): Operation[] {
    const { paths } = dereference(document, document) as { paths: Record<string, Record<string, OperationObject>> };
    return Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => readOperation(method.toUpperCase(), path, operation)),
    );
}

function readOperation(method: string, path: string, operation: OperationObject): Operation {
    const body = operation.requestBody?.content['application/json']?.schema;
    const answers = Object.entries(operation.responses).map(([status, { content }]): [number, DocumentedAnswer] => {
        const [mediaType, media] = Object.entries(content ?? {})[0] ?? ['', { schema: {} }];
        return [Number(status), { mediaType, schema: z.fromJSONSchema(media.schema as z.core.JSONSchema.JSONSchema) }];
    });
    return {
        method,
        path,
        parameters: operation.parameters ?? [],
        ...(body !== undefined && { body }),
        needsToken: (operation.security ?? []).length > 0,
        answers: new Map(answers),
    };
}
