import { Command, InvalidArgumentError, Argument } from 'commander';
import { join } from 'node:path';
import { DEFAULT_OPTIONS, STUDIES } from './studies';
import { makeStudy, writeStudy } from './report/write';

const DOCS = join(__dirname, '../../docs/papers');

function count(text: string): number {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('must be a whole number from 1 on');
    return value;
}

async function draw(name: string, { out, seed, runs }: { out: string; seed: number; runs: number }): Promise<void> {
    const study = STUDIES.find((candidate) => candidate.name === name);
    if (study === undefined) throw new Error(`no study ${name}`);
    const { figures, files } = makeStudy(study, { seed, runs });
    await writeStudy(files, out);
    for (const { claim, ours, holds } of figures.flatMap(({ verdicts }) => verdicts)) {
        process.stdout.write(`${holds ? 'holds        ' : 'does not hold'}  ${claim.id.padEnd(24)}  ${ours}\n`);
    }
    process.stdout.write(`${String(files.size)} files in ${out}\n`);
}

/** The command line of `npm run papers`. */
async function main(): Promise<void> {
    const names = STUDIES.map(({ name }) => name);
    const program = new Command('papers')
        .description('draws the figures of a paper anew: CSV, SVG, and a page with a verdict on each claim')
        .addArgument(new Argument('<paper>', 'which paper').choices(names))
        .option('--out <folder>', 'where page and figures go; by default the committed ones are written anew', DOCS)
        .option('--seed <number>', 'of every random draw', count, DEFAULT_OPTIONS.seed)
        .option('--runs <number>', 'repetitions of whatever is random', count, DEFAULT_OPTIONS.runs)
        .action(draw);
    await program.parseAsync();
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
