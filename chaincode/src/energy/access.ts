import { ANYONE, type AccessTable } from '../common/access';

const OPERATOR = { roles: ['operator'] };
const EAG_OPERATOR = { kinds: ['eag'], roles: ['operator'] } as const;

/** Who may call what of contract `energy`. That a region is the caller's own is checked by the function. */
export const energyAccess: AccessTable = {
    CloseGate: EAG_OPERATOR,
    PublishHead: OPERATOR,
    Clear: EAG_OPERATOR,
    PreviewClear: ANYONE,
    ClaimOmission: OPERATOR,
    RecordReadings: OPERATOR,
    Settle: EAG_OPERATOR,
    Accept: OPERATOR,
    Resolve: OPERATOR,
    ClaimFlow: OPERATOR,
    AwardFlow: EAG_OPERATOR,
    Gate: ANYONE,
    Clearing: ANYONE,
    Settlement: ANYONE,
    Readings: ANYONE,
    Market: ANYONE,
    Flow: ANYONE,
    Debt: ANYONE,
};
