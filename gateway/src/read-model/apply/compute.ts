import type { ContractRecord, OfferRecord } from '@edgebourse/chaincode/compute/records';
import type { LedgerWrite } from '../../ledger/ledger';
import type { Database } from '../database/tables';
import { insertRows } from './insert';
import { keyPart, positionOf, writesOf, type Placed } from './write';

/** Key `offer~region~wallet`; a wallet has one offer, so that of another region goes with it. */
async function applyOffer(database: Database, write: LedgerWrite): Promise<void> {
    const region = keyPart(write, 1);
    const wallet = keyPart(write, 2);
    await database.deleteFrom('compute_offers').where('wallet', '=', wallet).where('region', '=', region).execute();
    if (write.value === undefined) return;
    const offer = write.value as OfferRecord;
    await insertRows(database, 'compute_offers', [{ wallet, region, body: JSON.stringify(offer) }]);
}

/** A contract keeps the place at which it was made, whatever becomes of it: a list's cursor stays good. */
async function applyContract(database: Database, placed: Placed, record: ContractRecord): Promise<void> {
    const { contract: id, buyer, region, status, parts } = record;
    const table = 'compute_contracts';
    const before = await database.deleteFrom(table).where('id', '=', id).returningAll().executeTakeFirst();
    const { block, tx_index } = before ?? positionOf(placed);
    await insertRows(database, table, [{ id, buyer, region, status, block, tx_index, body: JSON.stringify(record) }]);
    await database.deleteFrom('compute_parts').where('contract', '=', id).execute();
    const rows = parts.map(({ seller }) => ({ contract: id, seller }));
    await insertRows(database, 'compute_parts', rows);
}

/** Follows offers and contracts of the computing market. */
export async function applyCompute(database: Database, placed: Placed): Promise<void> {
    const { transaction } = placed;
    for (const write of writesOf(transaction, 'offer')) await applyOffer(database, write);
    for (const { value } of writesOf(transaction, 'contract')) {
        await applyContract(database, placed, value as ContractRecord);
    }
}
