import { costMicro } from '@edgebourse/chaincode/common/amount';
import type { ClearingRecord, SettlementRecord } from '@edgebourse/chaincode/energy/records';

/** The tariff that a household would be on without the market, micro-coins per kWh. */
export interface BillTariff {
    readonly feedInMicroPerKwh: bigint;
    readonly retailMicroPerKwh: bigint;
}

/** What one wallet exchanged and paid, from the ledger's records. Energy in Wh, money in micro-coins. */
export interface Bill {
    readonly wallet: string;
    /** By its meter. */
    readonly importWh: bigint;
    readonly exportWh: bigint;
    /** Bought from and sold to neighbours. */
    readonly boughtWh: bigint;
    readonly soldWh: bigint;
    /** Paid for all energy, less what was earned, without imbalance charges; negative for an income. */
    readonly paidMicro: bigint;
    /** What imbalances cost it, less what others' imbalances brought it. */
    readonly imbalanceMicro: bigint;
    /** What the tariff alone would have cost for the same meter readings. */
    readonly tariffMicro: bigint;
}

/** Amounts that add up to a bill. */
type Entry = Omit<Bill, 'wallet' | 'tariffMicro'>;

const NOTHING: Entry = { importWh: 0n, exportWh: 0n, boughtWh: 0n, soldWh: 0n, paidMicro: 0n, imbalanceMicro: 0n };

/** Adds up the records of many intervals, wallet by wallet. */
export class BillBook {
    readonly #entries = new Map<string, Entry>();
    readonly #tariffMicro = new Map<string, bigint>();
    readonly #tariff: BillTariff;

    constructor(tariff: BillTariff) {
        this.#tariff = tariff;
    }

    /** Takes the records of one interval of one region. Trades and their settlements stand at the same places. */
    add(clearing: ClearingRecord, settlement: SettlementRecord): void {
        this.#addTrades(clearing, settlement);
        for (const line of settlement.grid) {
            const paid = BigInt(line.chargedMicro) - BigInt(line.creditedMicro);
            const importWh = BigInt(line.importWh);
            const exportWh = BigInt(line.exportWh);
            this.#add(line.wallet, { importWh, exportWh, paidMicro: paid });
            this.#addTariff(line.wallet, importWh, exportWh);
        }
    }

    /** @returns The bill of a wallet; all zero for one that never appeared. */
    bill(wallet: string): Bill {
        const entry = this.#entries.get(wallet) ?? NOTHING;
        return { wallet, ...entry, tariffMicro: this.#tariffMicro.get(wallet) ?? 0n };
    }

    #addTrades(clearing: ClearingRecord, settlement: SettlementRecord): void {
        for (const [index, trade] of clearing.trades.entries()) {
            const outcome = settlement.trades[index];
            if (outcome === undefined) throw new Error(`trade ${String(index)} was never settled`);
            const settledWh = BigInt(outcome.settledWh);
            const paid = BigInt(outcome.paidMicro);
            const charge = BigInt(outcome.buyerShortMicro) - BigInt(outcome.sellerShortMicro);
            this.#add(trade.buyer, { boughtWh: settledWh, paidMicro: paid, imbalanceMicro: charge });
            this.#add(trade.seller, { soldWh: settledWh, paidMicro: -paid, imbalanceMicro: -charge });
        }
    }

    #add(wallet: string, change: Partial<Entry>): void {
        const old = this.#entries.get(wallet) ?? NOTHING;
        this.#entries.set(wallet, {
            importWh: old.importWh + (change.importWh ?? 0n),
            exportWh: old.exportWh + (change.exportWh ?? 0n),
            boughtWh: old.boughtWh + (change.boughtWh ?? 0n),
            soldWh: old.soldWh + (change.soldWh ?? 0n),
            paidMicro: old.paidMicro + (change.paidMicro ?? 0n),
            imbalanceMicro: old.imbalanceMicro + (change.imbalanceMicro ?? 0n),
        });
    }

    #addTariff(wallet: string, importWh: bigint, exportWh: bigint): void {
        const cost =
            costMicro(this.#tariff.retailMicroPerKwh, importWh) - costMicro(this.#tariff.feedInMicroPerKwh, exportWh);
        this.#tariffMicro.set(wallet, (this.#tariffMicro.get(wallet) ?? 0n) + cost);
    }
}

/** @returns What the market saved this wallet against the tariff before imbalance charges, micro-coins. */
export function savedMicro(bill: Bill): bigint {
    return bill.tariffMicro - bill.paidMicro;
}

/** Savings of many households, micro-coins. */
export interface SavingsSummary {
    readonly min: bigint;
    readonly median: bigint;
    readonly max: bigint;
    /** How many pay more than on the tariff. */
    readonly worse: number;
}

/** @returns The spread of savings; the median of an even number is the lower of the two in the middle. */
export function summarizeSavings(savings: readonly bigint[]): SavingsSummary {
    const sorted = [...savings].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return {
        min: sorted[0] ?? 0n,
        median: sorted[(sorted.length - 1) >> 1] ?? 0n,
        max: sorted.at(-1) ?? 0n,
        worse: sorted.filter((value) => value < 0n).length,
    };
}
