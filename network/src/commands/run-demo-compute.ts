import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { runStreet, type StreetOutcome } from '@edgebourse/agents/compute/demo/run-street';
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
import { readTokens } from '../compose/tokens';
import { emptyFolder, withDemoService } from './demo-service';

const TRACE = join(__dirname, '../../../data/mobility/trace.csv');

/** What `demo-compute` is asked for. */
export interface DemoComputeOptions {
    readonly cheat: number;
    readonly seed: number;
    readonly json?: string;
    readonly picture?: string;
    readonly data: string;
}

/**
 * Runs the compute demo and prints its result. The exit code is 1 when a claim does not hold.
 * @throws Error when something did not come up; nothing is left running then.
 */
export async function runDemoCompute(options: DemoComputeOptions): Promise<void> {
    const began = performance.now();
    const dataDir = resolve(options.data);
    await emptyFolder(dataDir);
    print(`starting the embedded peer and the gateway in ${options.data}`);
    const { outcome, ledger } = await play(options, dataDir);
    const seconds = (performance.now() - began) / 1000;
    const report = newStreetReport(outcome, {
        ...ledger,
        ...{ seed: String(options.seed), cheatShare: options.cheat, seconds },
    });
    print(`\n${sellerTable(report)}\n\n${streetSummary(report)}`);
    await save(outcome, report, options, dataDir);
    const broken = brokenStreetClaims(outcome, report);
    for (const claim of broken) print(`NOT TRUE: ${claim}`);
    if (broken.length > 0) process.exitCode = 1;
}

async function play(
    { seed, cheat }: DemoComputeOptions,
    dataDir: string,
): Promise<{ outcome: StreetOutcome; ledger: { transactions: number; blocks: number; stateHash: string } }> {
    const trace = await readTrace(TRACE);
    return withDemoService({ dataDir, seed: String(seed), ledger: 'embedded' }, async (service) => {
        const outcome = await runStreet({
            gatewayUrl: service.gatewayUrl,
            token: await readTokens(gatewayFiles(dataDir).tokens),
            ...{ trace, seed: String(seed), cheatShare: cheat, progress: process.stderr },
        });
        return { outcome, ledger: await service.finish() };
    });
}

async function save(
    outcome: StreetOutcome,
    report: StreetReport,
    { json, picture }: DemoComputeOptions,
    dataDir: string,
): Promise<void> {
    if (json !== undefined) {
        await writeFile(json, `${JSON.stringify(report, null, 4)}\n`);
        print(`result   ${json}`);
    }
    if (report.pictureHash === '') return;
    const file = picture ?? join(dataDir, 'picture.png');
    await writeFile(file, encodePng(PICTURE.width, PICTURE.height, pictureOf(outcome)));
    print(`picture  ${relative('', file)}`);
}

function print(text: string): void {
    process.stdout.write(`${text}\n`);
}
