import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { decimalText, parseAmount } from './amount';
import { canonicalJson } from './canonical-json';
import { EdgeError } from './errors';
import { sha256Hex } from './hash';
import { LruMap } from './lru';

/** Ids of networks, regions, commands: short, visible, without anything that could be confused. */
export const idText = z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'an id of 1 to 64 letters, digits, dots, dashes');

/** A wallet address: lowercase hex SHA-256 of a DER SubjectPublicKeyInfo. */
export const walletText = z.string().regex(/^[0-9a-f]{64}$/, 'a wallet address of 64 hex digits');

/** The members that every signed payload has. `issuedAt` and `expiresAt` are ms since the epoch. */
export const payloadHead = {
    network: idText,
    id: idText,
    issuedAt: decimalText,
    expiresAt: decimalText,
};

/** A signed envelope as it travels: the payload, the key as base64 DER SubjectPublicKeyInfo, r||s as base64. */
export const envelopeSchema = z.strictObject({
    payload: z.looseObject({ type: z.string().max(64), ...payloadHead }),
    publicKey: z.string().min(100).max(200),
    signature: z.string().length(88),
});

/** See {@link envelopeSchema}. */
export type Envelope = z.infer<typeof envelopeSchema>;

/** A payload that was checked, with the address of the key that signed it. */
export interface Opened<Payload> {
    readonly payload: Payload;
    readonly signer: string;
    /** SHA-256 of the canonical payload: equal for equal commands, whatever their signature bytes. */
    readonly hash: string;
}

/** What an envelope is judged against. */
export interface OpenOptions {
    readonly network: string;
    /** Ms since the epoch: the transaction's time, or the market's time for orders of an operator-driven region. */
    readonly now: bigint;
}

/** Order of the P-256 group; signatures with s above its half are refused, so that a signature has one form. */
const GROUP_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF_ORDER = Buffer.from((GROUP_ORDER / 2n).toString(16), 'hex');
const CLOCK_SKEW_MS = 60_000n;
/** A checked signature stays checked: a preview, a clearing and its repeat open the same orders in one process. */
const checked = new LruMap<string, true>(50_000);
/** The same object is opened again by each organisation for which this process simulates; nobody changes it. */
const openedBefore = new WeakMap<
    object,
    { readonly schema: unknown; readonly payload: Envelope['payload']; readonly opened: Opened<unknown> }
>();
const keys = new LruMap<string, { key: KeyObject; address: string }>(20_000);

/** @returns What a device signs: the domain, a newline, the canonical payload; as UTF-8. */
export function signingBytes(payload: unknown): Buffer {
    return Buffer.from(`edgebourse.envelope.v1\n${canonicalJson(payload)}`, 'utf8');
}

/** @returns The wallet address of a public key given as DER SubjectPublicKeyInfo. */
export function walletAddress(spki: Uint8Array): string {
    return sha256Hex(spki);
}

function readKey(publicKey: string): { key: KeyObject; address: string } {
    return keys.getOrMake(publicKey, () => {
        const der = Buffer.from(publicKey, 'base64');
        let key: KeyObject;
        try {
            key = createPublicKey({ key: der, format: 'der', type: 'spki' });
        } catch {
            throw new EdgeError('ENVELOPE_KEY');
        }
        const canonical = key.export({ format: 'der', type: 'spki' });
        if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1' || canonical.toString('base64') !== publicKey) {
            throw new EdgeError('ENVELOPE_KEY');
        }
        return { key, address: walletAddress(canonical) };
    });
}

/**
 * Reads a base64 DER SubjectPublicKeyInfo of a P-256 key.
 * @returns The address of the key.
 * @throws EdgeError ENVELOPE_KEY.
 */
export function addressOfKey(publicKey: string): string {
    return readKey(publicKey).address;
}

/**
 * Checks a P-256 signature r||s over bytes.
 * @throws EdgeError ENVELOPE_KEY, ENVELOPE_HIGH_S or ENVELOPE_SIGNATURE.
 */
export function assertSignature(bytes: Uint8Array, publicKey: string, signature: string): void {
    assertSigned(bytes, sha256Hex(bytes), publicKey, signature);
}

function assertSigned(bytes: Uint8Array, hash: string, publicKey: string, signature: string): void {
    checked.getOrMake(`${hash} ${publicKey} ${signature}`, () => checkSignature(bytes, publicKey, signature));
}

