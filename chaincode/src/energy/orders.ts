import { costMicro, max, parseAmount, parsePositive } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { addressOfKey, openEnvelope, type Envelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import type { RegionPolicy } from '../common/policy-record';
import { isOperators, requireUsable } from '../identity/wallets';
import { isEarlier, type AuctionOrder } from './auction';
import type { Entry } from './chains';
import { debtsOf } from './debts';
import type { Round } from './keys';
import { orderTime } from './market-time';
import { orderMessage, orderTie, type OrderMessage } from './messages';

const PPM = 1_000_000n;

/** An order that was opened and may take part if its wallet can pay. */
export interface Order extends AuctionOrder {
    readonly side: 'buy' | 'sell';
    readonly wallet: string;
    readonly payTo: string;
    /** The buyer's token that pays. */
    readonly creditToken?: string;
    /** Most that the order can ask of its wallet: a buyer's cost at its limit, a seller's deposit. Micro-coins. */
    readonly reserveMicro: bigint;
    /** Whether the wallet is an operator's own, which trades at the quote only. */
    readonly isOperators: boolean;
    readonly entry: Entry;
}

/** An order that takes no part, with the code of the reason. */
export interface Refused {
    readonly index: number;
    readonly order: string;
    /** The signer; empty when the signature does not hold. */
    readonly wallet: string;
    readonly code: string;
}

/** @returns A seller's deposit for a quantity at a price, micro-coins: its share of (retail - price) x quantity. */
export function depositMicro(region: RegionPolicy, priceMicroPerKwh: bigint, energyWh: bigint): bigint {
    const margin = max(0n, parseAmount(region.retailMicroPerKwh) - priceMicroPerKwh);
    return (costMicro(margin, energyWh) * BigInt(region.depositPpm)) / PPM;
}

/**
 * An order belongs to its round, and its limit leaves the price within the tariff: nobody sells above retail or buys
 * below feed-in, so that no clearing price can lie outside. Only a buyer pays with a token.
 * @throws EdgeError ORDER_INVALID.
 */
function assertFits(region: RegionPolicy, round: Round, order: OrderMessage): void {
    const limit = parseAmount(order.limitMicroPerKwh);
    const isOutside =
        order.side === 'sell'
            ? limit > parseAmount(region.retailMicroPerKwh)
            : limit < parseAmount(region.feedInMicroPerKwh);
    const isSoldOnCredit = order.side === 'sell' && order.creditToken !== undefined;
    if (order.region !== round.region || order.interval !== round.interval || isOutside || isSoldOnCredit) {
        throw new EdgeError('ORDER_INVALID', { id: order.id, region: order.region, interval: order.interval });
    }
}

/** By the clock, buy orders end with the demand gate and sell orders with the supply gate. @throws EdgeError GATE_CLOSED. */
function assertInTime(region: RegionPolicy, round: Round, side: 'buy' | 'sell', timeMs: bigint): void {
    if (region.gates === 'operator') return;
    const lead = side === 'buy' ? region.clock.demandMs : region.clock.supplyMs;
    const end = BigInt(round.interval) * BigInt(region.intervalMs) - BigInt(lead);
    if (timeMs > end) throw new EdgeError('GATE_CLOSED', { ...round, gate: side === 'buy' ? 'demand' : 'supply' });
}

/**
 * Opens the order of a receipt: signature and times, round and limit, gate, wallet, region, debt, payee; in this order.
 * @throws EdgeError of the first check that fails.
 */
async function openOrder(
    ctx: EdgeContext,
    region: RegionPolicy,
    round: Round,
    entry: Entry,
    debts: ReadonlyMap<string, bigint>,
): Promise<Order> {
    const { network } = await ctx.policy();
    const now = orderTime(region, round.interval, ctx.now);
    const { payload, signer } = openEnvelope(entry.envelope, orderMessage, { network, now });
    assertFits(region, round, payload);
    assertInTime(region, round, payload.side, entry.timeMs);
    const record = await requireUsable(ctx, signer, now);
    const { attached } = record;
    if (attached !== round.region) throw new EdgeError('WALLET_NOT_ATTACHED', { wallet: signer, attached });
    const owed = debts.get(signer);
    if (owed !== undefined) throw new EdgeError('GRID_DEBT', { wallet: signer, owedMicro: String(owed) });
    const payTo = payload.payTo ?? signer;
    if (payTo !== signer) await requireUsable(ctx, payTo, now);
    const limit = parseAmount(payload.limitMicroPerKwh);
    const energyWh = parsePositive(payload.energyWh);
    return {
        index: entry.index,
        limit,
        energyWh,
        timeMs: entry.timeMs,
        tie: orderTie(round, signer, payload.id),
        side: payload.side,
        wallet: signer,
        payTo,
        ...(payload.creditToken !== undefined && { creditToken: payload.creditToken }),
        reserveMicro: payload.side === 'buy' ? costMicro(limit, energyWh) : depositMicro(region, limit, energyWh),
        isOperators: isOperators(record),
        entry,
    };
}

/** @returns Why an order takes no part. */
export function refusal(entry: Entry, wallet: string, code: string): Refused {
    return { index: entry.index, order: entry.hash, wallet, code };
}

/** The wallet that an envelope claims, empty where the signature itself was refused: nobody is named by a forgery. */
function signerOf(envelope: Envelope, code: string): string {
    return code.startsWith('ENVELOPE_') || code === 'ARGUMENT_INVALID' ? '' : addressOfKey(envelope.publicKey);
}

/**
 * Opens the orders of a round. A bad one is put aside with its code, the others stand. Of several of one wallet the
 * earliest stays.
 */
export async function openOrders(
    ctx: EdgeContext,
    region: RegionPolicy,
    round: Round,
    entries: readonly Entry[],
): Promise<{ orders: Order[]; refused: Refused[] }> {
    const refused: Refused[] = [];
    const first = new Map<string, Order>();
    const debts = await debtsOf(ctx, region.region);
    for (const entry of entries) {
        try {
            const order = await openOrder(ctx, region, round, entry, debts);
            const other = first.get(order.wallet);
            if (other === undefined || isEarlier(order, other)) first.set(order.wallet, order);
            const late = other === undefined || isEarlier(order, other) ? other : order;
            if (late !== undefined) refused.push(refusal(late.entry, late.wallet, 'ORDER_DUPLICATE'));
        } catch (error) {
            if (!(error instanceof EdgeError)) throw error;
            refused.push(refusal(entry, signerOf(entry.envelope, error.code), error.code));
        }
    }
    return { orders: [...first.values()], refused };
}
