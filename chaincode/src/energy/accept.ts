import type { z } from 'zod';
import type { CommandResult } from '../common/batch';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { RegionPolicy } from '../common/policy-record';
import { applyAcceptances } from './acceptances';
import { requireSettlement } from './disputes';
import { requireClearing } from './gates';
import { settlementKey } from './keys';
import { intervalEnd } from './market-time';
import type { energyArguments } from './records';

type AcceptArgument = z.infer<typeof energyArguments.Accept>;

/**
 * Sellers sign settled trades afterwards; by the clock until the acceptance deadline.
 * @returns What became of each acceptance.
 * @throws EdgeError INTERVAL_NOT_CLEARED, TRADE_STATE (not settled yet), GATE_CLOSED.
 */
export async function accept(
    ctx: EdgeContext,
    region: RegionPolicy,
    argument: AcceptArgument,
): Promise<CommandResult[]> {
    const round = { region: argument.region, interval: argument.interval };
    const clearing = await requireClearing(ctx, round);
    const settlement = await requireSettlement(ctx, round);
    const deadline = intervalEnd(region, round.interval) + BigInt(region.clock.acceptanceMs);
    if (region.gates === 'clock' && ctx.now > deadline)
        throw new EdgeError('GATE_CLOSED', { ...round, gate: 'acceptance' });
    const trades = [...settlement.trades];
    const results = await applyAcceptances(ctx, { region, round, clearing }, argument.acceptances, trades);
    if (results.some(({ status }) => status === 'done')) {
        ctx.store.put(settlementKey(round), { ...settlement, trades });
    }
    return results;
}
