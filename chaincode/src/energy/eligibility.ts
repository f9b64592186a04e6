import { sum } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { RegionPolicy } from '../common/policy-record';
import type { Entry } from './chains';
import type { Round } from './keys';
import { openOrders, refusal, type Order, type Refused } from './orders';
import { marketQuote } from './quote';
import type { Purse } from './purse';
import type { SumsRecord } from './records';
import { averageOf } from './sums';

/** What a clearing works with: who takes part, who does not and why, and the quote. */
export interface Market {
    readonly orders: readonly Order[];
    readonly refused: readonly Refused[];
    readonly averageMicroPerKwh: bigint;
    readonly quoteMicroPerKwh: bigint;
    readonly supplyWh: bigint;
    readonly demandWh: bigint;
}

const energyOf = (orders: readonly Order[], side: Order['side']): bigint =>
    sum(orders.filter((order) => order.side === side).map(({ energyWh }) => energyWh));

/** Parts the orders in two by a test. */
async function partition(
    orders: readonly Order[],
    holds: (order: Order) => boolean | Promise<boolean>,
): Promise<[yes: Order[], no: Order[]]> {
    const yes: Order[] = [];
    const no: Order[] = [];
    for (const order of orders) ((await holds(order)) ? yes : no).push(order);
    return [yes, no];
}

/** @returns Why an order cannot be paid: with the code of its token, or of its wallet's coins. */
async function shortageOf({ accounts, tokens }: Purse, order: Order): Promise<string | undefined> {
    const { wallet, reserveMicro, creditToken } = order;
    if (creditToken !== undefined) {
        const refused = (error: unknown): string => {
            if (error instanceof EdgeError) return error.code;
            throw error;
        };
        return await tokens.assertSpendable(creditToken, wallet, reserveMicro).then(() => undefined, refused);
    }
    if (reserveMicro === 0n || (await accounts.available(wallet)) >= reserveMicro) return undefined;
    return (await accounts.shortage(wallet, reserveMicro)).code;
}

/** Parts the orders into those that can be paid and refusals of the others. */
async function partFunded(purse: Purse, orders: readonly Order[]): Promise<{ funded: Order[]; poor: Refused[] }> {
    const funded: Order[] = [];
    const poor: Refused[] = [];
    for (const order of orders) {
        const code = await shortageOf(purse, order);
        if (code === undefined) funded.push(order);
        else poor.push(refusal(order.entry, order.wallet, code));
    }
    return { funded, poor };
}

/**
 * Judges the orders of a round: each by itself, then the wallet's coins, then the quote, which operators' own wallets
 * must meet exactly. Their orders do not enter the quote: nobody moves by own orders the price that it is held to.
 */
export async function judgeMarket(
    ctx: EdgeContext,
    region: RegionPolicy,
    round: Round,
    entries: readonly Entry[],
    given: { readonly purse: Purse; readonly latest: SumsRecord | undefined },
): Promise<Market> {
    const opened = await openOrders(ctx, region, round, entries);
    const { funded, poor } = await partFunded(given.purse, opened.orders);
    const average = await averageOf(ctx, region, round.interval, given.latest);
    const free = funded.filter(({ isOperators }) => !isOperators);
    const quote = marketQuote(region, average, energyOf(free, 'sell'), energyOf(free, 'buy'));
    const [orders, offQuote] = await partition(funded, ({ isOperators, limit }) => !isOperators || limit === quote);
    const refused = [
        ...opened.refused,
        ...poor,
        ...offQuote.map(({ entry, wallet }) => refusal(entry, wallet, 'ORDER_INVALID')),
    ];
    return {
        orders: orders.sort((a, b) => a.index - b.index),
        refused: refused.sort((a, b) => a.index - b.index),
        averageMicroPerKwh: average,
        quoteMicroPerKwh: quote,
        supplyWh: energyOf(orders, 'sell'),
        demandWh: energyOf(orders, 'buy'),
    };
}
