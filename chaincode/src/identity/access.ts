import { ANYONE, type AccessTable } from '../common/access';

const AUTHORITY = { kinds: ['authority'], roles: ['authority'] } as const;
const OPERATOR = { roles: ['operator'] } as const;
const OPERATOR_OR_AUTHORITY = { roles: ['operator', 'authority'] } as const;

/**
 * Who may call what. Whose wallet an operator may block is a rule of the function (`standing.ts`).
 * Attachments are signed by the wallet, so any organisation may carry them.
 */
export const identityAccess: AccessTable = {
    RegisterOrganisation: OPERATOR,
    RegisterWallets: AUTHORITY,
    PutMapping: OPERATOR,
    GetMapping: OPERATOR,
    DeleteMapping: OPERATOR,
    Attach: ANYONE,
    SetStatus: OPERATOR_OR_AUTHORITY,
    Blacklist: OPERATOR_OR_AUTHORITY,
    ProposeLift: OPERATOR_OR_AUTHORITY,
    Lift: OPERATOR_OR_AUTHORITY,
    Revoke: AUTHORITY,
    Wallet: ANYONE,
    Wallets: ANYONE,
    Organisation: ANYONE,
};
