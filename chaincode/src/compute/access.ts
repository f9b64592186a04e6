import { ANYONE, type AccessTable } from '../common/access';

/** Each function also checks that the caller's organisation runs the node of the region in question. */
const NODE = { kinds: ['mec', 'eag'], roles: ['operator'] } as const;

/**
 * Who may call what. Signed commands may be carried by any organisation: the envelope is checked, never the carrier.
 * `Resolve` also refuses the organisation that runs the contract's own node.
 */
export const computeAccess: AccessTable = {
    Assess: NODE,
    CapStays: NODE,
    ReportLoad: NODE,
    Serve: NODE,
    Relay: NODE,
    Resolve: { roles: ['operator'] },
    Offer: ANYONE,
    Contract: ANYONE,
    Answer: ANYONE,
    Leave: ANYONE,
    Rehire: ANYONE,
    Result: ANYONE,
    Verdict: ANYONE,
    Contest: ANYONE,
    Settle: ANYONE,
    Market: ANYONE,
    ContractOf: ANYONE,
    WorkerOf: ANYONE,
    OfferOf: ANYONE,
    ResultOf: ANYONE,
    NodeOf: ANYONE,
};
