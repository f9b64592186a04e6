import type { IdentityRequest } from '../embedded/ca/certificate-authority';

/** Every organisation has an operator and an administrator; the authority also those who register and who mint. */
export function usersOf(mspId: string, region: string | undefined): readonly IdentityRequest[] {
    const operator = { role: 'operator', ...(region === undefined ? {} : { region }) };
    const users: IdentityRequest[] = [
        { commonName: 'operator', role: 'client', attributes: operator },
        { commonName: 'admin', role: 'admin', attributes: { role: 'admin' } },
    ];
    if (mspId === 'AuthorityMSP') {
        users.push({ commonName: 'registrar', role: 'client', attributes: { role: 'authority' } });
        users.push({ commonName: 'treasury', role: 'client', attributes: { role: 'treasury' } });
    }
    return users;
}

/** The region of an EAG by its number: `Eag1MSP` serves `r1`; undefined for every other organisation. */
export function regionOf(mspId: string): string | undefined {
    const [, number] = /^Eag(\d+)MSP$/.exec(mspId) ?? [];
    return number === undefined ? undefined : `r${number}`;
}
