import { idText, walletText } from '@edgebourse/chaincode/common/envelope';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { receiptSchema } from '@edgebourse/chaincode/common/receipt';
import { z } from 'zod';
import { route, type Route } from '../http/route';
import type { CommandBook } from './command-book';

const commandSchema = z.strictObject({
    id: idText,
    type: z.string(),
    signer: walletText,
    status: z.enum(['queued', 'committed', 'refused']),
    code: z.string().optional(),
    message: z.string().optional(),
    transactionId: z.string().optional(),
    result: z.unknown().optional(),
    receipt: receiptSchema.optional(),
});

/** @returns The route by which a device learns what became of its command. */
export function commandRoutes(commands: Pick<CommandBook, 'find'>): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/commands/{id}',
            summary: 'What became of a device’s command',
            access: 'public',
            params: z.strictObject({ id: idText }),
            query: z.strictObject({
                signer: walletText.optional().describe('Address of the signing key; needed when devices share an id.'),
            }),
            answers: { 200: { description: 'The command as it stands.', schema: commandSchema } },
            errors: ['COMMAND_UNKNOWN'],
            handle: async ({ params, query }) => {
                const command = commands.find(params.id, query.signer);
                if (command === undefined) throw new EdgeError('COMMAND_UNKNOWN', { id: params.id });
                return { status: 200, body: command };
            },
        }),
    ];
}
