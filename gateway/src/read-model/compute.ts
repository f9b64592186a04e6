import { walletText } from '@edgebourse/chaincode/common/envelope';
import type { ContractRecord, OfferRecord } from '@edgebourse/chaincode/compute/records';
import { sql } from 'kysely';
import { z } from 'zod';
import { fromCursor, toPage, type Page } from './cursor';
import type { Database } from './database/tables';

interface Paging {
    readonly limit: number;
    readonly cursor?: string | undefined;
}

/** Which offers are asked for. */
export interface OfferQuery extends Paging {
    readonly region?: string | undefined;
}

/** Which contracts are asked for. */
export interface ContractQuery extends Paging {
    readonly region?: string | undefined;
    readonly buyer?: string | undefined;
    readonly seller?: string | undefined;
    readonly status?: ContractRecord['status'] | undefined;
}

/** Offers in the order of their wallets. @throws EdgeError REQUEST_INVALID for a cursor that is none. */
export async function listOffers(database: Database, query: OfferQuery): Promise<Page<OfferRecord>> {
    const { region, limit, cursor } = query;
    const [after] = cursor === undefined ? [''] : fromCursor(cursor, z.tuple([walletText]));
    const rows = await database
        .selectFrom('compute_offers')
        .select(['wallet', 'body'])
        .$if(region !== undefined, (list) => list.where('region', '=', region ?? ''))
        .where('wallet', '>', after)
        .orderBy('wallet')
        .limit(limit + 1)
        .execute();
    return toPage(
        rows,
        limit,
        ({ body }) => JSON.parse(body) as OfferRecord,
        ({ wallet }) => [wallet],
    );
}

const place = z.tuple([z.int(), z.int(), walletText]);

/** Contracts in the order in which they were made. @throws EdgeError REQUEST_INVALID for a cursor that is none. */
export async function listContracts(database: Database, query: ContractQuery): Promise<Page<ContractRecord>> {
    const { region, buyer, seller, status, limit, cursor } = query;
    const [block, index, id] = cursor === undefined ? [-1, -1, ''] : fromCursor(cursor, place);
    const parts = database.selectFrom('compute_parts').select('contract');
    const rows = await database
        .selectFrom('compute_contracts')
        .select(['id', 'block', 'tx_index', 'body'])
        .$if(region !== undefined, (list) => list.where('region', '=', region ?? ''))
        .$if(buyer !== undefined, (list) => list.where('buyer', '=', buyer ?? ''))
        .$if(status !== undefined, (list) => list.where('status', '=', status ?? ''))
        .$if(seller !== undefined, (list) => list.where('id', 'in', parts.where('seller', '=', seller ?? '')))
        .where(sql<boolean>`(block, tx_index, id) > (${block}, ${index}, ${id})`)
        .orderBy('block')
        .orderBy('tx_index')
        .orderBy('id')
        .limit(limit + 1)
        .execute();
    return toPage(
        rows,
        limit,
        ({ body }) => JSON.parse(body) as ContractRecord,
        (row) => [row.block, row.tx_index, row.id],
    );
}
