import { parseAmount, sum } from '../common/amount';
import { runBatch, type CommandResult } from '../common/batch';
import type { EdgeContext } from '../common/context';
import { openEnvelope, type Envelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import type { RegionPolicy } from '../common/policy-record';
import type { Round } from './keys';
import { deliveryTime } from './market-time';
import { acceptanceMessage, objectionMessage } from './messages';
import type { ClearingRecord, TradeRecord, TradeSettlement } from './records';

/** What messages after delivery are checked against. */
export interface DeliveryRound {
    readonly region: RegionPolicy;
    readonly round: Round;
    readonly clearing: ClearingRecord;
}

/** @throws EdgeError ARGUMENT_INVALID when a message names another round. */
function assertRound(payload: Round, round: Round): void {
    if (payload.region === round.region && payload.interval === round.interval) return;
    throw new EdgeError('ARGUMENT_INVALID', { member: 'interval', region: payload.region, interval: payload.interval });
}

async function openOptions(
    ctx: EdgeContext,
    { region, round }: DeliveryRound,
    envelope: Envelope,
): Promise<{ network: string; now: bigint }> {
    const { network } = await ctx.policy();
    return { network, now: deliveryTime(region, round.interval, ctx.now, envelope.payload.issuedAt) };
}

/**
 * Reads objections of parties to trades of the round.
 * @param reasons - Reason by wallet; the first of a wallet counts, a repeat answers `exists`.
 * @returns What became of each; TRADE_PARTY for who has no trade here.
 */
export async function takeObjections(
    ctx: EdgeContext,
    at: DeliveryRound,
    envelopes: readonly Envelope[],
    reasons: Map<string, string>,
): Promise<CommandResult[]> {
    return await runBatch<Envelope, object>(envelopes, async (envelope) => {
        const options = await openOptions(ctx, at, envelope);
        const { payload, signer } = openEnvelope(envelope, objectionMessage, options);
        assertRound(payload, at.round);
        const isParty = at.clearing.trades.some(({ buyer, seller }) => buyer === signer || seller === signer);
        if (!isParty) throw new EdgeError('TRADE_PARTY', { wallet: signer });
        if (reasons.has(signer)) return { status: 'exists' };
        reasons.set(signer, payload.reason);
        return { status: 'done' };
    });
}

/** @returns The places of each seller's trades. */
function placesBySeller(trades: readonly TradeRecord[]): ReadonlyMap<string, readonly number[]> {
    const places = new Map<string, number[]>();
    for (const [index, { seller }] of trades.entries()) {
        const own = places.get(seller);
        if (own === undefined) places.set(seller, [index]);
        else own.push(index);
    }
    return places;
}

/** @returns The places of the seller's trades that this acceptance makes `a`. @throws EdgeError TRADE_PARTY, TRADE_STATE. */
function acceptable(
    clearing: ClearingRecord,
    settled: readonly TradeSettlement[],
    { seller, sold }: { readonly seller: string; readonly sold: readonly number[] },
    terms: { readonly priceMicroPerKwh: string; readonly minWh: string },
): number[] {
    if (sold.length === 0) throw new EdgeError('TRADE_PARTY', { wallet: seller });
    const open = sold.filter((index) => settled[index]?.status === 'u' || settled[index]?.status === 'a');
    const deliveredWh = sum(open.map((index) => parseAmount(settled[index]?.deliveredWh ?? '0')));
    const holds = terms.priceMicroPerKwh === clearing.priceMicroPerKwh && parseAmount(terms.minWh) <= deliveredWh;
    if (open.length === 0 || !holds)
        throw new EdgeError('TRADE_STATE', { wallet: seller, deliveredWh: String(deliveredWh) });
    return open;
}

/**
 * Applies sellers' acceptances to settled trades: those of a seller become `a` when it signed the clearing price and the
 * least energy that it accepts was paid or compensated.
 * @param settled - The settlements by trade, changed in place.
 * @returns What became of each: `exists` when the trades are accepted already; TRADE_PARTY or TRADE_STATE.
 */
export async function applyAcceptances(
    ctx: EdgeContext,
    at: DeliveryRound,
    envelopes: readonly Envelope[],
    settled: TradeSettlement[],
): Promise<CommandResult[]> {
    const sold = placesBySeller(at.clearing.trades);
    return await runBatch<Envelope, object>(envelopes, async (envelope) => {
        const options = await openOptions(ctx, at, envelope);
        const { payload, signer } = openEnvelope(envelope, acceptanceMessage, options);
        assertRound(payload, at.round);
        const places = acceptable(at.clearing, settled, { seller: signer, sold: sold.get(signer) ?? [] }, payload);
        const waiting = places.filter((index) => settled[index]?.status === 'u');
        if (waiting.length === 0) return { status: 'exists' };
        for (const index of waiting) {
            const settlement = settled[index];
            if (settlement !== undefined) settled[index] = { ...settlement, status: 'a' };
        }
        return { status: 'done' };
    });
}
