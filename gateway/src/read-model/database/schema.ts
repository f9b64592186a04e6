import { sql } from 'kysely';
import type { Database } from './tables';

/** Raised with every change of the tables or of what is stored in them: older contents are then built anew. */
export const SCHEMA_VERSION = 2;

const POSITION = 'block bigint not null, tx_index integer not null';
const ROUND = 'region text not null, "interval" bigint not null';
const amounts = (...names: string[]): string => names.map((name) => `${name} numeric(40, 0) not null`).join(', ');

/** Columns of each table, and the columns of its further indexes. */
const TABLES: Readonly<Record<string, { columns: string; indexes?: readonly string[] }>> = {
    progress: {
        columns: 'id integer primary key, schema_version integer not null, block bigint not null, ledger text',
    },
    transactions: {
        columns:
            `${POSITION}, tx_id text not null, creator text not null, fn text not null, code integer not null, ` +
            'at_ms bigint not null, primary key (block, tx_index)',
        indexes: ['tx_id'],
    },
    outputs: { columns: `id text primary key, wallet text not null, ${amounts('amount_micro')}` },
    coin_lines: {
        columns:
            `${POSITION}, wallet text not null, ${amounts('received_micro', 'spent_micro')}, ` +
            'primary key (wallet, block, tx_index)',
    },
    debts: {
        columns:
            `region text not null, wallet text not null, supplier text not null, ${amounts('owed_micro')}, ` +
            'primary key (region, wallet)',
    },
    debt_lines: {
        columns:
            `${POSITION}, region text not null, wallet text not null, supplier text not null, ` +
            `${amounts('delta_micro')}, primary key (wallet, region, block, tx_index)`,
        indexes: ['supplier, block, tx_index'],
    },
    trades: {
        columns:
            `${ROUND}, idx integer not null, buyer text not null, seller text not null, pay_to text not null, ` +
            `${amounts('energy_wh', 'price_micro_per_kwh', 'escrow_micro', 'deposit_micro')}, ` +
            'credit_token text, cleared_at_ms bigint not null, primary key (region, "interval", idx)',
        indexes: ['"interval", region, idx', 'buyer, "interval"', 'seller, "interval"', 'pay_to, "interval"'],
    },
    settlements: {
        columns:
            `${ROUND}, idx integer not null, status text not null, ` +
            `${amounts('settled_wh', 'paid_micro', 'seller_short_micro', 'buyer_short_micro')}, ` +
            `${amounts('held_delivered_wh', 'held_taken_wh')}, reason text, resolved_by text, ` +
            'settled_at_ms bigint not null, primary key (region, "interval", idx)',
    },
    grid_lines: {
        columns:
            `${ROUND}, line integer not null, wallet text not null, ` +
            `${amounts('grid_import_wh', 'grid_export_wh', 'charged_micro', 'credited_micro', 'owed_micro')}, ` +
            'primary key (region, "interval", line)',
        indexes: ['wallet, "interval"'],
    },
    readings: {
        columns:
            `${ROUND}, wallet text not null, ${amounts('import_wh', 'export_wh')}, ` +
            'primary key (wallet, region, "interval")',
    },
    round_transactions: {
        columns: `${ROUND}, ${POSITION}, primary key (region, "interval", block, tx_index)`,
    },
    loans: {
        columns:
            `id text primary key, bank text not null, borrower text not null, status text not null, ${POSITION}, ` +
            'body text not null',
        indexes: ['block, tx_index, id', 'bank, block, tx_index', 'borrower, block, tx_index'],
    },
    token_payments: {
        columns:
            `token text not null, n integer not null, pay_to text not null, ${amounts('amount_micro')}, ` +
            'time_ms bigint not null, primary key (token, n)',
        indexes: ['pay_to, time_ms'],
    },
    borrowers: {
        columns: `wallet text primary key, repaid integer not null, failed integer not null, ${amounts('failed_micro')}`,
    },
    mints: {
        columns:
            'wallet text not null, reference text not null, reason text not null, at_ms bigint not null, ' +
            'primary key (wallet, reference)',
    },
    compute_offers: {
        columns: 'wallet text not null, region text not null, body text not null, primary key (wallet, region)',
        indexes: ['region, wallet'],
    },
    compute_contracts: {
        columns:
            `id text primary key, buyer text not null, region text not null, status text not null, ${POSITION}, ` +
            'body text not null',
        indexes: ['block, tx_index, id', 'buyer, block, tx_index', 'region, block, tx_index'],
    },
    compute_parts: {
        columns: 'contract text not null, seller text not null, primary key (contract, seller)',
        indexes: ['seller'],
    },
    events: {
        columns:
            `${POSITION}, event_index integer not null, type text not null, region text, body text not null, ` +
            'primary key (block, tx_index, event_index)',
    },
    wallets: {
        columns:
            'wallet text primary key, role text not null, region text not null, status text not null, ' +
            'not_after_ms bigint not null, registered_at_ms bigint not null',
        indexes: ['region, wallet'],
    },
};

/** Makes the tables that are missing. */
export async function createTables(database: Database): Promise<void> {
    for (const [name, { columns, indexes = [] }] of Object.entries(TABLES)) {
        await sql.raw(`create table if not exists ${name} (${columns})`).execute(database);
        for (const [place, index] of indexes.entries()) {
            await sql
                .raw(`create index if not exists ${name}_${String(place)} on ${name} (${index})`)
                .execute(database);
        }
    }
}

/** Drops all tables: whatever they hold is built anew from the ledger. */
export async function dropTables(database: Database): Promise<void> {
    for (const name of Object.keys(TABLES)) await sql.raw(`drop table if exists ${name}`).execute(database);
}
