import { createHash, verify } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import type { Identity, IdentityRole, MspRegistry, Organisation } from '../core/types';
import { parseCertificate, type ParsedCertificate } from './certificate';
import { isLowS } from './ecdsa';
import { Lru } from './lru';

const REMEMBERED_IDENTITIES = 1000;

/** An identity with the dates between which its certificate holds; expiry is judged where a proposal comes in. */
export interface CertifiedIdentity extends Identity {
    readonly role: IdentityRole;
    readonly notBefore: Date;
    readonly notAfter: Date;
}

/** An MspRegistry whose identities carry their dates. */
export interface CertifiedMspRegistry extends MspRegistry {
    identify(serializedIdentity: Uint8Array): CertifiedIdentity;
}

/** Why an MSP does not vouch for an identity. */
export class UnknownIdentityError extends Error {
    override readonly name = 'UnknownIdentityError';
    constructor(
        message: string,
        /** The organisation that the identity claims, when it could be read and belongs to the channel. */
        readonly mspId?: string,
    ) {
        super(message);
    }
}

/**
 * Knows the members of a channel by the CA certificates of its organisations. As on Fabric with NodeOUs: a member's
 * certificate is signed directly by a CA of the organisation that it claims, is no CA itself, and names one role as
 * organisational unit. Expiry is not judged here, because a block stays valid after its creators' certificates ended.
 */
export function createMspRegistry(organisations: readonly Organisation[]): CertifiedMspRegistry {
    const authorities = new Map(
        organisations.map(({ mspId, caCertificatesPem }) => [mspId, caCertificatesPem.map(parseCertificate)]),
    );
    const known = new Lru<CertifiedIdentity>(REMEMBERED_IDENTITIES);
    return {
        identify: (bytes) => known.get(fingerprint(bytes), () => identify(authorities, bytes)),
    };
}

function identify(
    authorities: ReadonlyMap<string, readonly ParsedCertificate[]>,
    serializedIdentity: Uint8Array,
): CertifiedIdentity {
    const { mspId, pem } = unpack(serializedIdentity);
    const cas = authorities.get(mspId);
    if (cas === undefined) throw new UnknownIdentityError(`MSP ${mspId} is unknown`);
    const certificate = parse(pem, mspId);
    if (certificate.isCa) throw new UnknownIdentityError('a CA certificate cannot be used as an identity', mspId);
    if (!cas.some((ca) => isIssuedBy(certificate, ca))) {
        // Without the organisation: Fabric cannot even read an identity whose chain it does not know.
        throw new UnknownIdentityError(`certificate is not signed by a CA of ${mspId}`);
    }
    const { role } = certificate;
    if (role === undefined) throw new UnknownIdentityError('certificate names no role as its OU', mspId);
    return {
        mspId,
        certificatePem: pem,
        attributes: certificate.attributes,
        role,
        notBefore: certificate.notBefore,
        notAfter: certificate.notAfter,
        verify: (message, signature) => verifySignature(certificate, message, signature),
    };
}

function unpack(serializedIdentity: Uint8Array): { mspId: string; pem: string } {
    try {
        const identity = msp.SerializedIdentity.deserializeBinary(serializedIdentity);
        return { mspId: identity.getMspid(), pem: Buffer.from(identity.getIdBytes_asU8()).toString('utf8') };
    } catch {
        throw new UnknownIdentityError('identity is malformed');
    }
}

function parse(pem: string, mspId: string): ParsedCertificate {
    try {
        return parseCertificate(pem);
    } catch {
        throw new UnknownIdentityError('certificate is malformed', mspId);
    }
}

function isIssuedBy({ node }: ParsedCertificate, ca: ParsedCertificate): boolean {
    return ca.isCa && node.checkIssued(ca.node) && node.verify(ca.publicKey);
}

function verifySignature({ publicKey }: ParsedCertificate, message: Uint8Array, signature: Uint8Array): boolean {
    return isLowS(signature) && verify('sha256', message, publicKey, signature);
}

function fingerprint(bytes: Uint8Array): string {
    return createHash('sha256').update(bytes).digest('base64');
}
