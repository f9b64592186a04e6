import { parseAmount } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { RegionPolicy } from '../common/policy-record';
import { CHAIN_START } from '../common/receipt';
import { clearingKey, gateKey, headKey, type Round } from './keys';
import { intervalEnd, intervalStart } from './market-time';
import { marketQuote } from './quote';
import type { Announcement, ClearingRecord, GateName, GateRecord, HeadRecord } from './records';
import { averageOf, sumsBefore } from './sums';

/** @returns How far the interval has come; no gate is closed while nothing is stored. */
export async function gateOf(ctx: EdgeContext, round: Round): Promise<GateRecord> {
    return (await ctx.store.get<GateRecord>(gateKey(round))) ?? { closed: [] };
}

/** @throws EdgeError INTERVAL_CLEARED. Reads the clearing's key: a clearing that commits first makes this a conflict. */
export async function assertNotCleared(ctx: EdgeContext, round: Round): Promise<void> {
    const clearing = await ctx.store.get<ClearingRecord>(clearingKey(round));
    if (clearing !== undefined) throw new EdgeError('INTERVAL_CLEARED', { ...round });
}

/** @returns The clearing of a round. @throws EdgeError INTERVAL_NOT_CLEARED. */
export async function requireClearing(ctx: EdgeContext, round: Round): Promise<ClearingRecord> {
    return await ctx.store.require<ClearingRecord>(
        clearingKey(round),
        () => new EdgeError('INTERVAL_NOT_CLEARED', { region: round.region, interval: round.interval }),
    );
}

async function announce(ctx: EdgeContext, region: RegionPolicy, round: Round, demandWh: string): Promise<Announcement> {
    const latest = await sumsBefore(ctx, round);
    const average = await averageOf(ctx, region, round.interval, latest);
    const supplySeenWh = latest?.supplyWh ?? '0';
    const quote = marketQuote(region, average, parseAmount(supplySeenWh), parseAmount(demandWh));
    return { demandWh, supplySeenWh, quoteMicroPerKwh: String(quote) };
}

/** @throws EdgeError GATE_CLOSED (this gate), GATE_OPEN (the one before), INTERVAL_NOT_CLEARED (before `reading`). */
async function assertInTurn(
    ctx: EdgeContext,
    round: Round,
    closed: readonly GateName[],
    gate: GateName,
): Promise<void> {
    if (closed.includes(gate)) throw new EdgeError('GATE_CLOSED', { ...round, gate });
    if (gate === 'supply' && !closed.includes('demand')) throw new EdgeError('GATE_OPEN', { ...round, gate: 'demand' });
    if (gate === 'reading') await requireClearing(ctx, round);
    else await assertNotCleared(ctx, round);
}

/**
 * Closes a gate of an operator-driven interval; the demand gate with the EAG's announcement. Nothing opens it again.
 * @param demandWh - The demand that the EAG saw, Wh; only for the demand gate.
 * @throws EdgeError GATE_MODE, GATE_CLOSED, GATE_OPEN, INTERVAL_CLEARED, INTERVAL_NOT_CLEARED, ARGUMENT_INVALID.
 */
export async function closeGate(
    ctx: EdgeContext,
    region: RegionPolicy,
    round: Round,
    gate: GateName,
    demandWh: string | undefined,
): Promise<GateRecord> {
    if (region.gates !== 'operator') throw new EdgeError('GATE_MODE', { region: region.region });
    if ((gate === 'demand') !== (demandWh !== undefined)) {
        throw new EdgeError('ARGUMENT_INVALID', { member: 'demandWh', reason: 'belongs to the demand gate' });
    }
    const record = await gateOf(ctx, round);
    await assertInTurn(ctx, round, record.closed, gate);
    const announcement = demandWh === undefined ? record.announcement : await announce(ctx, region, round, demandWh);
    const closed: GateRecord = {
        closed: [...record.closed, gate],
        ...(announcement === undefined ? {} : { announcement }),
    };
    ctx.store.put(gateKey(round), closed);
    return closed;
}

/**
 * Checks that no more orders can come: the operator closed the supply gate, or the clock passed its end.
 * @throws EdgeError GATE_OPEN.
 */
export async function assertOrdersEnded(ctx: EdgeContext, region: RegionPolicy, round: Round): Promise<void> {
    const ended =
        region.gates === 'operator'
            ? (await gateOf(ctx, round)).closed.includes('supply')
            : ctx.now >= intervalStart(region, round.interval) - BigInt(region.clock.supplyMs);
    if (!ended) throw new EdgeError('GATE_OPEN', { ...round, gate: 'supply' });
}

/** @returns Whether the deadline for readings has passed. */
export async function readingsEnded(ctx: EdgeContext, region: RegionPolicy, round: Round): Promise<boolean> {
    if (region.gates === 'operator') return (await gateOf(ctx, round)).closed.includes('reading');
    return ctx.now >= intervalEnd(region, round.interval) + BigInt(region.clock.readingMs);
}

/**
 * Publishes the caller's organisation's head, once. In an operator-driven region until the supply gate closes, which
 * writes a key that is read here; by the clock until the interval is cleared. Whoever commits first wins.
 * @returns `exists` for the same head again.
 * @throws EdgeError INTERVAL_CLEARED, GATE_CLOSED, HEAD_EXISTS, CHAIN_BROKEN (an empty chain with a head).
 */
export async function publishHead(
    ctx: EdgeContext,
    region: RegionPolicy,
    round: Round,
    head: HeadRecord,
): Promise<'done' | 'exists'> {
    const organisation = ctx.caller.mspId;
    const key = headKey(round, organisation);
    const published = await ctx.store.get<HeadRecord>(key);
    if (published?.count === head.count && published.head === head.head) return 'exists';
    if (published !== undefined) throw new EdgeError('HEAD_EXISTS', { ...round, organisation });
    await assertNotCleared(ctx, round);
    if (region.gates === 'operator' && (await gateOf(ctx, round)).closed.includes('supply')) {
        throw new EdgeError('GATE_CLOSED', { ...round, gate: 'supply' });
    }
    if ((head.count === 0) !== (head.head === CHAIN_START)) throw new EdgeError('CHAIN_BROKEN', { organisation });
    ctx.store.put(key, head);
    return 'done';
}
