import { generateKeyPairSync, verify } from 'node:crypto';
import { newSigner } from './signer';

const HALF_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n / 2n;

/** @returns s of a DER signature. */
function readS(der: Uint8Array): bigint {
    const bytes = Buffer.from(der);
    const rLength = bytes[3]!;
    return BigInt(`0x${bytes.subarray(4 + rLength + 2).toString('hex')}`);
}

describe('the native signer', () => {
    it('makes DER signatures with low s that verify', async () => {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const sign = newSigner(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
        for (let index = 0; index < 40; index += 1) {
            const message = Buffer.from(`message ${index}`);
            const signature = await sign(message);
            expect(verify('sha256', message, publicKey, signature)).toBe(true);
            expect(readS(signature) <= HALF_ORDER).toBe(true);
        }
    });
});
