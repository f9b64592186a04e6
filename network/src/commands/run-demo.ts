import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { DAY_INTERVALS, readNeighbourhood, splitRegions } from '@edgebourse/agents/demo/neighbourhood';
import { brokenCreditClaims, creditReport } from '@edgebourse/agents/demo/credit-report';
import { creditTable } from '@edgebourse/agents/demo/credit-table';
import { replayNeighbourhood, type ReplayOutcome } from '@edgebourse/agents/demo/replay';
import type { CreditOptions } from '@edgebourse/agents/demo/replay-options';
import { brokenClaims, newReport, type DemoReport } from '@edgebourse/agents/demo/report';
import { writeResults } from '@edgebourse/agents/demo/results';
import { belowTariffAfterCharges, householdTable, summaryTable } from '@edgebourse/agents/demo/tables';
import { findFreePort } from '../compose/free-port';
import { gatewayFiles } from '../compose/gateway-files';
import type { LedgerFacts } from '../compose/ledger-facts';
import { startService } from '../compose/service';
import { readTokens } from '../compose/tokens';
import { DEMO_HOST, emptyFolder, withDemoService } from './demo-service';
import type { LedgerKind } from './ledger-kind';
import { DEMO_FOLDER } from './start';

const NEIGHBOURHOOD = join(__dirname, '../../../data/neighbourhood');
/** How many households with charges above their savings the terminal lists; the file lists all. */
const LISTED_MAX = 10;

/** What `demo` is asked for. */
export interface DemoOptions {
    readonly data: string;
    readonly days: number;
    readonly seed: number;
    readonly forecast: 'last' | 'perfect';
    readonly json?: string;
    /** Plays the day twice: without and with banks. */
    readonly credit?: true;
    readonly defaultShare: number;
    readonly keep?: true;
    readonly ledger: LedgerKind;
}

/**
 * Runs the demo and prints its result. The exit code is 1 when a claim does not hold.
 * @throws Error when something was refused or did not come up; nothing is left running then.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
    const began = performance.now();
    const dataDir = resolve(options.data);
    const without = options.credit === true ? await playWithoutCredit(options, dataDir) : undefined;
    const { outcome, ledger } = await play(options, dataDir, creditOf(options, true));
    const seconds = (performance.now() - began) / 1000;
    const report = newReport(outcome, ledger, { days: options.days, seconds });
    const credit = creditReport(outcome, without);
    await show(outcome, { ...report, ...(credit && { credit }) }, options, dataDir);
    const broken = [...brokenClaims(outcome, options.forecast), ...(credit ? brokenCreditClaims(credit) : [])];
    for (const claim of broken) print(`NOT TRUE: ${claim}`);
    if (broken.length > 0) process.exitCode = 1;
    if (options.keep === true) await keepRunning(dataDir);
    else print(`\n\`npm start${startFlags(options)}\` serves this ledger.`);
}

/** What a run left behind. */
interface Played {
    readonly outcome: ReplayOutcome;
    readonly ledger: LedgerFacts;
}

function creditOf({ credit, defaultShare }: DemoOptions, lends: boolean): CreditOptions | undefined {
    return credit === true ? { lends, defaultShare } : undefined;
}

/** The same day and the same incomes, but nobody lends: what credit is compared with. Its ledger lies beside. */
async function playWithoutCredit(options: DemoOptions, dataDir: string): Promise<ReplayOutcome> {
    const folder = `${dataDir}-without-credit`;
    return (await play(options, folder, creditOf(options, false))).outcome;
}

async function play(options: DemoOptions, dataDir: string, credit: CreditOptions | undefined): Promise<Played> {
    await emptyFolder(dataDir);
    const ledgerName = options.ledger === 'fabric' ? "Fabric's peers and orderers" : 'the embedded peer';
    const what = credit === undefined ? '' : credit.lends ? ', with credit' : ', without credit';
    print(`starting ${ledgerName} and the gateway in ${relative('', dataDir)}${what}`);
    return replay(options, dataDir, credit);
}

/** Founds the network and replays; nothing is left running afterwards, so that the ledger can be read. */
async function replay(options: DemoOptions, dataDir: string, credit: CreditOptions | undefined): Promise<Played> {
    const seed = String(options.seed);
    const profile = await readNeighbourhood(NEIGHBOURHOOD);
    return withDemoService({ dataDir, seed, ledger: options.ledger }, async (service) => {
        const outcome = await replayNeighbourhood({
            gatewayUrl: service.gatewayUrl,
            token: await readTokens(gatewayFiles(dataDir).tokens),
            regions: splitRegions(profile),
            firstInterval: profile.firstInterval,
            intervals: options.days * DAY_INTERVALS,
            seed,
            forecast: options.forecast,
            ...(credit && { credit }),
            progress: process.stderr,
        });
        return { outcome, ledger: await service.finish() };
    });
}

async function show(outcome: ReplayOutcome, report: DemoReport, options: DemoOptions, dataDir: string): Promise<void> {
    const title = `The neighbourhood from 2016-06-13, ${options.days} ${options.days === 1 ? 'day' : 'days'}`;
    const files = await writeResults(outcome, dataDir, title);
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, null, 4)}\n`);
    print(`\n${summaryTable(report, outcome.market.totals.accepted)}`);
    if (report.credit !== undefined) print(`\n${creditTable(report.credit)}`);
    const below = belowTariffAfterCharges(outcome);
    if (below.length > 0) {
        print(`\n${below.length} households pay more in imbalance charges than the market saved them (coins):`);
        print(householdTable(below.slice(0, LISTED_MAX)));
    }
    const shown = Object.entries<string>({ ...files }).map(
        ([name, path]) => `${name.padEnd(11)} ${relative('', path)}`,
    );
    print(`\n${shown.join('\n')}`);
    if (options.json !== undefined) print(`result      ${options.json}`);
}

async function keepRunning(dataDir: string): Promise<void> {
    const { gatewayUrl, peerAddress } = await startService({
        dataDir,
        host: DEMO_HOST,
        peerPort: 0,
        gatewayPort: await findFreePort(DEMO_HOST),
    });
    print(`\nrunning: gateway ${gatewayUrl}, peer ${peerAddress}`);
    print(`\`npm run network -- down --data ${relative('', dataDir)}\` stops both.`);
}

function startFlags({ data }: DemoOptions): string {
    return data === DEMO_FOLDER ? '' : ` -- --data ${data}`;
}

function print(text: string): void {
    process.stdout.write(`${text}\n`);
}
