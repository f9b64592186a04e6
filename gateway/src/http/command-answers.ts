import { addressOfKey, envelopeSchema, idText } from '@edgebourse/chaincode/common/envelope';
import type { ErrorCode } from '@edgebourse/chaincode/common/errors';
import { receiptSchema } from '@edgebourse/chaincode/common/receipt';
import { z } from 'zod';
import { commandLocation } from '../journal/command';
import type { CommandAnswer, Commands } from '../journal/commands';
import { toRefusal } from './problem';
import { route, type Route, type RouteAnswer } from './route';

/** What a device is told of the command that it handed in. */
export const commandAnswer = z.strictObject({
    id: idText,
    type: z.string(),
    status: z.enum(['queued', 'committed']),
    transactionId: z.string().optional(),
    result: z.unknown().optional(),
    receipt: receiptSchema.optional(),
    location: z.string(),
});

/** Refusals that any signed command may meet. */
export const ENVELOPE_ERRORS: readonly ErrorCode[] = [
    'ENVELOPE_SIGNATURE',
    'ENVELOPE_HIGH_S',
    'ENVELOPE_KEY',
    'ENVELOPE_NETWORK',
    'ENVELOPE_TYPE',
    'ENVELOPE_EXPIRED',
    'ENVELOPE_FUTURE',
    'ARGUMENT_INVALID',
    'ID_REUSED',
    'POLICY_MISSING',
];

const HTTP_STATUS = { queued: 202, done: 201, exists: 200, refused: 500 } as const;

/**
 * Turns what the command book answered into an HTTP answer: 201 committed, 202 queued, 200 a repeat.
 * @param location - Where the command's fate can be asked for.
 * @throws EdgeError for a command that was refused, now or the first time.
 */
export function toRouteAnswer(answer: CommandAnswer, location: string): RouteAnswer {
    const { status, code, message, ...rest } = answer;
    if (code !== undefined) throw toRefusal(code, message ?? '');
    const isCommitted = status === 'done' || rest.transactionId !== undefined;
    const body = { ...rest, status: isCommitted ? 'committed' : 'queued', location };
    return { status: HTTP_STATUS[status], body, headers: { location } };
}

/** How one route that takes a signed command differs from another. */
export interface EnvelopeRoute {
    readonly path: string;
    readonly summary: string;
    readonly errors: readonly ErrorCode[];
    /** The type of message that the route takes. */
    readonly type: string;
    readonly example?: unknown;
}

/** @returns A route that takes one signed command of a device and waits for its outcome where it follows at once. */
export function envelopeRoute({ path, summary, errors, type, example }: EnvelopeRoute, commands: Commands): Route {
    return route({
        method: 'post',
        path,
        summary,
        access: 'public',
        body: envelopeSchema.refine(({ payload }) => payload.type === type, {
            path: ['payload', 'type'],
            message: `this route takes ${type}`,
        }),
        ...(example !== undefined && { example }),
        answers: {
            200: { description: 'A repeat: the original answer.', schema: commandAnswer },
            201: { description: 'Committed.', schema: commandAnswer },
            202: { description: 'On disk, and queued.', schema: commandAnswer },
        },
        errors: [...ENVELOPE_ERRORS, ...errors],
        commandId: ({ payload }) => payload.id,
        async handle({ body }) {
            const [answer] = await commands.accept([body], { wait: true });
            if (answer === undefined) throw toRefusal('', '');
            return toRouteAnswer(answer, commandLocation(body.payload.id, addressOfKey(body.publicKey)));
        },
    });
}
