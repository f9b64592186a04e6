import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEM_TYPE } from './problem';

/** One request with its answer, as a test has seen them on a fresh ledger. */
export interface Example {
    readonly operation: string;
    readonly kind: 'good' | 'refused';
    /** Method and path with its parameters filled in. */
    readonly request: string;
    readonly body?: unknown;
    readonly status: number;
    readonly answer: unknown;
}

interface Media {
    examples?: Record<string, unknown>;
    example?: unknown;
}

interface Content {
    readonly content?: Readonly<Record<string, Media>>;
}

interface Operation {
    readonly requestBody?: Content;
    readonly responses: Readonly<Record<string, Content>>;
}

/** The part of an OpenAPI document that examples go into. */
interface Paths {
    readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Beside the package's source and its compiled code alike. */
const FILE = join(__dirname, '../../examples.json');

/** @returns The recorded examples, in the order in which they were run. */
export function readExamples(): readonly Example[] {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Example[];
}

function put(media: Media | undefined, name: string, example: { summary: string; value: unknown }): void {
    if (media === undefined) return;
    delete media.example;
    media.examples = { ...media.examples, [name]: example };
}

function addExample(described: Operation, { kind, request, body, status, answer }: Example): void {
    if (body !== undefined) {
        put(described.requestBody?.content?.['application/json'], kind, { summary: request, value: body });
    }
    const content = described.responses[String(status)]?.content ?? {};
    const type = kind === 'refused' ? PROBLEM_TYPE : (Object.keys(content)[0] ?? '');
    put(content[type], kind, { summary: request, value: answer });
}

/**
 * Puts recorded examples at the bodies and answers of their operations.
 * @param document - Changed in place.
 */
export function addExamples(document: object, examples: readonly Example[]): void {
    const { paths = {} } = document as Paths;
    for (const example of examples) {
        const [method = '', path = ''] = example.operation.split(' ');
        const described = paths[path]?.[method];
        if (described !== undefined) addExample(described as Operation, example);
    }
}
