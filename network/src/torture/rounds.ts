import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RestClient } from '@edgebourse/gateway/client/rest-client';
import { KILL_POINTS, type KillPoint } from '@edgebourse/storage/kill-point';
import { networkFiles } from '../commands/network-files';
import { BLOCKS_FILE } from '../embedded/core/block-log';
import { findViolations, inspectChain, type ChainDetail } from './inspect';
import type { Load, Sent } from './load';
import type { Prepared } from './payments';
import type { VictimName, Victims } from './victims';

/** One kill, and what was found after it. */
export interface Round {
    readonly number: number;
    readonly victim: VictimName;
    /** The named point, or `random`. */
    readonly at: KillPoint | 'random';
    /** POSTs without an answer when the victim died. */
    readonly inFlight: number;
    /** From the death until peer and gateway served again, ms. */
    readonly downMs: number;
    readonly acknowledged: number;
    readonly effects: number;
    readonly blocks: number;
    readonly violations: readonly string[];
}

/** What the rounds work with. */
export interface RoundOptions {
    readonly victims: Victims;
    readonly load: Load;
    readonly prepared: Prepared;
    readonly random: () => number;
    /** A kill waits until so many POSTs are in flight. */
    readonly inFlightMin: number;
}

const GATEWAY_POINTS: ReadonlySet<KillPoint> = new Set(['journal-written', 'endorsed', 'event-checkpointed']);
const DEATH_DEADLINE_MS = 60_000;
const SETTLE_DEADLINE_MS = 120_000;
const QUIET_MS = 400;
const POLL_MS = 25;

/**
 * Lets the load run, kills one victim, starts it again and compares chain and answers. Rounds with an even number kill
 * there and then, the others when the victim next passes a named point, one point after the other.
 * @param answeredMin - The kill waits until so many POSTs were answered, so that the load lasts for all rounds.
 */
export async function runRound(number: number, answeredMin: number, options: RoundOptions): Promise<Round> {
    const { load, victims } = options;
    const point = number % 2 === 0 ? undefined : KILL_POINTS[(number >> 1) % KILL_POINTS.length];
    const victim = victimOf(point, options.random);
    const inFlight = await underLoad(answeredMin, options);
    if (point === undefined) await victims.kill(victim);
    else if (!(await victims.dieAt(victim, point, DEATH_DEADLINE_MS))) {
        throw new Error(`the ${victim} never passed ${point}`);
    }
    const died = performance.now();
    await victims.start(victim);
    const downMs = Math.round(performance.now() - died);
    await load.pause();
    const { chain, violations } = await compare(options);
    return {
        number,
        victim,
        at: point ?? 'random',
        inFlight,
        downMs,
        acknowledged: load.sent.filter(({ answered }) => answered > 0).length,
        effects: Object.keys(chain.commands).length,
        blocks: chain.blocks,
        violations,
    };
}

function victimOf(point: KillPoint | undefined, random: () => number): VictimName {
    if (point === undefined) return random() < 0.5 ? 'gateway' : 'peer';
    return GATEWAY_POINTS.has(point) ? 'gateway' : 'peer';
}

/** Waits for the moment, with enough in flight. @returns How many POSTs have no answer. */
async function underLoad(answeredMin: number, { load, inFlightMin }: RoundOptions): Promise<number> {
    load.resume();
    while (load.answered < answeredMin && !load.isDone) await delay(POLL_MS);
    while (load.inFlight < inFlightMin && !load.isDone) await delay(1);
    if (load.isDone) throw new Error('the load ended before the last kill: give more --posts');
    return load.inFlight;
}

/** Waits until what was acknowledged is on the ledger, then has the chain verified and compared with the answers. */
export async function compare({
    victims,
    load,
    prepared,
}: RoundOptions): Promise<{ chain: ChainDetail; violations: string[] }> {
    const refused = await settle(victims.gatewayUrl, load.sent);
    const ledger = networkFiles(victims.dataDir).ledger;
    await whenQuiet(join(ledger, BLOCKS_FILE));
    const chain = await inspectChain(ledger);
    return { chain, violations: [...load.violations, ...refused, ...findViolations(chain, load.sent, prepared)] };
}

/** @returns Acknowledged payments that were refused in the end, or had no end in time. */
async function settle(gatewayUrl: string, sent: readonly Sent[]): Promise<string[]> {
    const client = new RestClient({ baseUrl: gatewayUrl });
    const deadline = Date.now() + SETTLE_DEADLINE_MS;
    const broken: string[] = [];
    for (const one of sent) {
        while (one.answered > 0 && one.transactionId === undefined) {
            const { id, wallet } = one.payment;
            const path = `/v1/commands/${id}?signer=${wallet}`;
            const state = await client.get<{ status: string; transactionId?: string; code?: string }>(path);
            if (state.transactionId !== undefined) one.transactionId = state.transactionId;
            else if (state.status === 'queued' && Date.now() < deadline) await delay(POLL_MS);
            else {
                broken.push(`${id}: acknowledged, then ${state.status} ${state.code ?? ''}`);
                break;
            }
        }
    }
    return broken;
}

async function whenQuiet(path: string): Promise<void> {
    let size = -1;
    for (;;) {
        const now = (await stat(path)).size;
        if (now === size) return;
        size = now;
        await delay(QUIET_MS);
    }
}
