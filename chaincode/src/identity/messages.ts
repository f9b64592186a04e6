import { z } from 'zod';
import { idText, payloadHead } from '../common/envelope';

/** A wallet joins a region, home or foreign. Consumes the next sequence number of the wallet, which signs it. */
export const attachMessage = z.strictObject({
    type: z.literal('identity.attach.v1'),
    ...payloadHead,
    region: idText,
    seq: z.int().min(0),
});

/** See {@link attachMessage}. */
export type AttachMessage = z.infer<typeof attachMessage>;
