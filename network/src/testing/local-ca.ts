import {
    createCertificateAuthority,
    issueIdentity,
    type CertificateAuthority,
    type IssuedIdentity,
} from '../embedded/ca/certificate-authority';

/** An organisation of a test ledger: its CA and the identity of its peer. */
export interface TestOrganisation {
    readonly mspId: string;
    readonly ca: CertificateAuthority;
    readonly peer: IssuedIdentity;
}

const made = new Map<string, Promise<TestOrganisation>>();

async function make(mspId: string): Promise<TestOrganisation> {
    const ca = await createCertificateAuthority(mspId);
    return { mspId, ca, peer: await issueIdentity(ca, { commonName: `peer0.${mspId}`, role: 'peer' }) };
}

/** The organisation of that name, with keys made once a process. */
export function testOrganisation(mspId: string): Promise<TestOrganisation> {
    const organisation = made.get(mspId) ?? make(mspId);
    made.set(mspId, organisation);
    return organisation;
}
