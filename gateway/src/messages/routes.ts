import { BATCH_MAX } from '@edgebourse/chaincode/common/batch';
import { envelopeSchema } from '@edgebourse/chaincode/common/envelope';
import { receiptSchema } from '@edgebourse/chaincode/common/receipt';
import { z } from 'zod';
import { route, type Route } from '../http/route';
import type { Commands } from '../journal/commands';

const messageArray = z.strictObject({ messages: z.array(envelopeSchema).min(1).max(BATCH_MAX) });

const messageResult = z.strictObject({
    id: z.string(),
    type: z.string(),
    status: z.enum(['queued', 'done', 'exists', 'refused']),
    code: z.string().optional(),
    message: z.string().optional(),
    receipt: receiptSchema.optional(),
    transactionId: z.string().optional(),
    result: z.unknown().optional(),
});

/** @returns The route that carries many messages of different devices in one request. */
export function messageRoutes(commands: Commands): Route[] {
    return [
        route({
            method: 'post',
            path: '/v1/messages',
            summary: 'Hands in up to 1000 signed messages of any types and devices',
            access: 'public',
            body: messageArray,
            answers: {
                200: {
                    description: 'One result a message, in order. All accepted ones are on the disk.',
                    schema: z.strictObject({ results: z.array(messageResult) }),
                },
            },
            errors: ['POLICY_MISSING'],
            handle: async ({ body }) => ({ status: 200, body: { results: await commands.accept(body.messages) } }),
        }),
    ];
}
