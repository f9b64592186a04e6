import type { EventType } from '@edgebourse/chaincode/common/events';
import { sql } from 'kysely';
import type { Database, EventRow } from '../read-model/database/tables';
import type { EventId } from './event-id';

/** Which events a client wants; all when neither is named. */
export interface EventFilter {
    readonly types?: readonly EventType[] | undefined;
    readonly region?: string | undefined;
}

/** @returns The events after a place, in the ledger's order, at most `limit`. */
export async function eventsAfter(
    database: Database,
    { block, transaction, event }: EventId,
    { types, region }: EventFilter,
    limit: number,
): Promise<EventRow[]> {
    return await database
        .selectFrom('events')
        .selectAll()
        .where(sql<boolean>`(block, tx_index, event_index) > (${block}, ${transaction}, ${event})`)
        .$if(types !== undefined, (list) => list.where('type', 'in', types ?? []))
        .$if(region !== undefined, (list) => list.where('region', '=', region ?? ''))
        .orderBy('block')
        .orderBy('tx_index')
        .orderBy('event_index')
        .limit(limit)
        .execute();
}
