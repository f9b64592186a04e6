import type { z } from 'zod';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { RegionPolicy } from '../common/policy-record';
import { clearAuction, type AuctionResult } from './auction';
import { entriesOf, takeChains, type Heads } from './chains';
import { judgeMarket, type Market } from './eligibility';
import { assertNotCleared, assertOrdersEnded } from './gates';
import { chainKey, clearingKey, type Round } from './keys';
import { orderTime } from './market-time';
import type { ChainRecord, ClearingRecord, energyArguments, PreviewedClearing, ProposedClearing } from './records';
import { newPurse } from './purse';
import { appendSums, sumsBefore } from './sums';
import { lockCoins, tradesOf, tradesRoot } from './trades';

type ClearArgument = z.infer<typeof energyArguments.Clear>;
type PreviewArgument = z.infer<typeof energyArguments.PreviewClear>;

const ofSide = (market: Market, side: 'buy' | 'sell'): Market['orders'] =>
    market.orders.filter((order) => order.side === side);

/** @returns The clearing that the rule gives, recomputed by every endorser. */
function recompute(market: Market): AuctionResult {
    return clearAuction(ofSide(market, 'buy'), ofSide(market, 'sell'), market.quoteMicroPerKwh);
}

/**
 * Compares a proposed clearing with the recomputed one: price, volume, and each pair in its place.
 * @throws EdgeError QUOTE_MISMATCH, CLEARING_MISMATCH.
 */
function assertSame(proposed: ProposedClearing, quote: bigint, own: AuctionResult): void {
    if (proposed.quoteMicroPerKwh !== String(quote)) {
        throw new EdgeError('QUOTE_MISMATCH', { proposed: proposed.quoteMicroPerKwh, quote: String(quote) });
    }
    if (proposed.priceMicroPerKwh !== String(own.price)) {
        throw new EdgeError('CLEARING_MISMATCH', { member: 'price', price: String(own.price) });
    }
    if (proposed.volumeWh !== String(own.volumeWh) || proposed.matches.length !== own.matches.length) {
        throw new EdgeError('CLEARING_MISMATCH', { member: 'volume', volumeWh: String(own.volumeWh) });
    }
    const wrong = own.matches.findIndex(({ buy, sell, energyWh }, place) => {
        const match = proposed.matches[place];
        return match?.buy !== buy || match.sell !== sell || match.energyWh !== String(energyWh);
    });
    if (wrong >= 0) throw new EdgeError('CLEARING_MISMATCH', { member: 'matches', place: wrong });
}

function clearingRecord(
    ctx: EdgeContext,
    round: Round,
    market: Market,
    result: AuctionResult,
    rest: Pick<ClearingRecord, 'trades' | 'heads'>,
): ClearingRecord {
    return {
        region: round.region,
        interval: round.interval,
        priceMicroPerKwh: String(result.price),
        quoteMicroPerKwh: String(market.quoteMicroPerKwh),
        averageMicroPerKwh: String(market.averageMicroPerKwh),
        demandWh: String(market.demandWh),
        supplyWh: String(market.supplyWh),
        volumeWh: String(result.volumeWh),
        ...rest,
        root: tradesRoot(round, rest.trades),
        refused: market.refused.map(({ order, wallet, code }) => ({ order, wallet, code })),
        clearedAt: String(ctx.now),
    };
}

function putChains(ctx: EdgeContext, round: Round, heads: Heads, links: ReadonlyMap<string, readonly string[]>): void {
    for (const { organisation } of heads) {
        const record: ChainRecord = { links: links.get(organisation) ?? [] };
        ctx.store.put(chainKey(round, organisation), record);
    }
}

/**
 * Clears a round: the gate has ended, the receipts are the published chains, each order is judged, the auction is
 * computed again and must be the proposed one; then coins are locked and the clearing is written, with the chains' links
 * and the prefix sums. A bad order is refused in the record; a wrong result refuses the proposal.
 * @throws EdgeError INTERVAL_CLEARED, GATE_CLOSED, GATE_OPEN, BATCH_TOO_LARGE, HEAD_MISSING, CHAIN_BROKEN,
 * QUOTE_MISMATCH, CLEARING_MISMATCH.
 */
export async function clear(ctx: EdgeContext, region: RegionPolicy, argument: ClearArgument): Promise<ClearingRecord> {
    const round = { region: argument.region, interval: argument.interval };
    await assertNotCleared(ctx, round);
    const latest = await sumsBefore(ctx, round);
    await assertOrdersEnded(ctx, region, round);
    const entries = entriesOf(argument.chains);
    const { heads, links } = await takeChains(ctx, round, argument.chains, entries);
    const purse = await newPurse(ctx, orderTime(region, round.interval, ctx.now));
    const market = await judgeMarket(ctx, region, round, entries, { purse, latest });
    const result = recompute(market);
    assertSame(argument.result, market.quoteMicroPerKwh, result);
    const trades = tradesOf(region, market.orders, result);
    await lockCoins(purse, trades);
    purse.flush();
    const record = clearingRecord(ctx, round, market, result, { trades, heads });
    ctx.store.put(clearingKey(round), record);
    putChains(ctx, round, heads, links);
    appendSums(ctx, round, latest, { ...result, supplyWh: market.supplyWh });
    return record;
}

/**
 * What {@link clear} would find with these receipts; changes nothing. Heads need not be published yet.
 * @throws EdgeError INTERVAL_CLEARED, GATE_CLOSED, BATCH_TOO_LARGE, CHAIN_BROKEN.
 */
export async function previewClear(
    ctx: EdgeContext,
    region: RegionPolicy,
    argument: PreviewArgument,
): Promise<PreviewedClearing> {
    const round = { region: argument.region, interval: argument.interval };
    const latest = await sumsBefore(ctx, round);
    const market = await judgeMarket(ctx, region, round, entriesOf(argument.chains), {
        purse: await newPurse(ctx, orderTime(region, round.interval, ctx.now)),
        latest,
    });
    return {
        eligible: market.orders.map(({ index, side, limit, energyWh, timeMs, tie, wallet }) => ({
            index,
            side,
            limitMicroPerKwh: String(limit),
            energyWh: String(energyWh),
            timeMs: String(timeMs),
            tie,
            wallet,
        })),
        quoteMicroPerKwh: String(market.quoteMicroPerKwh),
        refused: market.refused,
    };
}
