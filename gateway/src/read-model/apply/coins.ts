import type { OutputRecord } from '@edgebourse/chaincode/coin/records';
import type { Database, OutputRow } from '../database/tables';
import { insertRows, listOf } from './insert';
import { keyPart, positionOf, writesOf, type Placed } from './write';
import type { LedgerWrite } from '../../ledger/ledger';

const idOf = (write: LedgerWrite): string => write.key.slice(1).join('.');

function createdBy(writes: readonly LedgerWrite[]): OutputRow[] {
    return writes
        .filter(({ value }) => value !== undefined)
        .map((write) => ({
            id: idOf(write),
            wallet: keyPart(write, 1),
            amount_micro: (write.value as OutputRecord).amountMicro,
        }));
}

/** Takes outputs out that were spent, or that are written again: their amounts count as spent, the new ones as received. */
async function takeOut(database: Database, ids: readonly string[]): Promise<OutputRow[]> {
    return await database.deleteFrom('outputs').where('id', 'in', listOf(ids)).returningAll().execute();
}

/** @returns Amounts by wallet. */
function totals(rows: readonly OutputRow[]): Map<string, bigint> {
    const byWallet = new Map<string, bigint>();
    for (const { wallet, amount_micro: amount } of rows) {
        byWallet.set(wallet, (byWallet.get(wallet) ?? 0n) + BigInt(amount));
    }
    return byWallet;
}

/** Follows coin outputs: which exist, and what each transaction did to each wallet. */
export async function applyCoins(database: Database, placed: Placed): Promise<void> {
    const writes = writesOf(placed.transaction, 'coin');
    if (writes.length === 0) return;
    const spentRows = await takeOut(database, writes.map(idOf));
    const createdRows = createdBy(writes);
    await insertRows(database, 'outputs', createdRows);
    const spent = totals(spentRows);
    const received = totals(createdRows);
    const wallets = [...new Set([...spent.keys(), ...received.keys()])];
    const lines = wallets.map((wallet) => ({
        ...positionOf(placed),
        wallet,
        received_micro: String(received.get(wallet) ?? 0n),
        spent_micro: String(spent.get(wallet) ?? 0n),
    }));
    await insertRows(database, 'coin_lines', lines);
}
