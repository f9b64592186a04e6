import type { DomainEvent } from '@edgebourse/chaincode/common/events';
import type { LedgerBlock, LedgerTransaction } from '../../ledger/ledger';
import type { Database, EventRow } from '../database/tables';
import { applyCoins } from './coins';
import { applyCompute } from './compute';
import { applyDebts } from './debts';
import { applyEnergy } from './energy';
import { insertRows } from './insert';
import { applyLoans } from './loans';
import { applyWallets } from './wallets';
import { positionOf, type Placed } from './write';

const VALID = 0;

const regionOf = (event: DomainEvent): string | null => ('region' in event ? event.region : null);

function eventRows(placed: Placed): EventRow[] {
    return placed.transaction.events.map((event, place) => ({
        ...positionOf(placed),
        event_index: place,
        type: event.type,
        region: regionOf(event),
        body: JSON.stringify(event),
    }));
}

function transactionRow(
    block: number,
    transaction: LedgerTransaction,
): Parameters<typeof insertRows<'transactions'>>[2][number] {
    const { index, transactionId, creator, fn, code, timestampMs } = transaction;
    return { block, tx_index: index, tx_id: transactionId, creator, fn, code, at_ms: timestampMs };
}

/**
 * Takes a block into the read model; writes and events of invalid transactions never happened.
 * @param database - A transaction, so that a block is there whole or not at all.
 */
export async function applyBlock(database: Database, { number, transactions }: LedgerBlock): Promise<void> {
    const block = Number(number);
    const rows = transactions.map((transaction) => transactionRow(block, transaction));
    await insertRows(database, 'transactions', rows);
    for (const transaction of transactions.filter(({ code }) => code === VALID)) {
        const placed = { block, transaction };
        await applyWallets(database, placed);
        await applyCoins(database, placed);
        await applyDebts(database, placed);
        await applyEnergy(database, placed);
        await applyLoans(database, placed);
        await applyCompute(database, placed);
        await insertRows(database, 'events', eventRows(placed));
    }
}
