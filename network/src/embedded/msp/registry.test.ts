import { createPrivateKey, sign } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import * as fc from 'fast-check';
import {
    createCertificateAuthority,
    issueIdentity,
    type CertificateAuthority,
    type IssuedIdentity,
} from '../ca/certificate-authority';
import { flipS, isLowS, signLowS } from './ecdsa';
import { createMspRegistry, type CertifiedMspRegistry } from './registry';

function serialize(mspId: string, pem: string): Uint8Array {
    const identity = new msp.SerializedIdentity();
    identity.setMspid(mspId);
    identity.setIdBytes(Buffer.from(pem));
    return identity.serializeBinary();
}

describe('the MSP registry', () => {
    let eag1: CertificateAuthority;
    let eag2: CertificateAuthority;
    let registry: CertifiedMspRegistry;
    let operator: IssuedIdentity;

    beforeAll(async () => {
        eag1 = await createCertificateAuthority('Eag1MSP');
        eag2 = await createCertificateAuthority('Eag2MSP');
        registry = createMspRegistry(
            [eag1, eag2].map((ca) => ({ mspId: ca.mspId, caCertificatesPem: [ca.certificatePem] })),
        );
        const attributes = { role: 'operator', region: 'r1' };
        operator = await issueIdentity(eag1, { commonName: 'operator', role: 'client', attributes });
    });

    it('knows a member with its role, attributes and dates', () => {
        const identity = registry.identify(serialize('Eag1MSP', operator.certificatePem));
        expect(identity).toMatchObject({
            mspId: 'Eag1MSP',
            role: 'client',
            attributes: { role: 'operator', region: 'r1' },
        });
        expect(identity.notBefore.getTime()).toBeLessThan(Date.now());
        expect(identity.notAfter.getTime()).toBeGreaterThan(Date.now());
    });

    it('refuses a member who claims another organisation', () => {
        expect(() => registry.identify(serialize('Eag2MSP', operator.certificatePem))).toThrow(/not signed by a CA/);
    });

    it('refuses a foreign CA that bears the name of a member organisation', async () => {
        const foreign = await createCertificateAuthority('Eag1MSP');
        const { certificatePem } = await issueIdentity(foreign, { commonName: 'operator', role: 'client' });
        expect(() => registry.identify(serialize('Eag1MSP', certificatePem))).toThrow(/not signed by a CA/);
    });

    it('refuses unknown organisations, CA certificates and rubbish', () => {
        expect(() => registry.identify(serialize('NobodyMSP', operator.certificatePem))).toThrow(/unknown/);
        expect(() => registry.identify(serialize('Eag1MSP', eag1.certificatePem))).toThrow(/CA certificate/);
        expect(() => registry.identify(serialize('Eag1MSP', 'rubbish'))).toThrow(/malformed/);
        expect(() => registry.identify(Buffer.from([0xff, 0xff]))).toThrow(/malformed|unknown/);
    });

    it('refuses a certificate without a role', async () => {
        const { certificatePem } = await issueIdentity(eag1, { commonName: 'x', role: 'visitor' as 'client' });
        expect(() => registry.identify(serialize('Eag1MSP', certificatePem))).toThrow(/no role/);
    });

    it('accepts a low-s signature over the message and nothing else', () => {
        const identity = registry.identify(serialize('Eag1MSP', operator.certificatePem));
        const message = Buffer.from('message');
        const signature = signLowS(createPrivateKey(operator.privateKeyPem), message);
        expect(identity.verify(message, signature)).toBe(true);
        expect(identity.verify(message, flipS(signature))).toBe(false);
        expect(identity.verify(Buffer.from('other'), signature)).toBe(false);
        expect(identity.verify(message, signature.subarray(1))).toBe(false);
        expect(identity.verify(message, Buffer.alloc(0))).toBe(false);
    });
});

describe('ECDSA signatures', () => {
    it('are low-s for every message, and their flipped twin never is', async () => {
        const ca = await createCertificateAuthority('Eag1MSP');
        const key = createPrivateKey(ca.privateKeyPem);
        fc.assert(
            fc.property(fc.uint8Array(), (message) => {
                const signature = signLowS(key, message);
                expect(isLowS(signature)).toBe(true);
                expect(isLowS(flipS(signature))).toBe(false);
                const native = sign('sha256', message, key);
                expect(isLowS(native) || isLowS(flipS(native))).toBe(true);
            }),
            { numRuns: 50, seed: 3 },
        );
    });
});
