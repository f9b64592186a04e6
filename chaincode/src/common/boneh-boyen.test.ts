import { bls12_381 } from '@noble/curves/bls12-381.js';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { isPublicKey, keyFromSeed, signStatement, verifyStatement } from './boneh-boyen';
import { canonicalJson } from './canonical-json';

const { G1, G2, fields } = bls12_381;
const key = keyFromSeed(Buffer.alloc(32, 1));
const other = keyFromSeed(Buffer.alloc(32, 2));
const statement = { wallet: 'a'.repeat(64), serial: 's-1' };
const signature = signStatement(statement, key);

/** The compressed form with the smaller y, without the library's own refusal to write such a point. */
function compressed(x: bigint): string {
    return ((1n << 383n) | x).toString(16);
}

/** A point on the curve but outside the group: what an attacker sends for small-subgroup tricks. */
function outsideSubgroup(): string {
    for (let x = 1n; ; x += 1n) {
        const { Fp } = fields;
        const square = Fp.add(Fp.pow(x, 3n), 4n);
        if (Fp.eql(Fp.pow(square, (Fp.ORDER - 1n) / 2n), Fp.ONE)) {
            const point = G1.Point.fromAffine({ x, y: Fp.sqrt(square) });
            if (!point.isTorsionFree()) return compressed(x);
        }
    }
}

describe('Boneh-Boyen signatures', () => {
    it('refuses another statement, another key and another signature', () => {
        expect(verifyStatement({ ...statement, serial: 's-2' }, signature, key.publicKey)).toBe(false);
        expect(verifyStatement(statement, signature, other.publicKey)).toBe(false);
        expect(verifyStatement(statement, signStatement(statement, other), key.publicKey)).toBe(false);
    });

    it('refuses another randomiser, r = 0 and r beyond the group order', () => {
        const sigma = signature.slice(64);
        const beyond = (BigInt(`0x${signature.slice(0, 64)}`) + fields.Fr.ORDER).toString(16);
        expect(verifyStatement(statement, '1'.padStart(64, '0') + sigma, key.publicKey)).toBe(false);
        expect(verifyStatement(statement, '0'.repeat(64) + sigma, key.publicKey)).toBe(false);
        if (beyond.length <= 64) {
            expect(verifyStatement(statement, beyond.padStart(64, '0') + sigma, key.publicKey)).toBe(false);
        }
    });

    it('refuses the identity and points outside the subgroup', () => {
        const r = signature.slice(0, 64);
        expect(verifyStatement(statement, r + G1.Point.ZERO.toHex(true), key.publicKey)).toBe(false);
        expect(verifyStatement(statement, r + outsideSubgroup(), key.publicKey)).toBe(false);
        const zero = G2.Point.ZERO.toHex(true);
        expect(isPublicKey(zero + key.publicKey.slice(192))).toBe(false);
        expect(isPublicKey(key.publicKey.slice(0, 192) + zero)).toBe(false);
    });

    it('refuses malformed text instead of failing', () => {
        for (const text of ['', 'zz', signature.slice(1), signature.toUpperCase(), 'f'.repeat(160)]) {
            expect(verifyStatement(statement, text, key.publicKey)).toBe(false);
        }
        expect(verifyStatement(statement, signature, 'f'.repeat(384))).toBe(false);
        expect(isPublicKey('')).toBe(false);
    });

    it('refuses seeds that are too short', () => {
        expect(() => keyFromSeed(Buffer.alloc(31))).toThrow(RangeError);
    });

    it('verifies what the key signed, whatever the order of members', () => {
        expect(verifyStatement({ serial: 's-1', wallet: 'a'.repeat(64) }, signature, key.publicKey)).toBe(true);
        expect(isPublicKey(key.publicKey)).toBe(true);
    });

    it('signs deterministically: 32 bytes of r and 48 of sigma', () => {
        expect(signStatement(statement, key)).toBe(signature);
        expect(signature).toHaveLength(160);
        expect(keyFromSeed(Buffer.alloc(32, 1))).toEqual(key);
    });

    it('satisfies (x + m + y r) sigma = g1, with m from its definition', () => {
        const { Fr } = fields;
        const mac = createHmac('sha512', 'edgebourse.boneh-boyen.v1.message').update(canonicalJson(statement));
        const m = Fr.create(BigInt(`0x${mac.digest('hex')}`));
        const r = BigInt(`0x${signature.slice(0, 64)}`);
        const exponent = Fr.create(key.x + m + key.y * r);
        expect(G1.Point.fromHex(signature.slice(64)).multiply(exponent).equals(G1.Point.BASE)).toBe(true);
    });

    it('verifies statements of any JSON content', () => {
        fc.assert(
            fc.property(fc.stringMatching(/^[a-z0-9]{0,20}$/), fc.nat(), (text, number) => {
                const content = { text, number };
                expect(verifyStatement(content, signStatement(content, key), key.publicKey)).toBe(true);
            }),
            { numRuns: 5, seed: 1 },
        );
    });
});
