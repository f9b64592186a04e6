import 'reflect-metadata';
import { createPrivateKey, KeyObject, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import type { IdentityRole } from '../core/types';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const YEAR_MS = 365 * 24 * 3600 * 1000;
/** Clocks of two machines differ; a certificate made now must hold on the slower one. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

/** OID under which Fabric CA puts an identity's attributes as JSON `{"attrs": {...}}`. */
export const ATTRIBUTE_EXTENSION_OID = '1.2.3.4.5.6.7.8.1';

/** A certificate with the key that belongs to it, both PEM (the key in PKCS #8). */
export interface KeyedCertificate {
    readonly certificatePem: string;
    readonly privateKeyPem: string;
}

/** The development CA of one organisation. Its key lies in a file: never for production. */
export interface CertificateAuthority extends KeyedCertificate {
    readonly mspId: string;
    readonly certificate: x509.X509Certificate;
    readonly signingKey: webcrypto.CryptoKey;
}

/** Who an identity is, when it is valid, and what its organisation says about it. */
export interface IdentityRequest {
    readonly commonName: string;
    /** Written as the OU of the subject, as Fabric's NodeOUs want it. */
    readonly role: IdentityRole;
    readonly attributes?: Readonly<Record<string, string>>;
    readonly notBefore?: Date;
    readonly notAfter?: Date;
}

/** An identity as a client of the ledger needs it. */
export interface IssuedIdentity extends KeyedCertificate {
    readonly mspId: string;
}

/** Makes a root certificate with a fresh P-256 key, valid for ten years. */
export async function createCertificateAuthority(mspId: string): Promise<CertificateAuthority> {
    const keys = await newKeyPair();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
        name: [{ O: [mspId] }, { CN: [`ca.${mspId}`] }],
        keys,
        ...validity(undefined, new Date(Date.now() + 10 * YEAR_MS)),
        signingAlgorithm: ALGORITHM,
        extensions: [
            new x509.BasicConstraintsExtension(true, 0, true),
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
            await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        ],
    });
    return {
        mspId,
        certificate,
        signingKey: keys.privateKey,
        certificatePem: pemOf(certificate),
        privateKeyPem: privatePem(keys.privateKey),
    };
}

/** Takes up a CA again from its two files; throws when either cannot be read as what it should be. */
export async function openCertificateAuthority(mspId: string, files: KeyedCertificate): Promise<CertificateAuthority> {
    const pkcs8 = createPrivateKey(files.privateKeyPem).export({ type: 'pkcs8', format: 'der' });
    const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, true, ['sign']);
    return { mspId, certificate: new x509.X509Certificate(files.certificatePem), signingKey, ...files };
}

/** Issues a member's certificate with a fresh key; valid from five minutes ago for a year unless asked otherwise. */
export async function issueIdentity(ca: CertificateAuthority, request: IdentityRequest): Promise<IssuedIdentity> {
    const attributes = Buffer.from(JSON.stringify({ attrs: request.attributes ?? {} }));
    const issued = await issue(ca, [{ OU: [request.role] }, { CN: [request.commonName] }], {
        ...validity(request.notBefore, request.notAfter),
        extensions: [
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
            new x509.Extension(ATTRIBUTE_EXTENSION_OID, false, attributes),
        ],
    });
    return { mspId: ca.mspId, ...issued };
}

/**
 * Issues a TLS certificate that names each of the hosts; IP addresses are told from DNS names.
 * @param use - Nodes that also call other nodes need both.
 */
export async function issueTlsServer(
    ca: CertificateAuthority,
    hosts: readonly string[],
    use: 'server' | 'server and client' = 'server',
): Promise<KeyedCertificate> {
    const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
    const names = hosts.map((value) => ({ type: isIP(value) !== 0 ? ('ip' as const) : ('dns' as const), value }));
    return issue(ca, [{ OU: ['tls'] }, { CN: [hosts[0] ?? 'localhost'] }], {
        ...validity(),
        extensions: [
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
            new x509.ExtendedKeyUsageExtension(use === 'server' ? [serverAuth] : [serverAuth, clientAuth]),
            new x509.SubjectAlternativeNameExtension(names),
        ],
    });
}

interface IssueOptions {
    readonly notBefore: Date;
    readonly notAfter: Date;
    readonly extensions: x509.Extension[];
}

async function issue(
    ca: CertificateAuthority,
    subject: x509.JsonName,
    options: IssueOptions,
): Promise<KeyedCertificate> {
    const keys = await newKeyPair();
    const certificate = await x509.X509CertificateGenerator.create({
        subject,
        issuer: ca.certificate.subjectName,
        publicKey: keys.publicKey,
        signingKey: ca.signingKey,
        signingAlgorithm: ALGORITHM,
        ...options,
        extensions: [
            new x509.BasicConstraintsExtension(false, undefined, true),
            await x509.AuthorityKeyIdentifierExtension.create(ca.certificate.publicKey),
            await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
            ...options.extensions,
        ],
    });
    return { certificatePem: pemOf(certificate), privateKeyPem: privatePem(keys.privateKey) };
}

function newKeyPair(): Promise<webcrypto.CryptoKeyPair> {
    return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function pemOf(certificate: x509.X509Certificate): string {
    return `${certificate.toString('pem')}\n`;
}

function privatePem(key: webcrypto.CryptoKey): string {
    return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}

function validity(notBefore?: Date, notAfter?: Date): { notBefore: Date; notAfter: Date } {
    const now = Date.now();
    return { notBefore: notBefore ?? new Date(now - CLOCK_SKEW_MS), notAfter: notAfter ?? new Date(now + YEAR_MS) };
}
