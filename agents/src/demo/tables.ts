import { savedMicro } from './bill';
import { householdBills, toCoins, type DemoReport, type HouseholdBill } from './report';
import type { ReplayOutcome } from './replay';

const kWh = (wh: number | bigint): string => (Number(wh) / 1000).toFixed(1);
const coins = (amount: number): string => amount.toFixed(3);

function mean(values: readonly number[]): number {
    return values.reduce((total, value) => total + value, 0) / Math.max(values.length, 1);
}

/**
 * @param accepted - How many trades their sellers had accepted.
 * @returns The report as lines of two columns.
 */
export function summaryTable(report: DemoReport, accepted: number): string {
    const { prices, savings, imbalance } = report;
    const rows: [string, string][] = [
        ['households', `${String(report.nodes)} for ${String(report.days)} ${report.days === 1 ? 'day' : 'days'}`],
        ['traded between neighbours', `${kWh(report.tradedWh)} kWh in ${String(report.trades)} trades`],
        ['from the grid / to the grid', `${kWh(report.importedWh)} kWh / ${kWh(report.exportedWh)} kWh`],
        [
            'price, coins per kWh',
            `${coins(Math.min(...prices))} to ${coins(Math.max(...prices))}, mean ${coins(mean(prices))}`,
        ],
        [
            'saved against the tariff, coins',
            `${coins(savings.min)} to ${coins(savings.max)}, median ${coins(savings.median)}`,
        ],
        ['households below the tariff', `${String(savings.worse)} before imbalance charges`],
        ['imbalance', `${kWh(imbalance.wh)} kWh, ${coins(imbalance.coins)} coins paid between neighbours`],
        [
            'records accepted in advance',
            `${String(accepted)} of ${String(report.trades)}, ${String(report.disputes)} disputed`,
        ],
        [
            'coins minted / held / burned',
            `${String(report.minted)} / ${String(report.outstanding)} / ${String(report.burned)}`,
        ],
        ['ledger', `${String(report.transactions)} transactions in ${String(report.blocks)} blocks`],
        ['gateway', `${String(report.httpRequests)} requests, ${String(report.signedMessages)} signed messages`],
        ['state hash', report.stateHash],
        ['time', `${String(report.seconds)} s`],
    ];
    const width = Math.max(...rows.map(([name]) => name.length));
    return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

const HOUSEHOLD_COLUMNS = [
    'region',
    'node',
    'pv',
    'import kWh',
    'export kWh',
    'bought kWh',
    'sold kWh',
    'tariff',
    'paid',
    'saved',
    'imbalance',
    'saved after',
];

function householdRow(bill: HouseholdBill): string[] {
    const saved = savedMicro(bill);
    return [
        bill.region,
        bill.node,
        bill.hasPhotovoltaics ? 'yes' : '',
        ...[bill.importWh, bill.exportWh, bill.boughtWh, bill.soldWh].map((wh) => kWh(wh)),
        ...[bill.tariffMicro, bill.paidMicro, saved, -bill.imbalanceMicro, saved - bill.imbalanceMicro].map((micro) =>
            coins(toCoins(micro)),
        ),
    ];
}

/** @returns Bills of households as a table: energy in kWh, money in coins; `imbalance` is what it brought or cost. */
export function householdTable(bills: readonly HouseholdBill[]): string {
    const rows = [HOUSEHOLD_COLUMNS, ...bills.map(householdRow)];
    const widths = HOUSEHOLD_COLUMNS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
    return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n');
}

/** @returns The households whose imbalance charges exceed what they saved, worst first. */
export function belowTariffAfterCharges(outcome: ReplayOutcome): HouseholdBill[] {
    const after = (bill: HouseholdBill): bigint => savedMicro(bill) - bill.imbalanceMicro;
    return householdBills(outcome)
        .filter((bill) => after(bill) < 0n)
        .sort((left, right) => (after(left) < after(right) ? -1 : 1));
}
