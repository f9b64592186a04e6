import 'reflect-metadata';
import { X509Certificate as NodeCertificate, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { ATTRIBUTE_EXTENSION_OID } from '../ca/certificate-authority';
import type { IdentityRole } from '../core/types';

/** What an MSP reads from a member's certificate. */
export interface ParsedCertificate {
    readonly node: NodeCertificate;
    readonly publicKey: KeyObject;
    readonly notBefore: Date;
    readonly notAfter: Date;
    readonly isCa: boolean;
    readonly role: IdentityRole | undefined;
    readonly attributes: Readonly<Record<string, string>>;
}

const ROLES: readonly IdentityRole[] = ['client', 'peer', 'admin', 'orderer'];

/** Reads a PEM certificate; throws when it is none, or when its attribute extension is malformed. */
export function parseCertificate(pem: string): ParsedCertificate {
    const node = new NodeCertificate(pem);
    const certificate = new x509.X509Certificate(node.raw);
    return {
        node,
        publicKey: node.publicKey,
        notBefore: certificate.notBefore,
        notAfter: certificate.notAfter,
        isCa: node.ca,
        role: roleOf(certificate),
        attributes: attributesOf(certificate),
    };
}

/** NodeOUs: the role is the one organisational unit that names a role. Two of them name none. */
function roleOf(certificate: x509.X509Certificate): IdentityRole | undefined {
    const units = certificate.subjectName.getField('OU');
    const roles = ROLES.filter((role) => units.includes(role));
    return roles.length === 1 ? roles[0] : undefined;
}

function attributesOf(certificate: x509.X509Certificate): Record<string, string> {
    const extension = certificate.getExtension(ATTRIBUTE_EXTENSION_OID);
    if (extension === null) return {};
    const parsed: unknown = JSON.parse(Buffer.from(extension.value).toString('utf8'));
    const attributes: unknown = isRecord(parsed) ? parsed['attrs'] : undefined;
    if (!isRecord(attributes)) throw new TypeError('attribute extension holds no attrs');
    return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
