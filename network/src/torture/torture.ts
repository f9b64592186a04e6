import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatewayFiles } from '../compose/gateway-files';
import { readTokens } from '../compose/tokens';
import { Load } from './load';
import { preparePayments } from './payments';
import { seededRandom } from './random';
import { compare, runRound, type Round, type RoundOptions } from './rounds';
import { Victims } from './victims';

/** What a torture is asked for. */
export interface TortureOptions {
    readonly kills: number;
    readonly posts: number;
    readonly sends: number;
    readonly seed: number;
    /** How many POSTs are in flight at once. */
    readonly concurrency: number;
    /** A kill waits until so many POSTs are in flight. */
    readonly inFlightMin: number;
    /** Told what happens. */
    readonly report: (text: string) => void;
}

/** What a torture found. */
export interface TortureReport extends Omit<TortureOptions, 'report'> {
    readonly rounds: readonly Round[];
    /** Answers by HTTP status. */
    readonly statuses: Readonly<Record<string, number>>;
    /** POSTs that were begun, answered or not. */
    readonly begun: number;
    readonly effects: number;
    readonly blocks: number;
    /** What does not hold; empty when all is well. */
    readonly violations: readonly string[];
    readonly seconds: number;
}

/**
 * Sends payments from outside to a gateway and a peer, kills one of the two again and again, and compares after each
 * kill what was acknowledged with what is in the chain.
 * @throws Error when a victim does not come up again, or the chain is damaged. Nothing is left running.
 */
export async function torture(options: TortureOptions): Promise<TortureReport> {
    const began = performance.now();
    const folder = await mkdtemp(join(tmpdir(), 'torture-'));
    const victims = await Victims.prepare(join(folder, 'network'), String(options.seed));
    const abandon = (): void => {
        victims.abandon();
    };
    const stop = (): void => {
        process.exit(1);
    };
    process.once('exit', abandon);
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    try {
        await victims.start('peer');
        await victims.start('gateway');
        const outcome = await tortureRunning(victims, folder, options);
        await victims.close();
        await rm(folder, { recursive: true, force: true });
        return { ...asked(options), ...outcome, seconds: Math.round((performance.now() - began) / 1000) };
    } catch (error) {
        options.report(`everything is kept in ${folder}`);
        throw error;
    } finally {
        victims.abandon();
        process.off('exit', abandon);
        process.off('SIGINT', stop);
        process.off('SIGTERM', stop);
    }
}

type Outcome = Omit<TortureReport, keyof Omit<TortureOptions, 'report'> | 'seconds'>;

async function tortureRunning(victims: Victims, folder: string, options: TortureOptions): Promise<Outcome> {
    const { kills, posts, sends, seed, concurrency, report } = options;
    const { gatewayUrl, dataDir } = victims;
    const token = await readTokens(gatewayFiles(dataDir).tokens);
    const prepared = await preparePayments({ gatewayUrl, token, seed: String(seed), posts, report });
    const random = seededRandom(seed);
    const log = join(folder, 'acknowledged.jsonl');
    const load = new Load({ gatewayUrl, payments: prepared.payments, sends, concurrency, random, log });
    const roundOptions: RoundOptions = { victims, load, prepared, random, inFlightMin: options.inFlightMin };
    const rounds: Round[] = [];
    for (let number = 0; number < kills; number++) {
        // Spread over the load at random, with some of it left after the last kill.
        const answeredMin = Math.floor(((number + random()) * posts * sends) / (kills + 1));
        const round = await runRound(number, answeredMin, roundOptions);
        rounds.push(round);
        report(describe(round, kills));
    }
    load.resume();
    await load.finished();
    const { chain, violations } = await compare(roundOptions);
    const effects = Object.keys(chain.commands).length;
    if (effects !== posts) violations.push(`${posts} payments, ${effects} effects`);
    const begun = load.sent.reduce((total, one) => total + one.begun, 0);
    const broken = new Set([...rounds.flatMap((round) => round.violations), ...violations]);
    return { rounds, statuses: load.statuses, begun, effects, blocks: chain.blocks, violations: [...broken] };
}

function asked({
    kills,
    posts,
    sends,
    seed,
    concurrency,
    inFlightMin,
}: TortureOptions): Omit<TortureOptions, 'report'> {
    return { kills, posts, sends, seed, concurrency, inFlightMin };
}

function describe(
    { number, victim, at, inFlight, downMs, acknowledged, effects, violations }: Round,
    kills: number,
): string {
    const found = violations.length === 0 ? 'all in order' : `${violations.length} VIOLATIONS: ${violations[0] ?? ''}`;
    return (
        `kill ${number + 1} of ${kills}: ${victim}, ${at}, ${inFlight} in flight, back after ${downMs} ms; ` +
        `${acknowledged} acknowledged, ${effects} effects: ${found}`
    );
}
