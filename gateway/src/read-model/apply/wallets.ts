import type { WalletRecord } from '@edgebourse/chaincode/identity/records';
import type { Database, WalletRow } from '../database/tables';
import { insertRows, listOf } from './insert';
import { writesOf, type Placed } from './write';

function walletRow({ wallet, role, attached, status, notAfter, registeredAt }: WalletRecord): WalletRow {
    return {
        wallet,
        role,
        region: attached,
        status,
        not_after_ms: Number(notAfter),
        registered_at_ms: Number(registeredAt),
    };
}

/** Follows the registered wallets. */
export async function applyWallets(database: Database, { transaction }: Placed): Promise<void> {
    const rows = writesOf(transaction, 'wallet').map(({ value }) => walletRow(value as WalletRecord));
    if (rows.length === 0) return;
    await database
        .deleteFrom('wallets')
        .where('wallet', 'in', listOf(rows.map(({ wallet }) => wallet)))
        .execute();
    await insertRows(database, 'wallets', rows);
}
