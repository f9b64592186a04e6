import type { MappingRecord, OrganisationRecord, WalletRecord } from '@edgebourse/chaincode/identity/records';
import type { Ledger, LedgerIdentity } from '../ledger/ledger';
import type { StatusChange } from './schema';

/** A committed change of wallets. */
export interface WalletChange {
    readonly transactionId: string;
    readonly wallets: readonly WalletRecord[];
}

/** Reads and changes the standing of wallets. */
export class IdentityService {
    readonly #ledger: Ledger;

    constructor(ledger: Ledger) {
        this.#ledger = ledger;
    }

    /** @throws EdgeError WALLET_UNKNOWN. */
    async wallet(wallet: string, isEndorsed = false): Promise<WalletRecord> {
        return (await this.#read('Wallet', { wallet }, isEndorsed)) as WalletRecord;
    }

    /** @throws EdgeError ORGANISATION_UNKNOWN, RECEIPT_KEY_MISSING. */
    async organisation(mspId: string): Promise<OrganisationRecord> {
        return (await this.#read('Organisation', { mspId })) as OrganisationRecord;
    }

    /** @returns Who is behind wallets, as the home organisation knows. @throws EdgeError MAPPING_UNKNOWN. */
    async mapping(participant: string, as: LedgerIdentity): Promise<MappingRecord> {
        return (await this.#ledger.evaluate({
            as,
            fn: 'identity:GetMapping',
            argument: { participant },
            organisation: as.organisation,
        })) as MappingRecord;
    }

    /** Blocks a wallet or lets it act again. */
    async changeStatus(wallet: string, change: StatusChange, as: LedgerIdentity): Promise<WalletChange> {
        const { status, reason, evidence } = change;
        const wallets = [wallet];
        if (status !== 'blacklisted') return this.#change('SetStatus', { wallets, status, reason }, as);
        return this.#change('Blacklist', { wallets, reason, ...(evidence !== undefined && { evidence }) }, as);
    }

    /** Proposes to lift a blacklisting, or lifts it. */
    async lift(
        { wallets, reason, step }: { wallets: readonly string[]; reason: string; step: 'propose' | 'approve' },
        as: LedgerIdentity,
    ): Promise<WalletChange> {
        return this.#change(step === 'propose' ? 'ProposeLift' : 'Lift', { wallets, reason }, as);
    }

    /** Revokes certificates for ever. */
    async revoke(
        revocation: { serials: readonly string[]; reason: string },
        as: LedgerIdentity,
    ): Promise<WalletChange> {
        return this.#change('Revoke', revocation, as);
    }

    async #change(name: string, argument: unknown, as: LedgerIdentity): Promise<WalletChange> {
        const { transactionId, result } = await this.#ledger.submit({ as, fn: `identity:${name}`, argument });
        return { transactionId, wallets: result as WalletRecord[] };
    }

    async #read(name: string, argument: unknown, isEndorsed = false): Promise<unknown> {
        const as = this.#ledger.actor('operator');
        return this.#ledger.evaluate({ as, fn: `identity:${name}`, argument, isEndorsed });
    }
}
