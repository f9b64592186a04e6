import type { EdgeContext } from '../common/context';
import { latestKey } from './keys';
import { intervalStart } from './market-time';
import type { LatestRecord } from './records';

/**
 * The time by which everything that is not bound to one round is judged for wallets attached to a region: the issue, the
 * validity and the deadlines of loans and tokens, and the times of the envelopes that ask for them. By the clock it is
 * the transaction's time. Where the operator drives the gates it is the start of the last cleared interval, so that
 * loans of a replayed day begin and fall due within that day, and one seed gives one result on any ledger.
 * @returns Ms since the epoch; the transaction's time also before the first clearing of an operator-driven region.
 * @throws EdgeError REGION_UNKNOWN.
 */
export async function regionTime(ctx: EdgeContext, region: string): Promise<bigint> {
    const rules = await ctx.region(region);
    if (rules.gates === 'clock') return ctx.now;
    const latest = await ctx.store.get<LatestRecord>(latestKey(region));
    return latest === undefined ? ctx.now : intervalStart(rules, latest.interval);
}
