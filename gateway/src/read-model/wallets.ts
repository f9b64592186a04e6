import { walletText } from '@edgebourse/chaincode/common/envelope';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { z } from 'zod';
import { fromCursor, toPage, type Page } from './cursor';
import type { Database, WalletRow } from './database/tables';

/** A registered wallet as lists show it; `GET /v1/identity/wallets/{wallet}` has the whole record. */
export interface WalletItem {
    readonly wallet: string;
    readonly role: string;
    readonly region: string;
    readonly status: string;
    readonly notAfter: string;
    readonly registeredAt: string;
}

/** Which wallets are asked for. */
export interface WalletQuery {
    readonly region?: string | undefined;
    readonly role?: string | undefined;
    readonly status?: string | undefined;
    readonly limit: number;
    readonly cursor?: string | undefined;
}

const place = z.tuple([walletText]);

function toItem(row: WalletRow): WalletItem {
    const { wallet, role, region, status } = row;
    return {
        wallet,
        role,
        region,
        status,
        notAfter: String(row.not_after_ms),
        registeredAt: String(row.registered_at_ms),
    };
}

/** @throws EdgeError WALLET_UNKNOWN. */
export async function assertWallet(database: Database, wallet: string): Promise<void> {
    const row = await database.selectFrom('wallets').select('wallet').where('wallet', '=', wallet).executeTakeFirst();
    if (row === undefined) throw new EdgeError('WALLET_UNKNOWN', { wallet });
}

/** Wallets in the order of their addresses. @throws EdgeError REQUEST_INVALID for a cursor that is none. */
export async function listWallets(database: Database, query: WalletQuery): Promise<Page<WalletItem>> {
    const { region, role, status, limit, cursor } = query;
    const after = cursor === undefined ? undefined : fromCursor(cursor, place)[0];
    const rows = await database
        .selectFrom('wallets')
        .selectAll()
        .$if(region !== undefined, (list) => list.where('region', '=', region ?? ''))
        .$if(role !== undefined, (list) => list.where('role', '=', role ?? ''))
        .$if(status !== undefined, (list) => list.where('status', '=', status ?? ''))
        .$if(after !== undefined, (list) => list.where('wallet', '>', after ?? ''))
        .orderBy('wallet')
        .limit(limit + 1)
        .execute();
    return toPage(rows, limit, toItem, ({ wallet }) => [wallet]);
}
