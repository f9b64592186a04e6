import { createECDH, createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';

const COORDINATE_BYTES = 32;

/** @returns 32 bytes that depend on the seed and the purpose alone. */
export function seededBytes(seed: string, purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', seed, 'edgebourse.development', purpose, COORDINATE_BYTES));
}

function toKey(scalar: Buffer): KeyObject {
    const curve = createECDH('prime256v1');
    curve.setPrivateKey(scalar);
    const point = curve.getPublicKey();
    const text = (bytes: Buffer): string => bytes.toString('base64url');
    const [x, y] = [point.subarray(1, 1 + COORDINATE_BYTES), point.subarray(1 + COORDINATE_BYTES)];
    const jwk = { kty: 'EC', crv: 'P-256', d: text(scalar), x: text(x), y: text(y) };
    return createPrivateKey({ key: jwk, format: 'jwk' });
}

/** @returns A P-256 private key that depends on the seed and the purpose alone. */
export function seededKey(seed: string, purpose: string): KeyObject {
    for (let attempt = 0; ; attempt += 1) {
        try {
            return toKey(seededBytes(seed, `${purpose}.${attempt}`));
        } catch {
            continue; // one scalar in 2^32 lies outside the group
        }
    }
}
