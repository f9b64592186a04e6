import { NETWORK } from '@edgebourse/agents/demo/genesis';
import type { DeviceKey } from '@edgebourse/agents/device/keys';
import { signEnvelope, type Envelope } from '@edgebourse/chaincode/common/envelope';
import { bondMessage, burnMessage, consolidateMessage, transferMessage } from '@edgebourse/chaincode/coin/messages';
import {
    acceptanceMessage,
    flowMessage,
    objectionMessage,
    orderMessage,
    readingMessage,
} from '@edgebourse/chaincode/energy/messages';
import { attachMessage } from '@edgebourse/chaincode/identity/messages';
import fc from 'fast-check';
import { z } from 'zod';
import { broken } from './broken';
import type { JsonSchema } from './json-schema';
import type { ValuePool } from './value-pool';
import { valuesOf } from './values';

/** A device of the ledger that the fuzzer holds the key of, and the outputs of its wallet as last read. */
export interface KnownDevice {
    readonly key: DeviceKey;
    outputs: readonly string[];
}

const MESSAGES: Readonly<Record<string, JsonSchema>> = schemasOf({
    '/v1/identity/attachments': attachMessage,
    '/v1/coin/transfers': transferMessage,
    '/v1/coin/consolidations': consolidateMessage,
    '/v1/coin/bonds': bondMessage,
    '/v1/coin/burns': burnMessage,
    '/v1/energy/orders': orderMessage,
    '/v1/energy/readings': readingMessage,
    '/v1/energy/acceptances': acceptanceMessage,
    '/v1/energy/objections': objectionMessage,
    '/v1/energy/flow-claims': flowMessage,
});
/** Before every replayed interval, and after each. */
const TIMELY = { issuedAt: '1000', expiresAt: String(Date.UTC(2036, 0, 1)) };

/**
 * Makes envelopes with true signatures of registered devices, so that requests reach the rules behind the signature.
 * @param path - Where the envelope goes; any kind of message for a path that takes several.
 */
export function signedEnvelopes(
    path: string,
    devices: readonly KnownDevice[],
    pool: ValuePool,
): fc.Arbitrary<Envelope> {
    const schemas = MESSAGES[path] === undefined ? Object.values(MESSAGES) : [MESSAGES[path]];
    const payload = fc.oneof(...schemas.map((schema) => valuesOf(schema, pool)));
    const payloads = fc.oneof({ weight: 4, arbitrary: payload }, { weight: 1, arbitrary: broken(payload) });
    return fc
        .tuple(fc.constantFrom(...devices), payloads, fc.nat({ max: 9 }))
        .map(([device, made, luck]) => envelopeOf(device, made, luck));
}

function schemasOf(messages: Readonly<Record<string, z.ZodType>>): Record<string, JsonSchema> {
    const entries = Object.entries(messages).map(([path, message]): [string, JsonSchema] => [
        path,
        z.toJSONSchema(message, { io: 'input' }) as JsonSchema,
    ]);
    return Object.fromEntries(entries);
}

function envelopeOf({ key, outputs }: KnownDevice, made: unknown, luck: number): Envelope {
    const payload = typeof made === 'object' && made !== null ? made : { made };
    const isPlausible = luck > 0;
    const own = 'consumes' in payload && outputs.length > 0 ? { consumes: ownOutputs(payload.consumes, outputs) } : {};
    const whole = { ...payload, ...(isPlausible && { network: NETWORK, ...TIMELY, ...own }) } as Envelope['payload'];
    try {
        return signEnvelope(whole, key.privateKey, key.publicKey);
    } catch {
        // What has no canonical form cannot be signed: it is sent with a signature of something else.
        const other = signEnvelope({ ...(TIMELY as object), network: NETWORK } as Envelope['payload'], key.privateKey);
        return { ...other, payload: whole };
    }
}

function ownOutputs(consumes: unknown, outputs: readonly string[]): unknown {
    return Array.isArray(consumes) ? outputs.slice(0, consumes.length) : outputs[0];
}
