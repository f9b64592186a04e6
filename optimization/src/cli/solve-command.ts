import { Command } from 'commander';
import type { SolveProblem } from './define-problem';
import { fieldList } from './field-list';
import { problems } from './problems';
import { solveLines } from './solve-lines';
import { type CommandStreams, isBrokenPipe, linesOf, openInput, writeText } from './streams';

async function solveAll(problem: SolveProblem, file: string | undefined, streams: CommandStreams): Promise<number> {
    let exitCode = 0;
    const input = await openInput(file, streams.stdin);
    // A write to a closed pipe is reported by this event as well; without a listener it would end the process.
    const stopped = new Promise<never>((_, reject) => streams.stdout.once('error', reject));
    stopped.catch(() => undefined);
    for await (const result of solveLines(problem, linesOf(input))) {
        if (result.hasError) exitCode = 1;
        await Promise.race([writeText(streams.stdout, result.text), stopped]);
    }
    return exitCode;
}

function problemCommand(parent: Command, problem: SolveProblem, act: (file?: string) => Promise<void>): Command {
    return new Command(problem.name)
        .copyInheritedSettings(parent)
        .summary(problem.summary)
        .description(`${problem.summary}\nOne JSON object a line in, one JSON object a line out, in order.`)
        .option('--in <file>', 'read the lines from this file instead of standard input')
        .addHelpText('after', () => `\n${fieldList(problem)}`)
        .action(async (options: { in?: string }) => act(options.in));
}

/** `edgebourse solve <problem>`; `finish` is told the exit code. */
export function solveCommand(parent: Command, streams: CommandStreams, finish: (exitCode: number) => void): Command {
    const solve = new Command('solve')
        .copyInheritedSettings(parent)
        .description('Solve a problem for every line of input')
        .addHelpText('after', () =>
            problems.map((problem) => `\n${problem.name}: ${problem.summary}\n${fieldList(problem)}`).join('\n'),
        );
    for (const problem of problems) {
        const act = async (file?: string): Promise<void> => {
            try {
                finish(await solveAll(problem, file, streams));
            } catch (error) {
                if (!isBrokenPipe(error)) throw error;
            }
        };
        solve.addCommand(problemCommand(solve, problem, act));
    }
    return solve;
}
