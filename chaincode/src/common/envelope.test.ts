import { generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import { device, signedBy } from '../../test/support/device';
import {
    addressOfKey,
    assertSignature,
    openEnvelope,
    payloadHead,
    publicKeyText,
    signBytes,
    signingBytes,
    walletAddress,
    type Envelope,
} from './envelope';
import { sha256Hex } from './hash';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const alice = device('alice');
const schema = z.strictObject({ type: z.literal('test.note.v1'), ...payloadHead, text: z.string() });
const payload = {
    type: 'test.note.v1' as const,
    network: 'net',
    id: 'n1',
    issuedAt: '1000',
    expiresAt: '2000',
    text: 'hello',
};
const options = { network: 'net', now: 1500n };
const open = (envelope: unknown, now = 1500n): unknown => openEnvelope(envelope, schema, { ...options, now });

function highS(signature: string): string {
    const raw = Buffer.from(signature, 'base64');
    const s = BigInt(`0x${raw.subarray(32).toString('hex')}`);
    return Buffer.concat([
        raw.subarray(0, 32),
        Buffer.from((ORDER - s).toString(16).padStart(64, '0'), 'hex'),
    ]).toString('base64');
}

describe('opening an envelope', () => {
    const good = signedBy(alice, payload);

    it('refuses what is no envelope', () => {
        for (const value of [undefined, null, {}, { ...good, extra: 1 }, { ...good, signature: '' }]) {
            expect(() => open(value)).toThrow(/^ARGUMENT_INVALID /);
        }
        expect(() => open(signedBy(alice, { ...payload, more: 1 }))).toThrow(/^ARGUMENT_INVALID /);
        const short = Object.fromEntries(
            Object.entries(payload).filter(([name]) => name !== 'text'),
        ) as Envelope['payload'];
        expect(() => open(signedBy(alice, short))).toThrow(/^ARGUMENT_INVALID .*"member":"text"/);
    });

    it('refuses another type, another network, the future and the past, in this order', () => {
        const all = { ...payload, type: 'test.other.v1', network: 'other', issuedAt: '99999999' };
        expect(() => open(signedBy(alice, all))).toThrow(/^ENVELOPE_TYPE /);
        expect(() => open(signedBy(alice, { ...all, type: payload.type }))).toThrow(/^ENVELOPE_NETWORK /);
        expect(() => open(signedBy(alice, { ...payload, issuedAt: '61501' }))).toThrow(/^ENVELOPE_FUTURE /);
        expect(() => open(good, 2001n)).toThrow(/^ENVELOPE_EXPIRED /);
        expect(open(signedBy(alice, { ...payload, issuedAt: '61500' }))).toBeDefined();
        expect(open(good, 2000n)).toBeDefined();
    });

    it('refuses a changed payload, another key, and a signature of another domain', () => {
        expect(() => open({ ...good, payload: { ...payload, text: 'hallo' } })).toThrow(/^ENVELOPE_SIGNATURE /);
        expect(() => open({ ...good, publicKey: device('bob').publicKey })).toThrow(/^ENVELOPE_SIGNATURE /);
        const bare = signBytes(signingBytes(payload).subarray('edgebourse.envelope.v1\n'.length), alice.privateKey);
        expect(() => open({ ...good, signature: bare })).toThrow(/^ENVELOPE_SIGNATURE /);
    });

    it('refuses the second form of a signature', () => {
        expect(() => open({ ...good, signature: highS(good.signature) })).toThrow(/^ENVELOPE_HIGH_S /);
    });

    it('refuses keys of other curves and other encodings', () => {
        const other = (namedCurve: string): string =>
            publicKeyText(generateKeyPairSync('ec', { namedCurve }).publicKey);
        const hex = Buffer.from(alice.publicKey, 'base64').toString('hex').slice(0, 150);
        for (const publicKey of [other('secp256k1'), other('secp384r1'), hex, `${alice.publicKey.slice(0, -1)} `]) {
            expect(() => addressOfKey(publicKey)).toThrow(/^ENVELOPE_KEY /);
        }
        const { publicKey } = generateKeyPairSync('ed25519');
        expect(() => addressOfKey(publicKeyText(publicKey))).toThrow(/^ENVELOPE_KEY /);
    });

    it('gives payload, signer and a hash that does not depend on the signature', () => {
        const again = signedBy(alice, payload);
        expect(open(good)).toEqual({ payload, signer: alice.wallet, hash: sha256Hex(signingBytes(payload)) });
        expect(open(again)).toEqual(open(good));
        expect(alice.wallet).toBe(walletAddress(Buffer.from(alice.publicKey, 'base64')));
    });

    it('signs the same bytes whatever the order of members', () => {
        const backwards = Object.fromEntries(Object.entries(payload).reverse()) as Envelope['payload'];
        expect(signingBytes(backwards)).toEqual(signingBytes(payload));
    });
});

describe('signatures', () => {
    it('are refused when they are too short', () => {
        const bytes = Buffer.from('x');
        const short = Buffer.alloc(63).toString('base64');
        expect(() => {
            assertSignature(bytes, alice.publicKey, short);
        }).toThrow(/^ENVELOPE_SIGNATURE /);
    });

    it('are always made in low-s form', () => {
        for (let index = 0; index < 20; index += 1) {
            const bytes = Buffer.from(`message ${String(index)}`);
            assertSignature(bytes, alice.publicKey, signBytes(bytes, alice.privateKey));
        }
    });
});
