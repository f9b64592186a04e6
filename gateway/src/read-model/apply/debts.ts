import type { DebtRecord } from '@edgebourse/chaincode/energy/records';
import type { LedgerWrite } from '../../ledger/ledger';
import type { Database, DebtRow } from '../database/tables';
import { insertRows } from './insert';
import { keyPart, positionOf, writesOf, type Placed } from './write';

function debtAfter(write: LedgerWrite): DebtRow[] {
    const record = write.value as DebtRecord | undefined;
    if (record === undefined) return [];
    const { supplier, owedMicro } = record;
    return [{ region: keyPart(write, 1), wallet: keyPart(write, 2), supplier, owed_micro: owedMicro }];
}

async function takeOut(database: Database, write: LedgerWrite): Promise<DebtRow[]> {
    return await database
        .deleteFrom('debts')
        .where('region', '=', keyPart(write, 1))
        .where('wallet', '=', keyPart(write, 2))
        .returningAll()
        .execute();
}

/** Follows what wallets owe grid suppliers, and how each transaction changed it. */
export async function applyDebts(database: Database, placed: Placed): Promise<void> {
    for (const write of writesOf(placed.transaction, 'debt')) {
        const before = await takeOut(database, write);
        const after = debtAfter(write);
        await insertRows(database, 'debts', after);
        const supplier = [...after, ...before][0]?.supplier ?? '';
        const growth = BigInt(after[0]?.owed_micro ?? 0) - BigInt(before[0]?.owed_micro ?? 0);
        const line = { region: keyPart(write, 1), wallet: keyPart(write, 2), supplier, delta_micro: String(growth) };
        await insertRows(database, 'debt_lines', [{ ...positionOf(placed), ...line }]);
    }
}
