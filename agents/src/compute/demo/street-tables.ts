import type { SellerLine, StreetReport } from './street-report';

const coins = (amount: number): string => amount.toFixed(6);

function columns(rows: readonly (readonly string[])[]): string {
    const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
    return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n');
}

function sellerRow(line: SellerLine): string[] {
    return [
        line.vehicle,
        String(line.contract),
        line.price.toFixed(4),
        line.amount.toFixed(4),
        String(line.pieces),
        coins(line.promised),
        coins(line.paid),
        line.status,
        line.link ?? '',
        line.conduct === 'honest' ? '' : line.conduct,
    ];
}

/** @returns A line for each part: price (coins per machine and hour), amount (of its machine), pieces, payment (coins). */
export function sellerTable({ sellers }: StreetReport): string {
    const header = ['vehicle', 'contract', 'price', 'amount', 'pieces', 'promised', 'paid', 'ended', 'link', 'conduct'];
    return columns([header, ...sellers.map(sellerRow)]);
}

function caughtText({ caught }: StreetReport): string {
    const { cheatsHired, cheatsPaid, left, late, dropped, declined } = caught;
    const gone = `${left} gave up, ${late} never returned, ${dropped} never answered, ${declined} declined`;
    return `${cheatsHired} cheats hired, ${cheatsPaid} paid; ${gone}`;
}

/** @returns The report as lines of two columns. */
export function streetSummary(report: StreetReport): string {
    const { relay, caught } = report;
    const rows: [string, string][] = [
        ['vehicles', `${report.vehicles}, ${report.shut} of them too dear, A = ${report.marginal.toFixed(6)}`],
        ['contracts', `${report.contracts}, ${report.rounds} games, ${report.sellers.length} parts`],
        ['paid to vehicles, coins', coins(report.paid)],
        ['results', `${relay.direct} straight, ${relay.results} by relay`],
        ['relay', `${(relay.bytes / 1e6).toFixed(3)} MB for ${coins(relay.coins)} coins`],
        ['failures caught', caughtText(report)],
        ['disputes', `${caught.disputes} by the buyer, ${caught.rulings} decided, ${report.checked} pieces checked`],
        ['picture', report.pictureHash === '' ? 'incomplete' : report.pictureHash],
        ['reference picture', report.referenceHash],
        ['coins minted / held / burned', `${report.minted} / ${report.held} / ${report.burned}`],
        ['sandboxed runs', String(report.sandboxRuns)],
        ['ledger', `${report.transactions} transactions in ${report.blocks} blocks`],
        ['state hash', report.stateHash],
        ['time', `${report.seconds} s`],
    ];
    const width = Math.max(...rows.map(([name]) => name.length));
    return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
