import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';

interface TortureFlags {
    readonly kills: number;
    readonly posts: number;
    readonly sends: number;
    readonly seed: number;
    readonly concurrency: number;
    readonly inFlight: number;
    readonly json?: string;
}

/** How many violations the terminal lists; the file lists all. */
const LISTED_MAX = 20;

/** Adds `torture`: kills peer and gateway under load, and checks that nothing is lost or done twice. */
export function addTorture(program: Command): void {
    program
        .command('torture')
        .description('kill peer and gateway under load; exit code 1 when an acknowledged command is lost or done twice')
        .option('--kills <number>', 'how often; every second time at a named point', wholeNumber, 40)
        .option('--posts <number>', 'how many payments', wholeNumber, 10_000)
        .option('--sends <number>', 'how often each payment is sent until it is answered', wholeNumber, 3)
        .option('--seed <number>', 'of the keys, the times and the order', wholeNumber, 1)
        .option('--concurrency <number>', 'POSTs in flight at once', wholeNumber, 96)
        .option('--in-flight <number>', 'a kill waits for so many', wholeNumber, 50)
        .option('--json <file>', 'write the report as JSON')
        .action(runTorture);
}

async function runTorture({ json, inFlight, ...flags }: TortureFlags): Promise<void> {
    // Loaded when it is needed, as the demo is.
    const { torture } = await import('../torture/torture.js');
    const found = await torture({
        ...flags,
        inFlightMin: inFlight,
        report: (text) => {
            process.stderr.write(`${text}\n`);
        },
    });
    if (json !== undefined) await writeFile(json, `${JSON.stringify(found, null, 4)}\n`);
    const { posts, sends, effects, begun, statuses, rounds, seconds, violations } = found;
    const answers = Object.entries(statuses).map(([status, count]) => `${count} x ${status}`);
    process.stdout.write(
        `${posts} payments, each answered ${sends} times (${answers.join(', ')}) in ${begun} POSTs, ` +
            `${rounds.length} kills, ${seconds} s: ${effects} effects, ${violations.length} violations\n`,
    );
    for (const violation of violations.slice(0, LISTED_MAX)) process.stdout.write(`NOT TRUE: ${violation}\n`);
    if (violations.length > 0) process.exitCode = 1;
}

function wholeNumber(text: string): number {
    if (!/^\d{1,7}$/.test(text) || Number(text) === 0) throw new Error(`not a whole number above 0: ${text}`);
    return Number(text);
}
