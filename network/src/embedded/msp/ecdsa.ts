import { sign, type KeyObject } from 'node:crypto';

/** Order of the P-256 group. */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF_N = N >> 1n;

/**
 * Signs SHA-256 of the message with ECDSA; returns DER with s in the lower half of the group order, the only form that
 * Fabric accepts (otherwise anyone could turn a signature into a second valid one).
 */
export function signLowS(key: KeyObject, message: Uint8Array): Buffer {
    const raw = sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
    const s = toBigint(raw.subarray(32));
    return encodeDer(toBigint(raw.subarray(0, 32)), s > HALF_N ? N - s : s);
}

/** The other valid signature of the same message: s replaced by n - s. For tests of refusals. */
export function flipS(der: Uint8Array): Buffer {
    const { r, s } = decodeDer(der);
    return encodeDer(r, N - s);
}

/** True when the bytes are a DER signature whose s is in the lower half of the group order. Never throws. */
export function isLowS(der: Uint8Array): boolean {
    try {
        return decodeDer(der).s <= HALF_N;
    } catch {
        return false;
    }
}

function decodeDer(der: Uint8Array): { r: bigint; s: bigint } {
    if (der[0] !== 0x30 || der[1] !== der.length - 2) throw new RangeError('not a DER sequence');
    const r = readInteger(der, 2);
    const s = readInteger(der, r.end);
    if (s.end !== der.length) throw new RangeError('bytes after the signature');
    return { r: r.value, s: s.value };
}

function readInteger(der: Uint8Array, at: number): { value: bigint; end: number } {
    const length = der[at + 1] ?? 0;
    const end = at + 2 + length;
    if (der[at] !== 0x02 || length === 0 || length > 33 || end > der.length) throw new RangeError('not a DER integer');
    return { value: toBigint(der.subarray(at + 2, end)), end };
}

function encodeDer(r: bigint, s: bigint): Buffer {
    const body = Buffer.concat([encodeInteger(r), encodeInteger(s)]);
    return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function encodeInteger(value: bigint): Buffer {
    const hex = value.toString(16);
    const digits = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
    // A leading zero keeps the integer positive.
    const content = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
    return Buffer.concat([Buffer.from([0x02, content.length]), content]);
}

function toBigint(bytes: Uint8Array): bigint {
    return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}
