import type { z } from 'zod';
import type { CommandResult } from '../common/batch';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { RegionPolicy } from '../common/policy-record';
import { readingsEnded } from './gates';
import { clearingKey, readingsKey } from './keys';
import { recordedReadings, takeReadings } from './readings';
import type { ClearingRecord, energyArguments, ReadingsRecord } from './records';
import { assertNotSettled } from './settle';

type ReadingsArgument = z.infer<typeof energyArguments.RecordReadings>;

/**
 * Records readings before the settlement, through any organisation's gateway, until the deadline.
 * @returns What became of each reading.
 * @throws EdgeError SETTLED_ALREADY, GATE_CLOSED.
 */
export async function recordReadings(
    ctx: EdgeContext,
    region: RegionPolicy,
    argument: ReadingsArgument,
): Promise<CommandResult[]> {
    const round = { region: argument.region, interval: argument.interval };
    await assertNotSettled(ctx, round);
    if (await readingsEnded(ctx, region, round)) throw new EdgeError('GATE_CLOSED', { ...round, gate: 'reading' });
    const clearing = await ctx.store.get<ClearingRecord>(clearingKey(round));
    const readings = await recordedReadings(ctx, round);
    const before = new Set(readings.keys());
    const at = { region, round, trades: clearing?.trades ?? [] };
    const results = await takeReadings(ctx, at, argument.readings, readings);
    const added = [...readings.values()].filter(({ wallet }) => !before.has(wallet));
    if (added.length > 0) {
        ctx.store.put(readingsKey(round, ctx.txId), { readings: added } satisfies ReadingsRecord);
    }
    return results;
}
