import type { ClearingRecord, SettlementRecord } from '@edgebourse/chaincode/energy/records';

/** One interval of a region after its settlement, as the ledger has it. */
export interface SettledInterval {
    readonly clearing: ClearingRecord;
    readonly settlement: SettlementRecord;
}
