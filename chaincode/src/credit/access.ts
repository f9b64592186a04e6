import { ANYONE, type AccessTable } from '../common/access';

const BANK = { kinds: ['eag'], roles: ['operator'] } as const;

/**
 * Who may call what. What borrowers, sellers and banks sign any organisation may carry; reserves answer to their
 * key-level policies besides. Registrations and dossiers are of the caller's own organisation.
 */
export const creditAccess: AccessTable = {
    RegisterBank: BANK,
    SetProduct: BANK,
    PutDossier: BANK,
    Assess: BANK,
    Fund: ANYONE,
    Withdraw: ANYONE,
    Preview: ANYONE,
    Lend: ANYONE,
    Bill: ANYONE,
    Repay: ANYONE,
    TopUp: ANYONE,
    Close: ANYONE,
    Sweep: ANYONE,
    Bank: ANYONE,
    Products: ANYONE,
    Position: ANYONE,
    Loan: ANYONE,
    Token: ANYONE,
    Statement: ANYONE,
    Borrower: ANYONE,
};
