import { bls12_381 } from '@noble/curves/bls12-381.js';
import { createHmac, hkdfSync } from 'node:crypto';
import { canonicalJson } from './canonical-json';
import { sha256Hex } from './hash';
import { LruMap } from './lru';

const { G1, G2, fields, pairing } = bls12_381;
const { Fr, Fp12 } = fields;
const G2_BYTES = 96;

/** The authority's secret: two scalars. */
export interface BonehBoyenKey {
    readonly x: bigint;
    readonly y: bigint;
    /** `u || v`, two compressed G2 points, hex. */
    readonly publicKey: string;
}

/** A public key with its points read and checked. */
interface PublicPoints {
    readonly u: InstanceType<typeof G2.Point>;
    readonly v: InstanceType<typeof G2.Point>;
}

/** Message, randomiser and key never share a hash with anything else of this product. */
const DOMAIN = 'edgebourse.boneh-boyen.v1';
const publicKeys = new LruMap<string, PublicPoints | undefined>(64);
/** Verdicts by hash of key, signature and statement: peers of one process judge the same certificate several times. */
const verdicts = new LruMap<string, boolean>(4096);
let unit: ReturnType<typeof pairing> | undefined;

/** @returns e(g1, g2), the right side of every verification. */
function pairingOfGenerators(): ReturnType<typeof pairing> {
    unit ??= pairing(G1.Point.BASE, G2.Point.BASE);
    return unit;
}

/** 512 bits, so that the reduction into the group order shows no bias. */
function toScalar(label: string, ...parts: readonly (string | Uint8Array)[]): bigint {
    const mac = createHmac('sha512', `${DOMAIN}.${label}`);
    for (const part of parts) mac.update(part);
    return Fr.create(BigInt(`0x${mac.digest('hex')}`));
}

/** @returns The scalar m of a statement, given as its canonical JSON. */
function messageScalar(message: string): bigint {
    return toScalar('message', message);
}

/**
 * Derives a key.
 * @param seed - At least 32 secret bytes; the same seed gives the same key.
 * @throws RangeError for a shorter seed.
 */
export function keyFromSeed(seed: Uint8Array): BonehBoyenKey {
    if (seed.length < 32) throw new RangeError('a Boneh-Boyen seed has at least 32 bytes');
    const derive = (name: string): bigint => {
        const bytes = Buffer.from(hkdfSync('sha512', seed, DOMAIN, name, 64));
        return Fr.create(BigInt(`0x${bytes.toString('hex')}`));
    };
    const x = derive('x');
    const y = derive('y');
    const u = G2.Point.BASE.multiply(x);
    const v = G2.Point.BASE.multiply(y);
    return { x, y, publicKey: u.toHex(true) + v.toHex(true) };
}

/**
 * Signs a statement: sigma = g1^(1 / (x + m + y r)). Boneh and Boyen, "Short signatures without random oracles",
 * section 3.1, with sigma in G1 and r derived from the secret and m instead of drawn, so that no bad generator can
 * leak the key; a second signature of one statement equals the first.
 * @returns `r || sigma`: 32 + 48 bytes, hex.
 */
export function signStatement(statement: unknown, key: BonehBoyenKey): string {
    const m = messageScalar(canonicalJson(statement));
    for (let round = 0; ; round += 1) {
        const secret = Buffer.from(Fr.toBytes(key.x));
        const r = toScalar('randomiser', secret, Fr.toBytes(key.y), Fr.toBytes(m), String(round));
        const exponent = Fr.add(Fr.add(key.x, m), Fr.mul(key.y, r));
        if (Fr.is0(r) || Fr.is0(exponent)) continue;
        const sigma = G1.Point.BASE.multiply(Fr.inv(exponent));
        return Buffer.from(Fr.toBytes(r)).toString('hex') + sigma.toHex(true);
    }
}

function readPoints(publicKey: string): PublicPoints | undefined {
    return publicKeys.getOrMake(publicKey, () => {
        if (!/^[0-9a-f]{384}$/.test(publicKey)) return undefined;
        const u = readG2(publicKey.slice(0, 2 * G2_BYTES));
        const v = readG2(publicKey.slice(2 * G2_BYTES));
        return u === undefined || v === undefined ? undefined : { u, v: v.precompute(8) };
    });
}

/** `assertValidity` refuses the identity, points off the curve and points outside the subgroup. */
function readG2(hex: string): PublicPoints['u'] | undefined {
    try {
        const point = G2.Point.fromHex(hex);
        point.assertValidity();
        return point.is0() ? undefined : point;
    } catch {
        return undefined;
    }
}

function readSigma(hex: string): InstanceType<typeof G1.Point> | undefined {
    try {
        const point = G1.Point.fromHex(hex);
        point.assertValidity();
        return point.is0() ? undefined : point;
    } catch {
        return undefined;
    }
}

/** @returns Whether the text is a public key: two points of the right subgroup, neither of them the identity. */
export function isPublicKey(publicKey: string): boolean {
    return readPoints(publicKey) !== undefined;
}

/**
 * Verifies e(sigma, u g2^m v^r) = e(g1, g2): one pairing, since the right side is kept.
 * @param signature - `r || sigma` as {@link signStatement} gives it.
 * @returns Whether the signature is one of the key over the statement; false for anything malformed.
 */
export function verifyStatement(statement: unknown, signature: string, publicKey: string): boolean {
    const points = readPoints(publicKey);
    if (points === undefined || !/^[0-9a-f]{160}$/.test(signature)) return false;
    const message = canonicalJson(statement);
    return verdicts.getOrMake(sha256Hex(publicKey + signature + message), () => holds(message, signature, points));
}

function holds(message: string, signature: string, points: PublicPoints): boolean {
    const r = BigInt(`0x${signature.slice(0, 64)}`);
    const sigma = readSigma(signature.slice(64));
    if (sigma === undefined || r === 0n || r >= Fr.ORDER) return false;
    const m = messageScalar(message);
    const right = points.u.add(times(G2.Point.BASE, m)).add(times(points.v, r));
    return !right.is0() && Fp12.eql(pairing(sigma, right), pairingOfGenerators());
}

/** Public scalars: the faster, variable-time product; zero allowed. */
function times(point: PublicPoints['u'], scalar: bigint): PublicPoints['u'] {
    return point.multiplyUnsafe(scalar);
}
