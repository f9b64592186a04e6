import type { DeliveryBook } from './delivery-book';
import type { LedgerReader } from './ledger-reader';
import type { RoundName } from './market-time';
import type { OrderBook } from './order-book';
import type { RoundBook } from './round-book';
import type { WalletDirectory } from './wallet-directory';

/** What the energy services share in memory; all of it can be rebuilt from journal and ledger. */
export interface EnergyBooks {
    readonly reader: LedgerReader;
    readonly wallets: WalletDirectory;
    readonly rounds: RoundBook;
    readonly orders: OrderBook;
    readonly deliveries: DeliveryBook;
    /** Reads the named rounds that are not known, each once. */
    loadRounds(names: readonly RoundName[]): Promise<void>;
    /** As {@link EnergyBooks.loadRounds}, reading again the clearings that are not known. */
    refreshRounds(names: readonly RoundName[]): Promise<void>;
}

/** @returns The books, with {@link EnergyBooks.loadRounds} and {@link EnergyBooks.refreshRounds} made of them. */
export function energyBooks(books: Omit<EnergyBooks, 'loadRounds' | 'refreshRounds'>): EnergyBooks {
    const { rounds } = books;
    return {
        ...books,
        loadRounds: async (names) => {
            await Promise.all(distinct(names).map(async (name) => rounds.load(name)));
        },
        refreshRounds: async (names) => {
            await Promise.all(distinct(names).map(async (name) => rounds.refresh(name)));
        },
    };
}

function distinct(names: readonly RoundName[]): RoundName[] {
    return [...new Map(names.map((name) => [`${name.region}/${name.interval}`, name])).values()];
}
