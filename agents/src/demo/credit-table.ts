import type { CreditReport } from './credit-report';

const kWh = (wh: number): string => `${(wh / 1000).toFixed(1)} kWh`;
const coins = (amount: number): string => amount.toFixed(3);
const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`;

function table(rows: readonly (readonly string[])[]): string {
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
    return rows
        .map((row) =>
            row
                .map((cell, column) => cell.padEnd(widths[column] ?? 0))
                .join('  ')
                .trimEnd(),
        )
        .join('\n');
}

/** @returns What credit changed, what it cost, and how the banks stand. */
export function creditTable(report: CreditReport): string {
    const { without, loans, alpha, beta } = report;
    const more = report.trades - without.trades;
    const share = without.trades === 0 ? '' : ` (${((100 * more) / without.trades).toFixed(1)} %)`;
    const granted = Object.values(loans).reduce((total, number) => total + number, 0);
    const comparison = table([
        ['', 'without credit', 'with credit'],
        ['trades', String(without.trades), `${String(report.trades)}: ${String(more)} more${share}`],
        ['traded', kWh(without.tradedWh), kWh(report.tradedWh)],
        ['orders without coins', String(without.ordersWithoutCoins), String(report.ordersWithoutCoins)],
        ['trades paid by token', '0', String(report.tradesOnCredit)],
    ]);
    const business = table([
        ['loans', `${String(granted)} over ${coins(report.lent)} coins`],
        [
            '',
            Object.entries(loans)
                .filter(([, number]) => number > 0)
                .map(([status, number]) => `${String(number)} ${status}`)
                .join(', '),
        ],
        ['penalty rate', `${percent(alpha[0])} to ${percent(alpha[2])}, median ${percent(alpha[1])}`],
        ['interest a month', `${percent(beta[0])} to ${percent(beta[2])}, median ${percent(beta[1])}`],
        ['interest / penalties', `${coins(report.interest)} / ${coins(report.penalties)} coins`],
        ['paid back / still due', `${coins(report.paid)} / ${coins(report.due)} coins`],
        [
            'grades of borrowers',
            Object.entries(report.grades)
                .map(([grade, number]) => `${grade} ${String(number)}`)
                .join(', '),
        ],
    ]);
    const banks = table([
        ['bank', 'reserve', 'outstanding', 'overdue', 'charges due', 'open loans'],
        ...report.banks.map((bank) => [
            bank.bank,
            coins(bank.reserve),
            coins(bank.outstanding),
            coins(bank.overdue),
            coins(bank.charges),
            String(bank.loans),
        ]),
    ]);
    return `${comparison}\n\n${business}\n\n${banks}`;
}
