import { createECDH, createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';
import { publicKeyText, walletAddress } from '@edgebourse/chaincode/common/envelope';

/** A P-256 key of a device, with what others know of it. */
export interface DeviceKey {
    readonly privateKey: KeyObject;
    /** Base64 DER SubjectPublicKeyInfo, as envelopes carry it. */
    readonly publicKey: string;
    /** The wallet address (or meter alias) of the key: hex SHA-256 of the DER SubjectPublicKeyInfo. */
    readonly address: string;
}

/** Order of the P-256 group. */
const GROUP_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** 128 bits more than the group order, so that the remainder is as good as uniform (FIPS 186-5, A.2.1). */
const SCALAR_BYTES = 48;

function scalarOf(seed: string, label: string): Buffer {
    const stream = hkdfSync('sha256', seed, 'edgebourse.device-key.v1', label, SCALAR_BYTES);
    const wide = BigInt(`0x${Buffer.from(stream).toString('hex')}`);
    const scalar = (wide % (GROUP_ORDER - 1n)) + 1n;
    return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
}

function keyOfScalar(scalar: Buffer): KeyObject {
    const curve = createECDH('prime256v1');
    curve.setPrivateKey(scalar);
    const point = curve.getPublicKey();
    const jwk = {
        kty: 'EC',
        crv: 'P-256',
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33).toString('base64url'),
        d: scalar.toString('base64url'),
    };
    return createPrivateKey({ key: jwk, format: 'jwk' });
}

/**
 * Derives a device's key: HKDF-SHA256 of the seed, the label as info. One seed gives the same keys on every machine,
 * which a replay needs; a real device makes its key inside and never shows it.
 * @param seed - What all keys of one replay are made of.
 * @param label - Names the key: its node and what it signs.
 */
export function deriveDeviceKey(seed: string, label: string): DeviceKey {
    const privateKey = keyOfScalar(scalarOf(seed, label));
    const publicKey = publicKeyText(privateKey);
    return { privateKey, publicKey, address: walletAddress(Buffer.from(publicKey, 'base64')) };
}
