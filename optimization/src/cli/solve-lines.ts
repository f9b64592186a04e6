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

/** Solves the lines in order; lines without content are skipped. */
export async function* solveLines(problem: SolveProblem, lines: AsyncIterable<string>): AsyncGenerator<LineResult> {
    for await (const line of lines) {
        const content = line.replace(/^\uFEFF/, '').trim();
        if (content !== '') yield solveLine(problem, content);
    }
}
