import type { Supply } from '@edgebourse/chaincode/coin/records';
import { CreditClient } from '@edgebourse/gateway/client/credit-client';
import { EdgebourseClient } from '@edgebourse/gateway/client/edgebourse-client';
import { CommandSigner } from '../device/commands';
import { BillBook } from './bill';
import { newCast, type RegionCast } from './cast';
import type { RegionCredit } from './credit-day';
import { readCredit, type CreditOutcome } from './credit-outcome';
import { TARIFF } from './genesis';
import { MarketDays } from './market-day';
import { DAY_INTERVALS } from './neighbourhood';
import { showProgress, type Progress } from './progress';
import { openCredit } from './open-credit';
import { replayInterval } from './region-replay';
import type { ReplayOptions } from './replay-options';
import { foundNetwork, setupUnits } from './setup';

/** What a replay left behind, all of it read from the gateway. */
export interface ReplayOutcome {
    readonly cast: readonly RegionCast[];
    readonly bills: BillBook;
    readonly market: MarketDays;
    /** Loans and banks; absent where nobody lends. */
    readonly credit?: CreditOutcome;
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
    const founding = { lends: options.credit?.lends === true, hasIncome: options.credit !== undefined };
    const progress = showProgress(setupUnits(cast, founding) + cast.length * intervals, options.progress);
    const bills = new BillBook({
        feedInMicroPerKwh: BigInt(TARIFF.feedInMicroPerKwh),
        retailMicroPerKwh: BigInt(TARIFF.retailMicroPerKwh),
    });
    const market = new MarketDays(bills);
    const regions: Region[] = [];
    try {
        progress.phase('registering');
        const founders = {
            authority: client('AuthorityMSP', 'registrar'),
            treasury: client('AuthorityMSP', 'treasury'),
            device,
        };
        const certified = await foundNetwork(cast, founders, signer, { ...founding, onProgress: progress.advance });
        const found = { options, signer, device, treasury: founders.treasury, certified };
        for (const region of cast) {
            const clients = { operator: client(region.organisation, 'operator'), device };
            regions.push({ cast: region, clients, ...(await openCredit(region, found)) });
        }
        await replayIntervals(regions, { from: firstInterval, count: intervals }, market, progress);
    } finally {
        progress.stop();
    }
    const [supply, inWallets] = await Promise.all([device.supply(), heldByAll(cast, device, founding.lends)]);
    const credit = founding.lends ? await creditOf(regions, gatewayUrl) : undefined;
    const heldMicro = inWallets + (credit?.heldMicro ?? 0n);
    const httpRequests = countRequests(await device.metrics());
    const signedMessages = signer.signed;
    return { cast, bills, market, ...(credit && { credit }), supply, heldMicro, httpRequests, signedMessages };
}

interface Region {
    readonly cast: RegionCast;
    readonly clients: { readonly operator: EdgebourseClient; readonly device: EdgebourseClient };
    readonly credit?: RegionCredit;
}

async function creditOf(regions: readonly Region[], baseUrl: string): Promise<CreditOutcome> {
    const loans = regions.flatMap(({ credit }) => credit?.loans ?? []);
    const banks = regions.map(({ cast }) => cast.organisation);
    return readCredit(new CreditClient({ baseUrl }), loans, banks);
}

/** The regions run side by side, each at its own pace; a failure of one stops the others. */
async function replayIntervals(
    regions: readonly Region[],
    intervals: { from: number; count: number },
    market: MarketDays,
    progress: Progress,
): Promise<void> {
    const stop = new AbortController();
    const replayRegion = async ({ cast, clients, credit }: Region): Promise<void> => {
        for (let step = 0; step < intervals.count; step += 1) {
            stop.signal.throwIfAborted();
            const settled = await replayInterval(cast, clients, intervals.from + step, credit);
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
async function heldByAll(cast: readonly RegionCast[], device: EdgebourseClient, lends: boolean): Promise<bigint> {
    const wallets = cast.flatMap(({ supplier, bondKey, bankKey, households }) => [
        supplier.key.address,
        bondKey.address,
        ...(lends ? [bankKey.address] : []),
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
