import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import {
    createCertificateAuthority,
    issueIdentity,
    issueTlsServer,
    openCertificateAuthority,
    type CertificateAuthority,
    type IdentityRequest,
    type KeyedCertificate,
} from './certificate-authority';

/** Where the certificate and the key of one user lie. */
export interface IdentityFiles {
    readonly cert: string;
    readonly key: string;
}

/** The development crypto material of one organisation, in files and opened. */
export interface OrganisationCrypto {
    readonly mspId: string;
    readonly ca: CertificateAuthority;
    readonly caFile: string;
    /** Paths by user name. */
    readonly users: Readonly<Record<string, IdentityFiles>>;
}

/**
 * Opens `<folder>/<mspId>`, making what is missing: `ca.pem`, `ca.key.pem`, and `<user>.cert.pem` and `<user>.key.pem`
 * of every user asked for. What exists stays, so identities survive a restart. Keys are readable by their owner only.
 */
export async function ensureOrganisation(
    folder: string,
    mspId: string,
    users: readonly IdentityRequest[],
): Promise<OrganisationCrypto> {
    const home = join(folder, mspId);
    await mkdir(home, { recursive: true, mode: 0o700 });
    const caFiles = { cert: join(home, 'ca.pem'), key: join(home, 'ca.key.pem') };
    const ca = await ensureAuthority(mspId, caFiles);
    const files: Record<string, IdentityFiles> = {};
    for (const user of users) {
        const paths = {
            cert: join(home, `${user.commonName}.cert.pem`),
            key: join(home, `${user.commonName}.key.pem`),
        };
        await ensureKeyed(paths, () => issueIdentity(ca, user));
        files[user.commonName] = paths;
    }
    return { mspId, ca, caFile: caFiles.cert, users: files };
}

/** Opens or makes the TLS certificate of the peer below `<folder>/tls`, with its own CA; made anew for new hosts. */
export async function ensureTls(
    folder: string,
    hosts: readonly string[],
): Promise<KeyedCertificate & { readonly caFile: string }> {
    const { ca, caFile } = await ensureOrganisation(folder, 'tls', []);
    const home = join(folder, 'tls');
    const paths = { cert: join(home, 'server.cert.pem'), key: join(home, 'server.key.pem') };
    const existing = await readKeyed(paths).catch(ignoreMissing);
    if (existing !== undefined && !namesAll(existing.certificatePem, hosts)) await rm(paths.cert);
    return { ...(await ensureKeyed(paths, () => issueTlsServer(ca, hosts))), caFile };
}

/** Opens or makes a TLS certificate, to serve with and to call with, signed by the CA in `<folder>/<authority>`. */
export async function ensureTlsNode(
    folder: string,
    authority: string,
    name: string,
    hosts: readonly string[],
): Promise<IdentityFiles> {
    const { ca } = await ensureOrganisation(folder, authority, []);
    const paths = {
        cert: join(folder, authority, `${name}.cert.pem`),
        key: join(folder, authority, `${name}.key.pem`),
    };
    await ensureKeyed(paths, () => issueTlsServer(ca, hosts, 'server and client'));
    return paths;
}

function namesAll(certificatePem: string, hosts: readonly string[]): boolean {
    const certificate = new X509Certificate(certificatePem);
    return hosts.every(
        (host) => (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined,
    );
}

/** Reads a certificate and its key. */
export async function readKeyed(paths: IdentityFiles): Promise<KeyedCertificate> {
    const [certificatePem, privateKeyPem] = await Promise.all([
        readFile(paths.cert, 'utf8'),
        readFile(paths.key, 'utf8'),
    ]);
    return { certificatePem, privateKeyPem };
}

async function ensureAuthority(mspId: string, paths: IdentityFiles): Promise<CertificateAuthority> {
    const files = await ensureKeyed(paths, () => createCertificateAuthority(mspId));
    return openCertificateAuthority(mspId, files);
}

async function ensureKeyed(paths: IdentityFiles, make: () => Promise<KeyedCertificate>): Promise<KeyedCertificate> {
    const existing = await readKeyed(paths).catch(ignoreMissing);
    if (existing !== undefined) return existing;
    const { certificatePem, privateKeyPem } = await make();
    // The certificate goes last: a crash in between leaves a key without certificate, which the next start replaces.
    await writeFile(paths.key, privateKeyPem, { mode: 0o600 });
    await writeFile(paths.cert, certificatePem);
    return { certificatePem, privateKeyPem };
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
}
