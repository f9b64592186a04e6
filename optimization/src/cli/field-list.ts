import { z } from 'zod';
import type { SolveProblem } from './define-problem';

interface Schema {
    readonly type?: string;
    readonly description?: string;
    readonly default?: unknown;
    readonly enum?: readonly unknown[];
    readonly items?: Schema;
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly required?: readonly string[];
}

function typeOf(schema: Schema): string {
    if (schema.enum) return schema.enum.map(String).join(' | ');
    if (schema.items) return `${typeOf(schema.items)}[]`;
    return schema.type ?? 'any';
}

function describeField(name: string, schema: Schema, isRequired: boolean, indent: string): string[] {
    const preset = schema.default === undefined ? '' : ` (default ${JSON.stringify(schema.default)})`;
    const label = `${indent}${name}${isRequired ? '' : '?'}: ${typeOf(schema)}`;
    const line = `${label.padEnd(32)} ${schema.description ?? ''}${preset}`.trimEnd();
    return [line, ...describeFields(schema.items ?? schema, `${indent}  `)];
}

function describeFields(schema: Schema, indent: string): string[] {
    const required = new Set(schema.required);
    return Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
        describeField(name, field, required.has(name), indent),
    );
}

/** The fields of a problem's input and output lines as text, generated from its schemas; optional ones bear a `?`. */
export function fieldList(problem: SolveProblem): string {
    const input = z.toJSONSchema(problem.input, { io: 'input' }) as Schema;
    const output = z.toJSONSchema(problem.output) as Schema;
    const lines = ['Input fields:', ...describeFields(input, '  '), 'Output fields:', ...describeFields(output, '  ')];
    return lines.join('\n');
}
