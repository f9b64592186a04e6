import { costMicro, max } from '../common/amount';
import type { Allotment, Meter } from './allot';
import type { Prices } from './imbalance';
import type { TradeRecord } from './records';

/** Residual energy of one wallet, Wh, and what it costs, micro-coins. */
export interface Residual {
    readonly wallet: string;
    readonly importWh: bigint;
    readonly exportWh: bigint;
    readonly gridImportWh: bigint;
    readonly gridExportWh: bigint;
    readonly chargedMicro: bigint;
    readonly creditedMicro: bigint;
}

/** A trade with what its meters show; `settledWh` is undefined while it is disputed. */
export interface Delivered {
    readonly trade: Pick<TradeRecord, 'buyer' | 'seller'>;
    readonly allotment: Allotment;
    readonly settledWh: bigint | undefined;
}

function add(sums: Map<string, bigint>, wallet: string, amount: bigint): void {
    sums.set(wallet, (sums.get(wallet) ?? 0n) + amount);
}

/** @returns The bill of residual energy: import at retail, export at feed-in. */
export function priceResidual(
    wallet: string,
    meter: Meter,
    grid: { readonly importWh: bigint; readonly exportWh: bigint },
    prices: Pick<Prices, 'feedIn' | 'retail'>,
): Residual {
    return {
        wallet,
        ...meter,
        gridImportWh: grid.importWh,
        gridExportWh: grid.exportWh,
        chargedMicro: costMicro(prices.retail, grid.importWh),
        creditedMicro: costMicro(prices.feedIn, grid.exportWh),
    };
}

/**
 * The grid is a participant: what a wallet imported beyond its settled purchases came from the supplier, what it exported
 * beyond its sales went there, and so did what arrived at a buyer who did not take it. Energy of disputed trades stays
 * out until they are resolved.
 * @param meters - Registers by wallet; the supplier's own meter is no line.
 */
export function residuals(
    meters: ReadonlyMap<string, Meter>,
    deliveries: readonly Delivered[],
    supplier: string,
    prices: Pick<Prices, 'feedIn' | 'retail'>,
): Residual[] {
    const covered = new Map<string, bigint>();
    const used = new Map<string, bigint>();
    const untaken = new Map<string, bigint>();
    for (const { trade, allotment, settledWh } of deliveries) {
        add(covered, trade.buyer, settledWh ?? allotment.takenWh);
        add(used, trade.seller, allotment.exportWh);
        if (settledWh !== undefined) add(untaken, trade.seller, allotment.deliveredWh - settledWh);
    }
    const lines: Residual[] = [];
    for (const [wallet, meter] of meters) {
        if (wallet === supplier) continue;
        const importWh = max(0n, meter.importWh - (covered.get(wallet) ?? 0n));
        const exportWh = meter.exportWh - (used.get(wallet) ?? 0n) + (untaken.get(wallet) ?? 0n);
        lines.push(priceResidual(wallet, meter, { importWh, exportWh }, prices));
    }
    return lines;
}
