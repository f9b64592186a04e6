import { runBatch, type CommandResult } from '../common/batch';
import type { EdgeContext } from '../common/context';
import { openEnvelope, type Envelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import type { RegionPolicy } from '../common/policy-record';
import { requireWallet } from '../identity/wallets';
import { readingsKey, type Round } from './keys';
import { deliveryTime } from './market-time';
import { readingMessage } from './messages';
import type { ReadingRecord, ReadingsRecord, TradeRecord } from './records';

/** @returns The readings recorded so far, by wallet. */
export async function recordedReadings(ctx: EdgeContext, round: Round): Promise<Map<string, ReadingRecord>> {
    const rows = await ctx.store.range<ReadingsRecord>(readingsKey(round));
    const readings = rows.flatMap(({ value }) => value.readings);
    return new Map(readings.map((reading) => [reading.wallet, reading]));
}

/** What readings are checked against. */
export interface ReadingRound {
    readonly region: RegionPolicy;
    readonly round: Round;
    /** Trades of the round as far as it is cleared: a party may have moved to another region since. */
    readonly trades: readonly TradeRecord[];
}

/**
 * Opens a reading: signature and times, region and interval, wallet, its meter, its region; in this order.
 * @throws EdgeError of the envelope, READING_INVALID, WALLET_UNKNOWN, METER_MISMATCH, WALLET_NOT_ATTACHED.
 */
async function openReading(ctx: EdgeContext, at: ReadingRound, envelope: Envelope): Promise<ReadingRecord> {
    const { region, round, trades } = at;
    const { network } = await ctx.policy();
    const now = deliveryTime(region, round.interval, ctx.now, envelope.payload.issuedAt);
    const { payload, signer, hash } = openEnvelope(envelope, readingMessage, { network, now });
    const { wallet, importWh, exportWh } = payload;
    if (payload.region !== round.region || payload.interval !== round.interval) {
        throw new EdgeError('READING_INVALID', { id: payload.id, region: payload.region, interval: payload.interval });
    }
    const { meterAlias, attached } = await requireWallet(ctx, wallet);
    if (signer !== meterAlias) throw new EdgeError('METER_MISMATCH', { wallet });
    if (attached !== round.region && !trades.some(({ buyer, seller }) => buyer === wallet || seller === wallet)) {
        throw new EdgeError('WALLET_NOT_ATTACHED', { wallet, attached });
    }
    return { wallet, importWh, exportWh, hash };
}

/**
 * Takes readings into the map, once a wallet and interval.
 * @param readings - Readings so far; the new ones are added.
 * @returns What became of each: `exists` for the same payload again, else READING_EXISTS.
 */
export async function takeReadings(
    ctx: EdgeContext,
    at: ReadingRound,
    envelopes: readonly Envelope[],
    readings: Map<string, ReadingRecord>,
): Promise<CommandResult[]> {
    return await runBatch<Envelope, object>(envelopes, async (envelope) => {
        const reading = await openReading(ctx, at, envelope);
        const earlier = readings.get(reading.wallet);
        if (earlier?.hash === reading.hash) return { status: 'exists' };
        if (earlier !== undefined) throw new EdgeError('READING_EXISTS', { wallet: reading.wallet });
        readings.set(reading.wallet, reading);
        return { status: 'done' };
    });
}
