import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { RegionPolicy } from '../common/policy-record';
import { latestKey, sumsKey, type Round } from './keys';
import { averagePrice, middlePrice } from './quote';
import type { LatestRecord, SumsRecord } from './records';

type WithStore = Pick<EdgeContext, 'store'>;

const DAY_MS = 86_400_000n;

/** @returns The number of intervals of 24 hours, at least one. */
function windowIntervals(region: RegionPolicy): number {
    const intervals = Number(DAY_MS / BigInt(region.intervalMs));
    return intervals > 0 ? intervals : 1;
}

async function sumsOf(ctx: WithStore, round: Round): Promise<SumsRecord> {
    return await ctx.store.require<SumsRecord>(
        sumsKey(round),
        () =>
            new EdgeError('RECORD_CORRUPT', {
                reason: 'prefix sums missing',
                region: round.region,
                interval: round.interval,
            }),
    );
}

/** @returns The prefix sums of the region's last clearing, or undefined before the first. */
export async function latestSums(ctx: WithStore, region: string): Promise<SumsRecord | undefined> {
    const latest = await ctx.store.get<LatestRecord>(latestKey(region));
    return latest === undefined ? undefined : await sumsOf(ctx, { region, interval: latest.interval });
}

/**
 * As {@link latestSums} for a round that is yet to be cleared: prefix sums go forward only.
 * @throws EdgeError INTERVAL_CLEARED, or GATE_CLOSED for an interval that was passed over.
 */
export async function sumsBefore(ctx: WithStore, round: Round): Promise<SumsRecord | undefined> {
    const latest = await latestSums(ctx, round.region);
    if (latest === undefined || latest.interval < round.interval) return latest;
    const code = latest.interval === round.interval ? 'INTERVAL_CLEARED' : 'GATE_CLOSED';
    throw new EdgeError(code, { ...round, lastCleared: latest.interval });
}

/**
 * The sums of all clearings up to an interval, found through the runs of cleared intervals: two reads where no interval
 * was passed over.
 * @param from - Sums of a later interval.
 */
async function sumsUpTo(
    ctx: WithStore,
    region: string,
    interval: number,
    from: SumsRecord,
): Promise<SumsRecord | undefined> {
    let sums = from;
    while (sums.interval > interval) {
        if (interval >= sums.runStart) return await sumsOf(ctx, { region, interval });
        if (sums.previousRun === undefined) return undefined;
        sums = await sumsOf(ctx, { region, interval: sums.previousRun });
    }
    return sums;
}

/**
 * AP of a round: the volume-weighted mean price of the region's clearings in the 24 hours before it.
 * @param latest - Answer of {@link sumsBefore}.
 * @returns Micro-coins per kWh; the middle of the band where nothing was traded.
 */
export async function averageOf(
    ctx: WithStore,
    region: RegionPolicy,
    interval: number,
    latest: SumsRecord | undefined,
): Promise<bigint> {
    const middle = middlePrice(region);
    const lastOutside = interval - windowIntervals(region) - 1;
    if (latest === undefined || latest.interval <= lastOutside) return middle;
    const before = await sumsUpTo(ctx, region.region, lastOutside, latest);
    const moneyBefore = BigInt(before?.moneyMicroWhPerKwh ?? '0');
    const energyBefore = BigInt(before?.energyWh ?? '0');
    return averagePrice(
        BigInt(latest.moneyMicroWhPerKwh) - moneyBefore,
        BigInt(latest.energyWh) - energyBefore,
        middle,
    );
}

/** Writes the prefix sums of a clearing and makes it the region's last one. */
export function appendSums(
    ctx: WithStore,
    round: Round,
    latest: SumsRecord | undefined,
    cleared: { readonly price: bigint; readonly volumeWh: bigint; readonly supplyWh: bigint },
): void {
    const isNext = latest !== undefined && latest.interval === round.interval - 1;
    const previousRun = isNext ? latest.previousRun : latest?.interval;
    const energyWh = BigInt(latest?.energyWh ?? '0') + cleared.volumeWh;
    const money = BigInt(latest?.moneyMicroWhPerKwh ?? '0') + cleared.price * cleared.volumeWh;
    const sums: SumsRecord = {
        energyWh: String(energyWh),
        moneyMicroWhPerKwh: String(money),
        supplyWh: String(cleared.supplyWh),
        interval: round.interval,
        runStart: isNext ? latest.runStart : round.interval,
        ...(previousRun === undefined ? {} : { previousRun }),
    };
    ctx.store.put(sumsKey(round), sums);
    ctx.store.put(latestKey(round.region), { interval: round.interval } satisfies LatestRecord);
}
