import type { Kysely } from 'kysely';

/** Row `1`: what is stored so far, and of which ledger. */
export interface ProgressRow {
    id: number;
    /** {@link SCHEMA_VERSION} of the code that stored it. */
    schema_version: number;
    /** The last block that is stored. */
    block: number;
    /** Hash of block 1 of the ledger that the rows come from; null until it is stored. */
    ledger: string | null;
}

/** Every transaction, valid or not. */
export interface TransactionRow {
    block: number;
    tx_index: number;
    tx_id: string;
    /** MSP id. */
    creator: string;
    fn: string;
    /** Fabric's validation code; 0 is valid. */
    code: number;
    at_ms: number;
}

/** A coin output that exists. */
export interface OutputRow {
    id: string;
    wallet: string;
    amount_micro: string;
}

/** What one transaction did to the coins of one wallet. */
export interface CoinLineRow {
    block: number;
    tx_index: number;
    wallet: string;
    received_micro: string;
    spent_micro: string;
}

/** What a wallet owes the grid supplier of a region now. */
export interface DebtRow {
    region: string;
    wallet: string;
    supplier: string;
    owed_micro: string;
}

/** How one transaction changed what a wallet owes a grid supplier. */
export interface DebtLineRow {
    block: number;
    tx_index: number;
    region: string;
    wallet: string;
    supplier: string;
    delta_micro: string;
}

/** A trade as it was cleared. */
export interface TradeRow {
    region: string;
    interval: number;
    idx: number;
    buyer: string;
    seller: string;
    pay_to: string;
    energy_wh: string;
    price_micro_per_kwh: string;
    escrow_micro: string;
    deposit_micro: string;
    credit_token: string | null;
    cleared_at_ms: number;
}

/** What became of a trade. */
export interface SettlementRow {
    region: string;
    interval: number;
    idx: number;
    /** As in the ledger's record: `a`, `u`, `d`, `r`. */
    status: string;
    settled_wh: string;
    paid_micro: string;
    seller_short_micro: string;
    buyer_short_micro: string;
    held_delivered_wh: string;
    held_taken_wh: string;
    reason: string | null;
    resolved_by: string | null;
    settled_at_ms: number;
}

/** A line of the grid's bill; `line` is its place in the record. */
export interface GridLineRow {
    region: string;
    interval: number;
    line: number;
    wallet: string;
    grid_import_wh: string;
    grid_export_wh: string;
    charged_micro: string;
    credited_micro: string;
    owed_micro: string;
}

/** The registers of a meter. */
export interface ReadingRow {
    region: string;
    interval: number;
    wallet: string;
    import_wh: string;
    export_wh: string;
}

/** A transaction that moved coins of a round: its clearing, settlement or a resolution. */
export interface RoundTransactionRow {
    region: string;
    interval: number;
    block: number;
    tx_index: number;
}

/** A domain event. */
export interface EventRow {
    block: number;
    tx_index: number;
    event_index: number;
    type: string;
    region: string | null;
    /** The event as JSON text. */
    body: string;
}

/** A registered wallet. */
export interface WalletRow {
    wallet: string;
    role: string;
    /** The region that it is attached to. */
    region: string;
    status: string;
    not_after_ms: number;
    registered_at_ms: number;
}

/** The tables of the read model. Amounts are numeric and travel as text, block numbers and times as numbers. */
export interface Tables {
    progress: ProgressRow;
    transactions: TransactionRow;
    outputs: OutputRow;
    coin_lines: CoinLineRow;
    debts: DebtRow;
    debt_lines: DebtLineRow;
    trades: TradeRow;
    settlements: SettlementRow;
    grid_lines: GridLineRow;
    readings: ReadingRow;
    round_transactions: RoundTransactionRow;
    loans: LoanRow;
    token_payments: TokenPaymentRow;
    borrowers: BorrowerRow;
    mints: MintRow;
    compute_offers: ComputeOfferRow;
    compute_contracts: ComputeContractRow;
    compute_parts: ComputePartRow;
    events: EventRow;
    wallets: WalletRow;
}

/** A loan as it stands; the position is that of its grant. */
export interface LoanRow {
    id: string;
    bank: string;
    borrower: string;
    status: string;
    block: number;
    tx_index: number;
    /** The record as JSON. */
    body: string;
}

/** An offer of computing. */
export interface ComputeOfferRow {
    wallet: string;
    region: string;
    /** The record as JSON. */
    body: string;
}

/** A contract of the computing market as it stands; the position is that of its making. */
export interface ComputeContractRow {
    id: string;
    buyer: string;
    region: string;
    status: string;
    block: number;
    tx_index: number;
    /** The record as JSON. */
    body: string;
}

/** Who has, or had, a part of a contract. */
export interface ComputePartRow {
    contract: string;
    seller: string;
}

/** A payment by a token. */
export interface TokenPaymentRow {
    token: string;
    n: number;
    pay_to: string;
    amount_micro: string;
    /** Time in the region, ms since the epoch. */
    time_ms: number;
}

/** What a wallet repaid in time and not. */
export interface BorrowerRow {
    wallet: string;
    repaid: number;
    failed: number;
    failed_micro: string;
}

/** A wallet that received coins of a mint. */
export interface MintRow {
    wallet: string;
    reference: string;
    reason: string;
    at_ms: number;
}

/** The read model's database, or a transaction of it. */
export type Database = Kysely<Tables>;
