import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import {
    brokenDayClaims,
    daySummary,
    dayTable,
    newDayReport,
    type DayReport,
} from '@edgebourse/agents/compute/demo/day-report';
import { runDay } from '@edgebourse/agents/compute/demo/run-day';
import { runStreet, type StreetOptions, type StreetOutcome } from '@edgebourse/agents/compute/demo/run-street';
import {
    brokenStreetClaims,
    newStreetReport,
    pictureOf,
    type StreetReport,
} from '@edgebourse/agents/compute/demo/street-report';
import { sellerTable, streetSummary } from '@edgebourse/agents/compute/demo/street-tables';
import { PICTURE } from '@edgebourse/agents/compute/demo/street-terms';
import { readTrace } from '@edgebourse/agents/compute/mobility/trace';
import { encodePng } from '@edgebourse/agents/compute/tasks/png';
import { gatewayFiles } from '../compose/gateway-files';
import type { Service } from '../compose/service';
import { readTokens } from '../compose/tokens';
import { emptyFolder, withDemoService } from './demo-service';

const TRACE = join(__dirname, '../../../data/mobility/trace.csv');

/** What `demo-compute` is asked for. */
export interface DemoComputeOptions {
    readonly cheat: number;
    readonly day?: true;
    readonly seed: number;
    readonly json?: string;
    readonly picture?: string;
    readonly data: string;
}

/** What the ledger tells of itself at the end. */
type LedgerFacts = Awaited<ReturnType<Service['finish']>>;

/**
 * Runs the compute demo and prints its result. The exit code is 1 when a claim does not hold.
 * @throws Error when something did not come up; nothing is left running then.
 */
export async function runDemoCompute(options: DemoComputeOptions): Promise<void> {
    const dataDir = resolve(options.data);
    await emptyFolder(dataDir);
    print(`starting the embedded peer and the gateway in ${options.data}`);
    const broken = options.day === true ? await playDay(options, dataDir) : await playStreet(options, dataDir);
    for (const claim of broken) print(`NOT TRUE: ${claim}`);
    if (broken.length > 0) process.exitCode = 1;
}

async function playStreet(options: DemoComputeOptions, dataDir: string): Promise<string[]> {
    const { outcome, ...facts } = await play(options, dataDir, runStreet);
    const report = newStreetReport(outcome, { ...facts, cheatShare: options.cheat });
    print(`\n${sellerTable(report)}\n\n${streetSummary(report)}`);
    await writeReport(report, options);
    await writePicture(outcome, report, options, dataDir);
    return brokenStreetClaims(outcome, report);
}

async function playDay(options: DemoComputeOptions, dataDir: string): Promise<string[]> {
    const { outcome, ...facts } = await play(options, dataDir, runDay);
    const report = newDayReport(outcome, facts);
    print(`\n${dayTable(report)}\n\n${daySummary(report)}`);
    await writeReport(report, options);
    return brokenDayClaims(report);
}

async function play<Outcome>(
    options: DemoComputeOptions,
    dataDir: string,
    run: (street: StreetOptions) => Promise<Outcome>,
): Promise<{ outcome: Outcome; seed: string; seconds: number } & LedgerFacts> {
    const began = performance.now();
    const seed = String(options.seed);
    const trace = await readTrace(TRACE);
    const played = await withDemoService({ dataDir, seed, ledger: 'embedded' }, async (service) => {
        const token = await readTokens(gatewayFiles(dataDir).tokens);
        const { gatewayUrl } = service;
        const outcome = await run({
            gatewayUrl,
            token,
            trace,
            seed,
            cheatShare: options.cheat,
            progress: process.stderr,
        });
        return { outcome, ...(await service.finish()) };
    });
    return { ...played, seed, seconds: (performance.now() - began) / 1000 };
}

async function writeReport(report: StreetReport | DayReport, { json }: DemoComputeOptions): Promise<void> {
    if (json === undefined) return;
    await writeFile(json, `${JSON.stringify(report, null, 4)}\n`);
    print(`result   ${json}`);
}

async function writePicture(
    outcome: StreetOutcome,
    report: StreetReport,
    { picture }: DemoComputeOptions,
    dataDir: string,
): Promise<void> {
    if (report.pictureHash === '') return;
    const file = picture ?? join(dataDir, 'picture.png');
    await writeFile(file, encodePng(PICTURE.width, PICTURE.height, pictureOf(outcome)));
    print(`picture  ${relative('', file)}`);
}

function print(text: string): void {
    process.stdout.write(`${text}\n`);
}
