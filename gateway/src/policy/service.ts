import type { KeyObject } from 'node:crypto';
import { publicKeyText } from '@edgebourse/chaincode/common/envelope';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import type { Ledger, LedgerIdentity, LedgerReceipt } from '../ledger/ledger';

/** What the policy service works with. */
export interface PolicyServiceOptions {
    readonly ledger: Ledger;
    readonly receiptKeys: ReadonlyMap<string, KeyObject>;
    /** Public key of the authority; undefined where this gateway does not act for it. */
    readonly authorityKey: string | undefined;
}

/** A policy as the authority hands it in: its own key may be left out. */
export type PolicyDraft = Omit<Policy, 'authorityKey'> & { readonly authorityKey?: string | undefined };

/** The policy in force, and the organisations' receipt keys, which can be registered once it is there. */
export class PolicyService {
    readonly #options: PolicyServiceOptions;
    #policy: Policy | undefined;

    constructor(options: PolicyServiceOptions) {
        this.#options = options;
    }

    /** @returns The policy in force; it is kept, because it never changes. @throws EdgeError POLICY_MISSING. */
    async get(): Promise<Policy> {
        if (this.#policy === undefined) {
            const { ledger } = this.#options;
            const as = ledger.actor('operator');
            this.#policy = (await ledger.evaluate({ as, fn: 'policy:Get', argument: {} })) as Policy;
        }
        return this.#policy;
    }

    /**
     * Writes the first policy, then registers the receipt keys.
     * @throws EdgeError POLICY_EXISTS, POLICY_INVALID, ACCESS_DENIED; POLICY_INVALID when no key of the authority is
     * named and this gateway has none.
     */
    async found(draft: PolicyDraft, as: LedgerIdentity): Promise<LedgerReceipt> {
        const authorityKey = draft.authorityKey ?? this.#options.authorityKey;
        if (authorityKey === undefined) throw new EdgeError('POLICY_INVALID', { reason: 'authorityKey is missing' });
        const argument = { policy: { ...draft, authorityKey } };
        const receipt = await this.#options.ledger.submit({ as, fn: 'policy:Genesis', argument });
        await this.registerOrganisations();
        return receipt;
    }

    /** Registers the receipt key of each organisation that this gateway acts for; harmless when they are there. */
    async registerOrganisations(): Promise<void> {
        const { organisations } = await this.get();
        const own = organisations.filter(({ mspId }) => this.#options.ledger.organisations.includes(mspId));
        for (const { mspId } of own) await this.#register(mspId);
    }

    async #register(mspId: string): Promise<void> {
        const { ledger, receiptKeys } = this.#options;
        const key = receiptKeys.get(mspId);
        if (key === undefined) return;
        const as = ledger.actor('operator', mspId);
        if (await this.#isRegistered(mspId)) return;
        await ledger.submit({ as, fn: 'identity:RegisterOrganisation', argument: { receiptKey: publicKeyText(key) } });
    }

    async #isRegistered(mspId: string): Promise<boolean> {
        const { ledger } = this.#options;
        try {
            await ledger.evaluate({ as: ledger.actor('operator'), fn: 'identity:Organisation', argument: { mspId } });
            return true;
        } catch (error) {
            if (error instanceof EdgeError && error.code === 'RECEIPT_KEY_MISSING') return false;
            throw error;
        }
    }
}