function checkSignature(bytes: Uint8Array, publicKey: string, signature: string): true {
    const { key } = readKey(publicKey);
    const raw = Buffer.from(signature, 'base64');
    if (raw.length !== 64) throw new EdgeError('ENVELOPE_SIGNATURE');
    if (Buffer.compare(raw.subarray(32), HALF_ORDER) > 0) throw new EdgeError('ENVELOPE_HIGH_S');
    if (!verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, raw)) throw new EdgeError('ENVELOPE_SIGNATURE');
    return true;
}

function assertTimely(payload: Envelope['payload'], now: bigint): void {
    if (parseAmount(payload.issuedAt) > now + CLOCK_SKEW_MS) throw new EdgeError('ENVELOPE_FUTURE', { id: payload.id });
    if (parseAmount(payload.expiresAt) < now) throw new EdgeError('ENVELOPE_EXPIRED', { id: payload.id });
}

/**
 * Opens a signed envelope: shape, type, network, times, key, signature, in this order of precedence.
 * What the command consumes (sequence number, output, round) is checked by the contract function that takes it.
 * @param schema - Strict schema of the payload, with a literal `type`.
 * @throws EdgeError ARGUMENT_INVALID, ENVELOPE_TYPE, ENVELOPE_NETWORK, ENVELOPE_FUTURE, ENVELOPE_EXPIRED, ENVELOPE_KEY,
 * ENVELOPE_HIGH_S, ENVELOPE_SIGNATURE.
 */
export function openEnvelope<Payload>(
    envelope: unknown,
    schema: z.ZodType<Payload> & { shape?: { type?: unknown } },
    options: OpenOptions,
): Opened<Payload> {
    const before = typeof envelope === 'object' && envelope !== null ? openedBefore.get(envelope) : undefined;
    if (before?.schema === schema) {
        assertFits(before.payload, options);
        // The schema made the payload.
        return before.opened as Opened<Payload>;
    }
    const parsed = envelopeSchema.safeParse(envelope);
    if (!parsed.success) throw invalid(parsed.error);
    const { payload, publicKey, signature } = parsed.data;
    const typed = schema.safeParse(payload);
    if (!typed.success)
        throw typeDiffers(typed.error) ? new EdgeError('ENVELOPE_TYPE', { type: payload.type }) : invalid(typed.error);
    assertFits(payload, options);
    const bytes = signingBytes(payload);
    const hash = sha256Hex(bytes);
    assertSigned(bytes, hash, publicKey, signature);
    const opened = { payload: typed.data, signer: addressOfKey(publicKey), hash };
    openedBefore.set(envelope as object, { schema, payload, opened });
    return opened;
}

/** What belongs to the moment, not to the envelope. */
function assertFits(payload: Envelope['payload'], { network, now }: OpenOptions): void {
    if (payload.network !== network) throw new EdgeError('ENVELOPE_NETWORK', { network: payload.network });
    assertTimely(payload, now);
}

/** @returns {@link Opened.hash} of an envelope, whether or not its signature holds. */
export function payloadHash(envelope: Envelope): string {
    return openedBefore.get(envelope)?.opened.hash ?? sha256Hex(signingBytes(envelope.payload));
}

function typeDiffers(error: z.ZodError): boolean {
    return error.issues.some((issue) => issue.path.length === 1 && issue.path[0] === 'type');
}

/** @returns A refusal that names the first member that does not fit. */
export function invalid(error: z.ZodError): EdgeError {
    const issue = error.issues[0];
    const member = issue?.path.join('.') ?? '';
    return new EdgeError('ARGUMENT_INVALID', { member, reason: (issue?.message ?? 'invalid').slice(0, 200) });
}

/**
 * Signs bytes with a P-256 private key.
 * @returns r||s with low s, base64.
 */
export function signBytes(bytes: Uint8Array, privateKey: KeyObject): string {
    const raw = sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    if (Buffer.compare(raw.subarray(32), HALF_ORDER) > 0) {
        const s = BigInt(`0x${raw.subarray(32).toString('hex')}`);
        Buffer.from((GROUP_ORDER - s).toString(16).padStart(64, '0'), 'hex').copy(raw, 32);
    }
    return raw.toString('base64');
}

/** @returns The base64 DER SubjectPublicKeyInfo of a key, as envelopes carry it. */
export function publicKeyText(key: KeyObject): string {
    const publicKey = key.type === 'private' ? createPublicKey(key) : key;
    return publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
}

/**
 * Signs a payload as a device does.
 * @returns The envelope.
 */
export function signEnvelope<Payload extends Envelope['payload']>(
    payload: Payload,
    privateKey: KeyObject,
    publicKey = publicKeyText(privateKey),
): { payload: Payload; publicKey: string; signature: string } {
    return { payload, publicKey, signature: signBytes(signingBytes(payload), privateKey) };
}
