import { ProblemError } from '../common/problem-error';
import type { SolveProblem } from './define-problem';

/** The answer to one line of input. */
export interface LineResult {
    /** One line of JSON, without the line end. */
    readonly text: string;
    readonly isError: boolean;
}

function parse(line: string): unknown {
    try {
        return JSON.parse(line);
    } catch (error) {
        throw new ProblemError('JSON_INVALID', (error as Error).message);
    }
}

function errorLine(error: unknown): LineResult {
    const code = error instanceof ProblemError ? error.code : 'INTERNAL';
    const message = error instanceof Error ? error.message : String(error);
    return { text: JSON.stringify({ error: { code, message } }), isError: true };
}

/** Solves one line; whatever is wrong with it becomes `{"error": {"code", "message"}}`. */
export function solveLine(problem: SolveProblem, line: string): LineResult {
    try {
        return { text: JSON.stringify(problem.run(parse(line))), isError: false };
    } catch (error) {
        return errorLine(error);
    }
}

/** Answers to some lines in a row. */
export interface LinesResult {
    /** Lines of JSON, each with its line end. */
    readonly text: string;
    readonly hasError: boolean;
}

/** Answers are handed on together, but none is held back longer than this while others are computed. */
const HOLD_MS = 50;

const withoutMark = (line: string): string => (line.startsWith('\uFEFF') ? line.slice(1) : line).trim();

function* solveBatch(problem: SolveProblem, lines: readonly string[]): Generator<LinesResult> {
    let text = '';
    let hasError = false;
    let since = performance.now();
    for (const line of lines) {
        const content = withoutMark(line);
        if (content === '') continue;
        const result = solveLine(problem, content);
        text += `${result.text}\n`;
        hasError ||= result.isError;
        if (performance.now() - since < HOLD_MS) continue;
        yield { text, hasError };
        text = '';
        since = performance.now();
    }
    if (text !== '') yield { text, hasError };
}

/** Solves the lines in order; lines without content are skipped. */
export async function* solveLines(
    problem: SolveProblem,
    batches: AsyncIterable<readonly string[]>,
): AsyncGenerator<LinesResult> {
    for await (const lines of batches) yield* solveBatch(problem, lines);
}
