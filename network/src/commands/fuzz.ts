import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';

interface FuzzFlags {
    readonly requests: number;
    readonly rounds: number;
    readonly seed: number;
    readonly nodes: number;
    readonly intervals: number;
    readonly data?: string;
    readonly json?: string;
}

/** Adds `fuzz`: generated requests against a gateway of their own, judged by its OpenAPI document. */
export function addFuzz(program: Command): void {
    program
        .command('fuzz')
        .description('send generated requests to a gateway of their own and judge its answers by its OpenAPI document')
        .option('--requests <number>', 'how many', positive, 10_000)
        .option('--rounds <number>', 'how often the ledger is stopped and its state hashed', positive, 10)
        .option('--seed <number>', 'of keys and requests', positive, 1)
        .option('--nodes <number>', 'households of each region', positive, 10)
        .option('--intervals <number>', 'intervals that are traded before', positive, 4)
        .option('--data <folder>', 'folder for the ledger, which is kept; must not exist (default: a temporary one)')
        .option('--json <file>', 'write the report as JSON')
        .action(fuzz);
}

function positive(text: string): number {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of at least 1.');
    return Number(text);
}

async function fuzz({ data, json, nodes, intervals, ...flags }: FuzzFlags): Promise<void> {
    // Loaded when it is needed: generators and agents take longer to load than other commands to run.
    const { runFuzz } = await import('../fuzz/run-fuzz.js');
    const dataDir = await newFolder(data);
    try {
        const size = { nodesPerRegion: nodes, intervals };
        const report = await runFuzz({ ...flags, dataDir, size, signal: endOnSignal() });
        if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 4)}\n`);
        const { requests, operations, seconds, rounds, findings, byStatus } = report;
        print(`${requests} requests to ${operations} operations in ${seconds} s: ${JSON.stringify(byStatus)}`);
        for (const round of rounds) print(JSON.stringify(round));
        for (const finding of findings) print(JSON.stringify(finding, null, 4));
        print(`${findings.length} findings`);
        if (findings.length > 0) process.exitCode = 1;
    } finally {
        if (data === undefined) await rm(dataDir, { recursive: true, force: true });
    }
}

/** Ctrl-C ends the run after the batch under way, with a report. */
function endOnSignal(): AbortSignal {
    const end = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
        process.once(name, () => {
            end.abort();
        });
    }
    return end.signal;
}

async function newFolder(data: string | undefined): Promise<string> {
    if (data === undefined) return mkdtemp(join(tmpdir(), 'edgebourse-fuzz-'));
    const folder = resolve(data);
    await mkdir(folder).catch((cause: unknown) => {
        throw new Error(`${folder} cannot be made: name a folder that does not exist yet, in one that does`, { cause });
    });
    return folder;
}

function print(text: string): void {
    process.stdout.write(`${text}\n`);
}
