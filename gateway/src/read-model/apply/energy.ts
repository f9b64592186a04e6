import type {
    ClearingRecord,
    GridLine,
    ReadingsRecord,
    SettlementRecord,
    TradeSettlement,
} from '@edgebourse/chaincode/energy/records';
import type { Database, GridLineRow, ReadingRow, SettlementRow, TradeRow } from '../database/tables';
import { insertRows, listOf } from './insert';
import { keyPart, positionOf, writesOf, type Placed } from './write';

interface Round {
    readonly region: string;
    readonly interval: number;
}

function tradeRows(clearing: ClearingRecord): TradeRow[] {
    const { region, interval, priceMicroPerKwh, clearedAt } = clearing;
    return clearing.trades.map((trade, idx) => ({
        region,
        interval,
        idx,
        buyer: trade.buyer,
        seller: trade.seller,
        pay_to: trade.payTo,
        energy_wh: trade.energyWh,
        price_micro_per_kwh: priceMicroPerKwh,
        escrow_micro: trade.escrowMicro,
        deposit_micro: trade.depositMicro,
        credit_token: trade.creditToken ?? null,
        cleared_at_ms: Number(clearedAt),
    }));
}

function settlementRow(round: Round, idx: number, trade: TradeSettlement, settledAt: string): SettlementRow {
    return {
        ...round,
        idx,
        status: trade.status,
        settled_wh: trade.settledWh,
        paid_micro: trade.paidMicro,
        seller_short_micro: trade.sellerShortMicro,
        buyer_short_micro: trade.buyerShortMicro,
        held_delivered_wh: trade.held?.deliveredWh ?? '0',
        held_taken_wh: trade.held?.takenWh ?? '0',
        reason: trade.reason ?? null,
        resolved_by: trade.resolvedBy ?? null,
        settled_at_ms: Number(settledAt),
    };
}

function gridLineRow(round: Round, line: number, grid: GridLine): GridLineRow {
    return {
        ...round,
        line,
        wallet: grid.wallet,
        grid_import_wh: grid.gridImportWh,
        grid_export_wh: grid.gridExportWh,
        charged_micro: grid.chargedMicro,
        credited_micro: grid.creditedMicro,
        owed_micro: grid.owedMicro,
    };
}

/** The first line of a wallet carries its registers; later ones are of resolved disputes. */
function registerRows(round: Round, grid: readonly GridLine[]): ReadingRow[] {
    const rows = new Map<string, ReadingRow>();
    for (const { wallet, importWh, exportWh } of grid) {
        if (!rows.has(wallet)) rows.set(wallet, { ...round, wallet, import_wh: importWh, export_wh: exportWh });
    }
    return [...rows.values()];
}

async function replaceReadings(database: Database, round: Round, rows: readonly ReadingRow[]): Promise<void> {
    if (rows.length === 0) return;
    await database
        .deleteFrom('readings')
        .where('region', '=', round.region)
        .where('interval', '=', round.interval)
        .where('wallet', 'in', listOf(rows.map(({ wallet }) => wallet)))
        .execute();
    await insertRows(database, 'readings', rows);
}

/** A settlement record is written again when trades are accepted or resolved: the last one counts. */
async function applySettlement(database: Database, settlement: SettlementRecord): Promise<void> {
    const { region, interval, trades, grid, settledAt } = settlement;
    const round = { region, interval };
    for (const table of ['settlements', 'grid_lines'] as const) {
        await database.deleteFrom(table).where('region', '=', region).where('interval', '=', interval).execute();
    }
    await insertRows(
        database,
        'settlements',
        trades.map((trade, idx) => settlementRow(round, idx, trade, settledAt)),
    );
    await insertRows(
        database,
        'grid_lines',
        grid.map((line, place) => gridLineRow(round, place, line)),
    );
    await replaceReadings(database, round, registerRows(round, grid));
}

async function noteRound(database: Database, placed: Placed, { region, interval }: Round): Promise<void> {
    await insertRows(database, 'round_transactions', [{ region, interval, ...positionOf(placed) }]);
}

/** Follows the energy market: trades, their settlements, the grid's bill, meter registers. */
export async function applyEnergy(database: Database, placed: Placed): Promise<void> {
    const { transaction } = placed;
    for (const { value } of writesOf(transaction, 'clearing')) {
        const clearing = value as ClearingRecord;
        await insertRows(database, 'trades', tradeRows(clearing));
        await noteRound(database, placed, clearing);
    }
    for (const { value } of writesOf(transaction, 'settlement')) {
        const settlement = value as SettlementRecord;
        await applySettlement(database, settlement);
        await noteRound(database, placed, settlement);
    }
    for (const write of writesOf(transaction, 'reading')) {
        const round = { region: keyPart(write, 1), interval: Number(keyPart(write, 2)) };
        const rows = (write.value as ReadingsRecord).readings.map(({ wallet, importWh, exportWh }) => ({
            ...round,
            wallet,
            import_wh: importWh,
            export_wh: exportWh,
        }));
        await replaceReadings(database, round, rows);
    }
}
