import { idText } from '@edgebourse/chaincode/common/envelope';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { EVENTS, type EventType } from '@edgebourse/chaincode/common/events';
import { z } from 'zod';
import { streamRoute, type Route } from '../http/route';
import type { ReadModel } from '../read-model/read-model';
import { readEventId } from './event-id';
import { streamEvents } from './event-stream';
import { SseWriter } from './sse-writer';

/** What the event stream needs. */
export interface EventDeps {
    readonly model: ReadModel;
    /** How long a stream may be silent, ms; default 15 000. */
    readonly heartbeatMs?: number;
}

const HEARTBEAT_MS = 15_000;
const RETRY_MS = 2000;

const eventsQuery = z.strictObject({
    types: z.string().max(2000).optional().describe('Event types, separated by commas; all when absent.'),
    region: idText.optional().describe('Only events of this region.'),
    after: z.string().max(60).optional().describe('As the header Last-Event-ID, for clients that cannot send it.'),
});

function isEventType(text: string): text is EventType {
    return Object.hasOwn(EVENTS, text);
}

/** @throws EdgeError REQUEST_INVALID for a type that there is not: the client would wait for ever. */
function readTypes(text: string | undefined): EventType[] | undefined {
    return text?.split(',').map((type) => {
        if (!isEventType(type)) throw new EdgeError('REQUEST_INVALID', { member: 'types', type });
        return type;
    });
}

/** @returns The route of the server-sent events. */
export function eventRoutes({ model, heartbeatMs = HEARTBEAT_MS }: EventDeps): Route[] {
    return [
        streamRoute({
            path: '/v1/events',
            summary: 'Domain events as they are committed; after those that Last-Event-ID shows as missed',
            access: 'public',
            mediaType: 'text/event-stream',
            query: eventsQuery,
            errors: [],
            open: async ({ query, lastEventId }, response, signal) => {
                const place = lastEventId ?? query.after;
                const after = place === undefined ? undefined : readEventId(place);
                const filter = { types: readTypes(query.types), region: query.region };
                const writer = new SseWriter(response, signal);
                await model.database();
                await writer.begin(RETRY_MS);
                await streamEvents({ model, writer, filter, after, signal, heartbeatMs });
            },
        }),
    ];
}
