import { ANYONE, type AccessTable } from '../common/access';

/** Who may call what. Before genesis no kinds are known; `Genesis` itself demands that the caller is the authority. */
export const policyAccess: AccessTable = {
    Genesis: { kinds: ['authority'], roles: ['authority'] },
    Get: ANYONE,
};
