import { sum } from '../common/amount';
import type { EdgeContext } from '../common/context';
import type { RegionPolicy } from '../common/policy-record';
import type { Accounts } from '../coin/accounts';
import type { Entry } from './chains';
import type { Round } from './keys';
import { openOrders, refusal, type Order, type Refused } from './orders';
import { marketQuote } from './quote';
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

/** @returns Why each of these orders cannot pay: its coins are missing, or not confirmed yet. */
async function shortages(accounts: Accounts, poor: readonly Order[]): Promise<Refused[]> {
    const refused: Refused[] = [];
    for (const { entry, wallet, reserveMicro } of poor) {
        refused.push(refusal(entry, wallet, (await accounts.shortage(wallet, reserveMicro)).code));
    }
    return refused;
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
    given: { readonly accounts: Accounts; readonly latest: SumsRecord | undefined },
): Promise<Market> {
    const opened = await openOrders(ctx, region, round, entries);
    const [funded, poor] = await partition(
        opened.orders,
        async ({ wallet, reserveMicro }) =>
            reserveMicro === 0n || (await given.accounts.available(wallet)) >= reserveMicro,
    );
    const average = await averageOf(ctx, region, round.interval, given.latest);
    const free = funded.filter(({ isOperators }) => !isOperators);
    const quote = marketQuote(region, average, energyOf(free, 'sell'), energyOf(free, 'buy'));
    const [orders, offQuote] = await partition(funded, ({ isOperators, limit }) => !isOperators || limit === quote);
    const refused = [
        ...opened.refused,
        ...(await shortages(given.accounts, poor)),
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
