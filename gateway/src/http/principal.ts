import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { LedgerIdentity } from '../ledger/ledger';
import type { Principal } from './route';

/**
 * @returns The ledger identity that signs for the bearer.
 * @throws EdgeError REQUEST_UNAUTHENTICATED on a route that let nobody in.
 */
export function requirePrincipal(principal: Principal | undefined): LedgerIdentity {
    if (principal === undefined) throw new EdgeError('REQUEST_UNAUTHENTICATED');
    return { organisation: principal.organisation, user: principal.user };
}
