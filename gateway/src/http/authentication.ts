import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { z } from 'zod';
import type { Access, Principal } from './route';

/** Checks the `Authorization` header. @throws EdgeError REQUEST_UNAUTHENTICATED. */
export type Authenticate = (authorization: string | undefined) => Promise<Principal>;

/** Asymmetric only: a public key must never serve as the secret of an HMAC. */
const ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256'];
const CLOCK_TOLERANCE_S = 30;

const claimsSchema = z.object({
    sub: z.string().min(1),
    organisation: z.string().min(1),
    user: z.string().min(1),
    roles: z.array(z.string()),
});

/** What bearer tokens are judged against. */
export interface TokenRules {
    readonly audience: string;
    readonly issuer?: string | undefined;
    /** Organisations that this gateway acts for; a token of another one is of no use here. */
    readonly organisations: readonly string[];
}

/**
 * Makes the check of bearer tokens: JWTs signed by a key of the set, with an expiry, for this gateway's audience.
 * @returns The check.
 */
export function newAuthenticate(keys: JSONWebKeySet, rules: TokenRules): Authenticate {
    const keySet = createLocalJWKSet(keys);
    const options = {
        algorithms: ALGORITHMS,
        audience: rules.audience,
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ['exp', 'sub'],
        ...(rules.issuer !== undefined && { issuer: rules.issuer }),
    };
    return async (authorization) => {
        const token = /^Bearer ([\w.-]+)$/i.exec(authorization ?? '')?.[1];
        if (token === undefined) throw new EdgeError('REQUEST_UNAUTHENTICATED');
        const { payload } = await jwtVerify(token, keySet, options).catch((cause: unknown) => {
            throw new EdgeError('REQUEST_UNAUTHENTICATED', {}, { cause });
        });
        return toPrincipal(payload, rules);
    };
}

function toPrincipal(payload: unknown, { organisations }: TokenRules): Principal {
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) throw new EdgeError('REQUEST_UNAUTHENTICATED', { reason: 'claims' });
    const { sub, organisation, user, roles } = claims.data;
    if (!organisations.includes(organisation)) throw new EdgeError('REQUEST_FORBIDDEN', { organisation });
    return { subject: sub, organisation, user, roles };
}

/**
 * Lets the bearer pass when the route is open to one of its roles.
 * @returns Who speaks; undefined on public routes, whose tokens are not looked at.
 * @throws EdgeError REQUEST_UNAUTHENTICATED or REQUEST_FORBIDDEN.
 */
export async function admit(
    access: Access,
    authorization: string | undefined,
    authenticate: Authenticate,
): Promise<Principal | undefined> {
    if (access === 'public') return undefined;
    const principal = await authenticate(authorization);
    if (!principal.roles.some((role) => access.roles.includes(role))) {
        throw new EdgeError('REQUEST_FORBIDDEN', { needs: access.roles.join(' or ') });
    }
    return principal;
}
