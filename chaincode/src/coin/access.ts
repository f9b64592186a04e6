import { ANYONE, type AccessTable } from '../common/access';

const TREASURY = { kinds: ['authority'], roles: ['treasury'] } as const;

/**
 * Who may call what. Signed commands may be carried by any organisation: the envelope is checked, never the carrier.
 * Coins enter and leave the system only by the hand of the authority's treasury.
 */
export const coinAccess: AccessTable = {
    Mint: TREASURY,
    Burn: TREASURY,
    Transfer: ANYONE,
    Consolidate: ANYONE,
    Bond: ANYONE,
    Balance: ANYONE,
    Outputs: ANYONE,
    BondOf: ANYONE,
    Supply: ANYONE,
    MintOf: ANYONE,
};
