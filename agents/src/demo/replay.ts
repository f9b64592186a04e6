import type { Supply } from '@edgebourse/chaincode/coin/records';
import { EdgebourseClient } from '@edgebourse/gateway/client/edgebourse-client';
import { CommandSigner } from '../device/commands';
import type { ForecastName } from '../household/forecast';
import { BillBook } from './bill';
import { newCast, type RegionCast } from './cast';
import { TARIFF } from './genesis';
import { MarketDays } from './market-day';
import { DAY_INTERVALS, type RegionNodes } from './neighbourhood';
import { showProgress, type Progress } from './progress';
import { replayInterval } from './region-replay';
import { foundNetwork, setupUnits } from './setup';

/** What a replay needs. */
export interface ReplayOptions {
    readonly gatewayUrl: string;
    /** The bearer token of an organisation's user. */
    readonly token: (organisation: string, user: string) => string;
    readonly regions: readonly RegionNodes[];
    /** Interval of the profiles' first value, where the replay begins. */
    readonly firstInterval: number;
    /** How many intervals are replayed. */
    readonly intervals: number;
    readonly seed: string;
    readonly forecast: ForecastName;
    readonly progress: NodeJS.WriteStream;
}

/** What a replay left behind, all of it read from the gateway. */
export interface ReplayOutcome {
    readonly cast: readonly RegionCast[];
    readonly bills: BillBook;
    readonly market: MarketDays;
    readonly supply: Supply;
    /** All coins that wallets and bonds hold, added up one by one, micro-coins. */
    readonly heldMicro: bigint;
    /** Requests that the gateway answered, by its own count. */
    readonly httpRequests: number;
    /** Messages that devices signed. */
    readonly signedMessages: number;
}

/** Founds a network on an empty ledger and replays days of the neighbourhood in it. Throws at the first refusal. */
export async function replayNeighbourhood(options: ReplayOptions): Promise<ReplayOutcome> {
    const { gatewayUrl, firstInterval, intervals, seed, forecast } = options;
    const signer = new CommandSigner();
    const cast = newCast(options.regions, { firstInterval, seed, forecast, tariff: TARIFF, signer });
    const client = (organisation: string, user: string): EdgebourseClient =>
        new EdgebourseClient({ baseUrl: gatewayUrl, token: options.token(organisation, user) });
    const device = new EdgebourseClient({ baseUrl: gatewayUrl });
    const progress = showProgress(setupUnits(cast) + cast.length * intervals, options.progress);
    const bills = new BillBook({
        feedInMicroPerKwh: BigInt(TARIFF.feedInMicroPerKwh),
        retailMicroPerKwh: BigInt(TARIFF.retailMicroPerKwh),
    });
    const market = new MarketDays(bills);
    try {
        progress.phase('registering');
        const founders = {
            authority: client('AuthorityMSP', 'registrar'),
            treasury: client('AuthorityMSP', 'treasury'),
            device,
        };
        await foundNetwork(cast, founders, signer, progress.advance);
        const regions = cast.map((region) => ({
            cast: region,
            clients: { operator: client(region.organisation, 'operator'), device },
        }));
        await replayIntervals(regions, { from: firstInterval, count: intervals }, market, progress);
    } finally {
        progress.stop();
    }
    const [supply, heldMicro] = await Promise.all([device.supply(), heldByAll(cast, device)]);
    const httpRequests = countRequests(await device.metrics());
    return { cast, bills, market, supply, heldMicro, httpRequests, signedMessages: signer.signed };
}

interface Region {
    readonly cast: RegionCast;
    readonly clients: { readonly operator: EdgebourseClient; readonly device: EdgebourseClient };
}

/** The regions run side by side, each at its own pace; a failure of one stops the others. */
async function replayIntervals(
    regions: readonly Region[],
    intervals: { from: number; count: number },
    market: MarketDays,
    progress: Progress,
): Promise<void> {
    const stop = new AbortController();
    const replayRegion = async ({ cast, clients }: Region): Promise<void> => {
        for (let step = 0; step < intervals.count; step += 1) {
            stop.signal.throwIfAborted();
            const settled = await replayInterval(cast, clients, intervals.from + step);
            market.add(settled);
            progress.phase(`day ${String(Math.floor(step / DAY_INTERVALS) + 1)} ${clockOf(step)}`);
            progress.advance(1);
        }
    };
    const failures: unknown[] = [];
    const watched = regions.map(async (region) => {
        await replayRegion(region).catch((error: unknown) => {
            if (!stop.signal.aborted) failures.push(error);
            stop.abort();
        });
    });
    await Promise.all(watched);
    if (failures.length > 0) throw failures[0];
}

function clockOf(step: number): string {
    const minutes = (step % DAY_INTERVALS) * 15;
    const twoDigits = (value: number): string => String(value).padStart(2, '0');
    return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** Every coin is in a wallet or a bond once all is settled: adding them up checks the ledger's own sums. */
async function heldByAll(cast: readonly RegionCast[], device: EdgebourseClient): Promise<bigint> {
    const wallets = cast.flatMap(({ supplier, bondKey, households }) => [
        supplier.key.address,
        bondKey.address,
        ...households.map(({ key }) => key.address),
    ]);
    let held = 0n;
    for (const wallet of wallets) {
        const balance = await device.balance(wallet);
        held += BigInt(balance.confirmedMicro) + BigInt(balance.pendingMicro) + BigInt(balance.lockedMicro);
    }
    for (const { organisation } of cast) held += BigInt(await device.bondMicro(organisation));
    return held;
}

/** Adds up a counter of the Prometheus text form over its labels. */
function countRequests(metrics: string): number {
    const counts = metrics.matchAll(/^http_requests_total(?:\{.*\})? (\d+)$/gm);
    return [...counts].reduce((total, [, count]) => total + Number(count), 0);
}
