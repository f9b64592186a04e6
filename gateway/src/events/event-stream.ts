import type { EventRow } from '../read-model/database/tables';
import type { ReadModel } from '../read-model/read-model';
import { endOfBlock, toText, type EventId } from './event-id';
import { eventsAfter, type EventFilter } from './event-log';
import type { SseWriter } from './sse-writer';

/** What a stream does. */
export interface EventStreamOptions {
    readonly model: ReadModel;
    readonly writer: SseWriter;
    readonly filter: EventFilter;
    /** The last event that the client has; what comes from now on when undefined. */
    readonly after: EventId | undefined;
    readonly signal: AbortSignal;
    /** How long the stream may be silent, ms. */
    readonly heartbeatMs: number;
}

/** Read at once: bounds what a stream holds in memory. */
const PAGE = 200;

const idOf = ({ block, tx_index: transaction, event_index: event }: EventRow): EventId => ({
    block,
    transaction,
    event,
});

/** Sends one page. @returns The place after it, and whether the page was full. */
async function sendPage(options: EventStreamOptions, after: EventId): Promise<{ place: EventId; isFull: boolean }> {
    const { model, writer, filter, signal } = options;
    const rows = await eventsAfter(await model.database(), after, filter, PAGE);
    let place = after;
    for (const row of rows) {
        if (signal.aborted) break;
        await writer.event(toText(idOf(row)), row.type, row.body);
        place = idOf(row);
    }
    return { place, isFull: rows.length === PAGE };
}

/** Waits for another block than the known one; beats when none comes in time. */
async function waitBeyond(options: EventStreamOptions, known: bigint, place?: EventId): Promise<void> {
    const { model, writer, signal, heartbeatMs } = options;
    await model.progress.changed(signal, heartbeatMs);
    if (model.progress.block === known) await writer.beat(place && toText(place));
}

/**
 * Sends events until the signal fires. Past and new ones come out of the same table in the same order, so that none is
 * lost or sent twice where the replay ends.
 */
export async function streamEvents(options: EventStreamOptions): Promise<void> {
    const { model, writer, signal } = options;
    await model.database();
    while (model.progress.block < 0n && !signal.aborted) await waitBeyond(options, -1n);
    let place = options.after ?? endOfBlock(model.progress.block);
    await writer.beat(toText(place));
    while (!signal.aborted) {
        const known = model.progress.block;
        const sent = await sendPage(options, place);
        place = sent.place;
        if (sent.isFull || model.progress.block !== known) continue;
        if (Number(known) > place.block) place = endOfBlock(known);
        await waitBeyond(options, known, place);
    }
}
