import type { StatementSums } from './statement-sums';

/** A period statement: what the meter, the trades, the grid's bill and the coins say. Wh and micro-coins. */
export interface Statement {
    readonly trades: number;
    readonly readings: number;
    readonly energy: {
        readonly importWh: string;
        readonly exportWh: string;
        readonly boughtWh: string;
        readonly soldWh: string;
        readonly gridImportWh: string;
        readonly gridExportWh: string;
        /** In disputed trades, not yet attributed. */
        readonly heldImportWh: string;
        readonly heldExportWh: string;
        /** Import less its parts: 0, or negative by what resolvers decided beyond the meter. */
        readonly importDifferenceWh: string;
        /** Export less its parts: what the line lost, less what resolvers decided beyond the meter. */
        readonly exportDifferenceWh: string;
    };
    readonly coins: {
        readonly paidMicro: string;
        /** Paid by its tokens, compensation included: no coins of the wallet, so no part of the sum. */
        readonly paidOnCreditMicro: string;
        readonly earnedMicro: string;
        /** For imbalances: what the short side pays the other. */
        readonly compensationPaidMicro: string;
        readonly compensationReceivedMicro: string;
        /** In trades that are open or disputed. */
        readonly heldMicro: string;
        readonly gridChargedMicro: string;
        readonly gridCreditedMicro: string;
        /** By how much the debt to grid suppliers grew; negative when it shrank. */
        readonly debtGrowthMicro: string;
        /** For a grid supplier: what the others paid it, less what it paid them. */
        readonly suppliedMicro: string;
        /** The sum of the above. */
        readonly netMicro: string;
        /** What the coin outputs of the same transactions say. */
        readonly ledgerMicro: string;
    };
    /** Whether the coins of the ledger agree with the records, and the import with its parts. */
    readonly isReconciled: boolean;
}

function energyOf({ trades, grid, registers }: StatementSums): Statement['energy'] {
    const imported = BigInt(trades.bought_wh) + BigInt(trades.held_import_wh) + BigInt(grid.grid_import_wh);
    const exported = BigInt(trades.sold_wh) + BigInt(trades.held_export_wh) + BigInt(grid.grid_export_wh);
    return {
        importWh: registers.import_wh,
        exportWh: registers.export_wh,
        boughtWh: trades.bought_wh,
        soldWh: trades.sold_wh,
        gridImportWh: grid.grid_import_wh,
        gridExportWh: grid.grid_export_wh,
        heldImportWh: trades.held_import_wh,
        heldExportWh: trades.held_export_wh,
        importDifferenceWh: String(BigInt(registers.import_wh) - imported),
        exportDifferenceWh: String(BigInt(registers.export_wh) - exported),
    };
}

function coinsOf({ trades, grid, supplied, ledger }: StatementSums): Statement['coins'] {
    const suppliedMicro =
        BigInt(supplied.charged_micro) - BigInt(supplied.credited_micro) - BigInt(ledger.debt_to_it_micro);
    const ofTrades =
        BigInt(trades.earned_micro) +
        BigInt(trades.short_received_micro) -
        BigInt(trades.paid_micro) -
        BigInt(trades.short_paid_micro) -
        BigInt(trades.held_micro);
    const ofGrid = BigInt(grid.credited_micro) - BigInt(grid.charged_micro) + BigInt(ledger.debt_micro);
    return {
        paidMicro: trades.paid_micro,
        paidOnCreditMicro: trades.on_credit_micro,
        earnedMicro: trades.earned_micro,
        compensationPaidMicro: trades.short_paid_micro,
        compensationReceivedMicro: trades.short_received_micro,
        heldMicro: trades.held_micro,
        gridChargedMicro: grid.charged_micro,
        gridCreditedMicro: grid.credited_micro,
        debtGrowthMicro: ledger.debt_micro,
        suppliedMicro: String(suppliedMicro),
        netMicro: String(ofTrades + ofGrid + suppliedMicro),
        ledgerMicro: ledger.coins_micro,
    };
}

/** @returns The statement, from the records on one side and the coin outputs on the other. */
export function toStatement(sums: StatementSums): Statement {
    const energy = energyOf(sums);
    const coins = coinsOf(sums);
    return {
        trades: sums.trades.trades,
        readings: sums.registers.readings,
        energy,
        coins,
        isReconciled: coins.netMicro === coins.ledgerMicro && BigInt(energy.importDifferenceWh) <= 0n,
    };
}
