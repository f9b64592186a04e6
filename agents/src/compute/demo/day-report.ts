import type { QueueHour } from './day-queue';
import type { DayHour, DayOutcome } from './run-day';

/** A day of all districts in one way of running it. Waiting in minutes, weighted by work; money in coins. */
export interface DayTotals {
    readonly waitMinutes: number;
    readonly waitMaxMinutes: number;
    readonly cost: number;
    /** Of work that was done, a machine-hour. */
    readonly costPerHour: number;
    /** Work done by hired machines, of all work. */
    readonly hiredShare: number;
    /** Work that still waits at midnight, machine-hours. */
    readonly backlog: number;
}

/** `out.json` of a day. */
export interface DayReport {
    readonly seed: string;
    readonly hours: readonly DayHour[];
    readonly withMarket: DayTotals;
    readonly without: DayTotals;
    readonly transactions: number;
    readonly blocks: number;
    readonly stateHash: string;
    readonly seconds: number;
}

function totalsOf(
    hours: readonly DayHour[],
    tariff: number,
    of: (hour: DayHour) => { readonly queue: QueueHour; readonly payment: number },
): DayTotals {
    let [work, waits, waitMax, cost, hired, done] = [0, 0, 0, 0, 0, 0];
    for (const hour of hours) {
        const { queue, payment } = of(hour);
        work += queue.arrived;
        waits += queue.arrived * queue.waitMinutes;
        waitMax = Math.max(waitMax, queue.waitMaxMinutes);
        cost += queue.byNode * tariff + payment;
        hired += queue.byHired;
        done += queue.byNode + queue.byHired;
    }
    const last = Math.max(...hours.map(({ hour }) => hour));
    const backlog = hours.filter(({ hour }) => hour === last).reduce((all, hour) => all + of(hour).queue.backlog, 0);
    const shares = { costPerHour: cost / done, hiredShare: hired / work };
    return { waitMinutes: waits / work, waitMaxMinutes: waitMax, cost, ...shares, backlog };
}

/** @returns The members of `out.json`. */
export function newDayReport(
    { hours, tariff }: DayOutcome,
    facts: Pick<DayReport, 'seed' | 'transactions' | 'blocks' | 'stateHash' | 'seconds'>,
): DayReport {
    return {
        ...facts,
        seconds: Math.round(facts.seconds * 10) / 10,
        hours,
        withMarket: totalsOf(hours, tariff, ({ withMarket, payment }) => ({ queue: withMarket, payment })),
        without: totalsOf(hours, tariff, ({ without }) => ({ queue: without, payment: 0 })),
    };
}

const HEADER = ['hour', 'district', 'vehicles', 'load', 'bought', 'price from', 'to', 'coins', 'waiting', 'without'];

function hourRow(hour: DayHour): string[] {
    const [low, high] = hour.prices ?? [];
    return [
        `${String(hour.hour).padStart(2, '0')}:00`,
        hour.district,
        String(hour.vehicles),
        `${Math.round(hour.loadPpm / 10_000)} %`,
        hour.bought.toFixed(2),
        low?.toFixed(2) ?? '',
        high?.toFixed(2) ?? '',
        hour.payment.toFixed(2),
        hour.withMarket.waitMinutes.toFixed(1),
        hour.without.waitMinutes.toFixed(1),
    ];
}

/** @returns A line for each hour and district: machines bought, prices, coins, mean waiting in minutes both ways. */
export function dayTable({ hours }: DayReport): string {
    const rows = [HEADER, ...hours.map(hourRow)];
    const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n');
}

function totalsRow(name: string, totals: DayTotals): string {
    const { waitMinutes, waitMaxMinutes, cost, costPerHour, hiredShare, backlog } = totals;
    const waiting = `${waitMinutes.toFixed(1)} min of waiting on average, ${waitMaxMinutes.toFixed(1)} at most`;
    const share = `${(100 * hiredShare).toFixed(0)} % by vehicles`;
    const coins = `${cost.toFixed(2)} coins (${costPerHour.toFixed(3)} a machine-hour)`;
    return `${name}  ${waiting}; ${coins}, ${share}; ${backlog.toFixed(1)} machine-hours left at midnight`;
}

/** @returns Waiting time and cost with and without the market. */
export function daySummary({ withMarket, without, transactions, blocks, stateHash, seconds }: DayReport): string {
    return [
        totalsRow('with the market   ', withMarket),
        totalsRow('without the market', without),
        `ledger              ${transactions} transactions in ${blocks} blocks, state hash ${stateHash}`,
        `time                ${seconds} s`,
    ].join('\n');
}

/** @returns Claims that the day does not bear out; empty when all hold. */
export function brokenDayClaims({ hours, withMarket, without }: DayReport): string[] {
    const boughtIn = (district: string): boolean => hours.some((hour) => hour.district === district && hour.bought > 0);
    const claims: [boolean, string][] = [
        [withMarket.waitMinutes < without.waitMinutes, 'nobody waits less with the market'],
        [boughtIn('business') && boughtIn('home'), 'a district never bought'],
        [withMarket.costPerHour < without.costPerHour, 'a machine-hour costs no less with the market'],
        [withMarket.backlog <= without.backlog, 'more work is left at midnight with the market'],
    ];
    return claims.flatMap(([holds, what]) => (holds ? [] : [what]));
}
