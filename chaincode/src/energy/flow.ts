import { max, min, parseAmount } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { openEnvelope, type Envelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { hashJson } from '../common/hash';
import type { Policy, RegionPolicy } from '../common/policy-record';
import { newAccounts } from '../coin/accounts';
import { mint } from '../coin/mint';
import { isOperators, requireUsable } from '../identity/wallets';
import { deliveredKey, flowKey } from './keys';
import { intervalEnd } from './market-time';
import { flowMessage, type FlowMessage } from './messages';
import type { DeliveredRecord, FlowRecord } from './records';
import { latestSums } from './sums';

/** The last interval of a period. */
function lastIntervalOf(period: number, { periodIntervals }: Policy['flow']): number {
    return (period + 1) * periodIntervals - 1;
}

/**
 * Whether an interval is over: the clock passed the deadline of its readings, or in an operator-driven region a later
 * interval was cleared.
 */
async function hasPassed(ctx: EdgeContext, region: RegionPolicy, interval: number): Promise<boolean> {
    if (region.gates === 'clock') return ctx.now >= intervalEnd(region, interval) + BigInt(region.clock.readingMs);
    const latest = await latestSums(ctx, region.region);
    return latest !== undefined && latest.interval > interval;
}

interface Claim {
    readonly terms: FlowMessage;
    readonly wallets: readonly string[];
}

const termsOf = ({ region, period, claim, payTo }: FlowMessage): string => hashJson({ region, period, claim, payTo });

/**
 * The time by which a claim is judged: the transaction's; where the operator drives the gates, a claim counts that was
 * valid at some moment while claims of its period are taken.
 */
async function claimTime(ctx: EdgeContext, { payload }: Envelope): Promise<bigint> {
    const { region: name, period } = payload;
    if (typeof name !== 'string' || typeof period !== 'number') return ctx.now;
    const region = await ctx.region(name);
    if (region.gates === 'clock') return ctx.now;
    const { flow } = await ctx.policy();
    const begin = intervalEnd(region, lastIntervalOf(period, flow));
    const end = begin + BigInt(flow.claimIntervals + 1) * BigInt(region.intervalMs);
    return min(max(parseAmount(payload.issuedAt), begin), end);
}

/**
 * Opens the wallets' signatures of one claim.
 * @throws EdgeError of an envelope; ARGUMENT_INVALID when the claims differ or a wallet signs twice; WALLET_*;
 * TRADE_PARTY for a wallet that is an operator's own.
 */
async function openClaim(ctx: EdgeContext, envelopes: readonly Envelope[]): Promise<Claim> {
    const { network } = await ctx.policy();
    const wallets = new Set<string>();
    let terms: FlowMessage | undefined;
    for (const envelope of envelopes) {
        const now = await claimTime(ctx, envelope);
        const { payload, signer } = openEnvelope(envelope, flowMessage, { network, now });
        terms ??= payload;
        if (termsOf(payload) !== termsOf(terms)) throw new EdgeError('ARGUMENT_INVALID', { member: 'claim' });
        if (wallets.has(signer)) throw new EdgeError('ARGUMENT_INVALID', { member: 'commands', wallet: signer });
        if (isOperators(await requireUsable(ctx, signer, now))) throw new EdgeError('TRADE_PARTY', { wallet: signer });
        wallets.add(signer);
    }
    if (terms === undefined) throw new EdgeError('ARGUMENT_INVALID', { member: 'commands' });
    return { terms, wallets: [...wallets].sort() };
}

/** Adds up what the wallets delivered in the period. @returns Wh, and the last interval in which they delivered. */
async function deliveredBy(
    ctx: EdgeContext,
    { terms, wallets }: Claim,
): Promise<{ deliveredWh: bigint; lastInterval: number }> {
    const rows = await ctx.store.range<DeliveredRecord>(deliveredKey(terms.region, terms.period));
    let deliveredWh = 0n;
    let lastInterval = 0;
    for (const { attributes, value } of rows) {
        const interval = Number(attributes[2]);
        for (const wallet of wallets) {
            const energyWh = parseAmount(value[wallet] ?? '0');
            deliveredWh += energyWh;
            if (energyWh > 0n && interval > lastInterval) lastInterval = interval;
        }
    }
    return { deliveredWh, lastInterval };
}

function isBetter(claim: FlowRecord, best: FlowRecord | undefined): boolean {
    const delivered = parseAmount(claim.deliveredWh);
    const bestDelivered = parseAmount(best?.deliveredWh ?? '0');
    if (best === undefined || delivered !== bestDelivered) return delivered > bestDelivered;
    return claim.lastInterval < best.lastInterval;
}

/** @throws EdgeError FLOW_CLAIMED once the period's reward was paid. */
function assertOpen(best: FlowRecord | undefined): void {
    if (best?.awarded === true) throw new EdgeError('FLOW_CLAIMED', { claim: best.claim });
}

/**
 * Claims the proof-of-flow of a period for a set of wallets, each of which signs: the participant that delivered most in
 * settled trades; the earliest last delivery wins a tie. A better claim replaces the one before.
 * @returns The best claim: this one, or the same one again.
 * @throws EdgeError PERIOD_OPEN, FLOW_CLAIMED, FLOW_NOT_BEST, ARGUMENT_INVALID, TRADE_PARTY, REGION_UNKNOWN, of the
 * envelopes and wallets.
 */
export async function claimFlow(
    ctx: EdgeContext,
    envelopes: readonly Envelope[],
): Promise<{ record: FlowRecord; region: string; period: number }> {
    const claim = await openClaim(ctx, envelopes);
    const { terms, wallets } = claim;
    const place = { region: terms.region, period: terms.period };
    const region = await ctx.region(terms.region);
    const { flow } = await ctx.policy();
    if (!(await hasPassed(ctx, region, lastIntervalOf(terms.period, flow)))) {
        throw new EdgeError('PERIOD_OPEN', place);
    }
    const key = flowKey(terms.region, terms.period);
    const best = await ctx.store.get<FlowRecord>(key);
    assertOpen(best);
    const { deliveredWh, lastInterval } = await deliveredBy(ctx, claim);
    const record: FlowRecord = {
        claim: terms.claim,
        wallets,
        payTo: terms.payTo,
        deliveredWh: String(deliveredWh),
        lastInterval,
        awarded: false,
    };
    if (best !== undefined && hashJson(best) === hashJson(record)) return { record: best, ...place };
    if (!isBetter(record, best)) throw new EdgeError('FLOW_NOT_BEST', { deliveredWh: record.deliveredWh });
    await requireUsable(ctx, terms.payTo);
    ctx.store.put(key, record);
    return { record, ...place };
}

/**
 * Pays the reward of a period to its best claim with new coins, once, after the time for claims has ended.
 * @throws EdgeError PERIOD_OPEN, RECORD_UNKNOWN (nobody claimed), FLOW_CLAIMED, MINT_CAP, WALLET_*.
 */
export async function awardFlow(ctx: EdgeContext, region: RegionPolicy, period: number): Promise<FlowRecord> {
    const { flow } = await ctx.policy();
    if (!(await hasPassed(ctx, region, lastIntervalOf(period, flow) + flow.claimIntervals))) {
        throw new EdgeError('PERIOD_OPEN', { region: region.region, period });
    }
    const key = flowKey(region.region, period);
    const unknown = (): EdgeError => new EdgeError('RECORD_UNKNOWN', { region: region.region, period });
    const best = await ctx.store.require<FlowRecord>(key, unknown);
    assertOpen(best);
    if (parseAmount(flow.rewardMicro) > 0n) {
        const accounts = await newAccounts(ctx);
        await mint(ctx, accounts, {
            reference: `flow.${region.region}.${period}`,
            reason: 'flow',
            outputs: [{ wallet: best.payTo, amountMicro: flow.rewardMicro }],
        });
        accounts.flush();
    }
    const awarded: FlowRecord = { ...best, awarded: true };
    ctx.store.put(key, awarded);
    return awarded;
}
