import type { Receipt } from '@edgebourse/chaincode/common/receipt';
import type { DossierRecord } from '@edgebourse/chaincode/credit/records';
import type { Announcement, ClearingRecord, SettlementRecord } from '@edgebourse/chaincode/energy/records';
import type { WalletCertificate } from '@edgebourse/chaincode/identity/records';

/** A wallet that a participant asks the authority to register: its key, and the key of the meter that counts for it. */
export interface WalletApplication {
    readonly publicKey: string;
    readonly meterKey?: string;
}

/** A participant as its authority registers it. */
export interface ParticipantApplication {
    readonly trueIdentity: string;
    readonly account: string;
    readonly role: string;
    readonly homeOrganisation: string;
    readonly region: string;
    readonly meterNumber?: string;
    /** When the certificates end, ms since the epoch. */
    readonly notAfter: string;
    readonly wallets: readonly WalletApplication[];
}

/** A registered participant. */
export interface RegisteredParticipant {
    readonly participant: string;
    /** The authority's certificate of the true identity: for banks and operators, never for the public. */
    readonly certificate: DossierRecord['certificate'];
    readonly wallets: readonly WalletCertificate[];
}

/** Coins for one wallet. */
export interface MintOutput {
    readonly wallet: string;
    readonly amountMicro: string;
}

/** What became of one message of an array. */
export interface MessageResult {
    readonly id: string;
    readonly type: string;
    readonly status: 'queued' | 'done' | 'exists' | 'refused';
    readonly code?: string;
    readonly message?: string;
    readonly receipt?: Receipt;
}

/** What followed from closing a gate: `demand` announces, `supply` clears, `reading` settles. */
export interface GateAnswer {
    readonly announcement?: Announcement;
    readonly clearing?: ClearingRecord;
    readonly settlement?: SettlementRecord;
}
