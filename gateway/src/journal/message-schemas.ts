import { bondMessage, burnMessage, consolidateMessage, transferMessage } from '@edgebourse/chaincode/coin/messages';
import {
    acceptanceMessage,
    flowMessage,
    objectionMessage,
    orderMessage,
    readingMessage,
} from '@edgebourse/chaincode/energy/messages';
import { attachMessage } from '@edgebourse/chaincode/identity/messages';
import type { z } from 'zod';

/** The strict schema of every type of device message, by its type. */
export const MESSAGE_SCHEMAS: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
    [
        attachMessage,
        transferMessage,
        burnMessage,
        consolidateMessage,
        bondMessage,
        orderMessage,
        readingMessage,
        acceptanceMessage,
        objectionMessage,
        flowMessage,
    ].map((schema) => [schema.shape.type.value, schema]),
);
