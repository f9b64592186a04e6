import {
    createCipheriv,
    createDecipheriv,
    createPublicKey,
    diffieHellman,
    generateKeyPairSync,
    hkdfSync,
    randomBytes,
    type KeyObject,
} from 'node:crypto';

/**
 * A sealed blob, as the relay carries it: only its recipients can read it, nobody can change it unseen.
 *
 * `EBS1`, the number of recipients (2 bytes), an ephemeral P-256 key (91 bytes, DER SubjectPublicKeyInfo), for each
 * recipient the content's key wrapped (48 bytes), nonce (12), ciphertext, tag (16). A wrap is AES-256-GCM with a key
 * from HKDF-SHA-256 over the ECDH secret of the ephemeral key and the recipient's wallet key; each wrapping key is used
 * once, so its nonce is zero. All that stands before the ciphertext is authenticated with it.
 */
const MAGIC = Buffer.from('EBS1');
const SPKI_BYTES = 91;
const WRAP_BYTES = 48;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const RECIPIENTS_MAX = 1000;
const HEAD_BYTES = MAGIC.length + 2 + SPKI_BYTES;
const CIPHER = 'aes-256-gcm';
const ZERO_NONCE = Buffer.alloc(NONCE_BYTES);

/** A blob that cannot be opened: not sealed, not for this key, or changed on the way. */
export class SealError extends Error {
    override readonly name = 'SealError';
}

const spki = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });

function wrappingKey(privateKey: KeyObject, publicKey: KeyObject, recipient: Buffer): Buffer {
    const secret = diffieHellman({ privateKey, publicKey });
    return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), Buffer.concat([MAGIC, recipient]), 32));
}

function encrypt(key: Buffer, nonce: Buffer, plain: Uint8Array, head: Buffer): Buffer {
    const cipher = createCipheriv(CIPHER, key, nonce);
    cipher.setAAD(head);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @returns The plain bytes, or undefined where key or bytes are not the right ones. */
function decrypt(key: Buffer, nonce: Buffer, sealed: Buffer, head: Buffer): Buffer | undefined {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(head);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    try {
        return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
    } catch {
        return undefined;
    }
}

/**
 * Seals bytes for wallets.
 * @param recipients - Their public keys as envelopes carry them: base64 of DER SubjectPublicKeyInfo, P-256.
 * @throws RangeError without a recipient, or with more than 1000.
 */
export function seal(plain: Uint8Array, recipients: readonly string[]): Buffer {
    if (recipients.length === 0 || recipients.length > RECIPIENTS_MAX) throw new RangeError('1 to 1000 recipients');
    const ephemeral = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const contentKey = randomBytes(32);
    const count = Buffer.alloc(2);
    count.writeUInt16BE(recipients.length);
    const wraps = recipients.map((text) => {
        const recipient = Buffer.from(text, 'base64');
        const publicKey = createPublicKey({ key: recipient, format: 'der', type: 'spki' });
        return encrypt(wrappingKey(ephemeral.privateKey, publicKey, recipient), ZERO_NONCE, contentKey, MAGIC);
    });
    const nonce = randomBytes(NONCE_BYTES);
    const head = Buffer.concat([MAGIC, count, spki(ephemeral.publicKey), ...wraps, nonce]);
    return Buffer.concat([head, encrypt(contentKey, nonce, plain, head)]);
}

/**
 * Opens a sealed blob.
 * @param privateKey - Of a recipient's wallet.
 * @throws SealError for a blob that is not sealed for this key, or was changed.
 */
export function unseal(sealed: Buffer, privateKey: KeyObject): Buffer {
    if (sealed.length < HEAD_BYTES || !sealed.subarray(0, MAGIC.length).equals(MAGIC))
        throw new SealError('not sealed');
    const recipients = sealed.readUInt16BE(MAGIC.length);
    const nonceAt = HEAD_BYTES + recipients * WRAP_BYTES;
    const bodyAt = nonceAt + NONCE_BYTES;
    if (recipients === 0 || recipients > RECIPIENTS_MAX || sealed.length < bodyAt + TAG_BYTES) {
        throw new SealError('cut short');
    }
    const contentKey = unwrap(sealed.subarray(0, nonceAt), recipients, privateKey);
    const nonce = sealed.subarray(nonceAt, bodyAt);
    const plain = decrypt(contentKey, nonce, sealed.subarray(bodyAt), sealed.subarray(0, bodyAt));
    if (plain === undefined) throw new SealError('changed on the way');
    return plain;
}

function unwrap(head: Buffer, recipients: number, privateKey: KeyObject): Buffer {
    const ephemeral = readKey(head.subarray(MAGIC.length + 2, HEAD_BYTES));
    const key = wrappingKey(privateKey, ephemeral, spki(createPublicKey(privateKey)));
    for (let index = 0; index < recipients; index += 1) {
        const start = HEAD_BYTES + index * WRAP_BYTES;
        const contentKey = decrypt(key, ZERO_NONCE, head.subarray(start, start + WRAP_BYTES), MAGIC);
        if (contentKey !== undefined) return contentKey;
    }
    throw new SealError('sealed for somebody else');
}

function readKey(der: Buffer): KeyObject {
    try {
        const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
        if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
    } catch {
        // Not even a key: refused as one of another curve is.
    }
    throw new SealError('no P-256 key');
}
