import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { addressOfKey, publicKeyText, signEnvelope, type Envelope } from '@edgebourse/chaincode/common/envelope';

/** A device with its own key, as the outside world has it. */
export interface Device {
    readonly key: KeyObject;
    readonly publicKey: string;
    readonly wallet: string;
    /** Signs a payload; the head is filled in where the caller leaves it out. */
    sign(payload: Record<string, unknown> & { type: string; id: string }): Envelope;
}

/** The network of the tests. */
export const NETWORK = 'test-net';

/** @returns A device with a fresh key. */
export function newDevice(): Device {
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicKey = publicKeyText(key);
    const head = { network: NETWORK, issuedAt: '0', expiresAt: '4000000000000' };
    return {
        key,
        publicKey,
        wallet: addressOfKey(publicKey),
        sign: (payload) => signEnvelope({ ...head, ...payload }, key, publicKey),
    };
}
