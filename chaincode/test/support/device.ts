import { createECDH, createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { publicKeyText, signEnvelope, walletAddress, type Envelope } from '../../src/common/envelope';

/** A device's key and wallet. The same name always gives the same key. */
export interface Device {
    readonly name: string;
    readonly privateKey: KeyObject;
    /** Base64 DER SubjectPublicKeyInfo. */
    readonly publicKey: string;
    readonly wallet: string;
}

/** Makes a P-256 key from a name: tests are repeatable, and slow key generation is left out. */
function keyOf(name: string): KeyObject {
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(createHash('sha256').update(`edgebourse test device ${name}`).digest());
    const point = ecdh.getPublicKey();
    const coordinate = (from: number): string => point.subarray(from, from + 32).toString('base64url');
    const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) };
    return createPrivateKey({ key: { ...jwk, d: ecdh.getPrivateKey().toString('base64url') }, format: 'jwk' });
}

/** @returns The device of this name. */
export function device(name: string): Device {
    const privateKey = keyOf(name);
    const publicKey = publicKeyText(privateKey);
    return { name, privateKey, publicKey, wallet: walletAddress(Buffer.from(publicKey, 'base64')) };
}

/** @returns The payload as the device signs it. */
export function signedBy<Payload extends Envelope['payload']>(
    { privateKey, publicKey }: Device,
    payload: Payload,
): { payload: Payload; publicKey: string; signature: string } {
    return signEnvelope(payload, privateKey, publicKey);
}
