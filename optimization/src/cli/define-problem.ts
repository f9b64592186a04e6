import type { z } from 'zod';
import { ProblemError } from '../common/problem-error';
import { numberCheck } from './number-check';

/** A problem of `edgebourse solve`. */
export interface SolveProblem {
    /** The word on the command line. */
    readonly name: string;
    /** One line for `--help`. */
    readonly summary: string;
    readonly input: z.ZodObject;
    readonly output: z.ZodObject;
    /**
     * Solves one parsed line of input.
     *
     * @throws ProblemError INPUT_INVALID where the input does not fit the schema, and the solver's own codes
     */
    readonly run: (input: unknown) => object;
}

function describeIssues(error: z.ZodError): string {
    return error.issues
        .slice(0, 5)
        .map((issue) => `${issue.path.map(String).join('.') || 'input'}: ${issue.message}`)
        .join('; ');
}

/** Ties a solver to the schemas of its input and output lines; `--help` is generated from them. */
export function defineProblem<Input extends z.ZodObject, Output extends z.ZodObject>(definition: {
    readonly name: string;
    readonly summary: string;
    readonly input: Input;
    readonly output: Output;
    readonly solve: (input: z.output<Input>) => z.output<Output>;
    /** The input is a strict object of numbers with bounds and nothing else, which a {@link numberCheck} checks faster. */
    readonly hasOnlyBoundedNumbers?: true;
}): SolveProblem {
    const { name, summary, input, output, solve } = definition;
    let isQuicklySeen: ((line: unknown) => boolean) | undefined;
    const run = (line: unknown): object => {
        // Made with the first line: only the problem that is solved pays for it, not every start of the command.
        if (definition.hasOnlyBoundedNumbers) isQuicklySeen ??= numberCheck(input);
        if (isQuicklySeen?.(line)) return solve(line as z.output<Input>);
        const parsed = input.safeParse(line);
        if (!parsed.success) throw new ProblemError('INPUT_INVALID', describeIssues(parsed.error));
        return solve(parsed.data);
    };
    return { name, summary, input, output, run };
}
