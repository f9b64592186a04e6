import type { EdgeContext } from '../common/context';
import { addressOfKey } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { organisationKey } from './keys';
import type { OrganisationRecord } from './records';

/**
 * Keeps the key that signs the receipts of the caller's organisation. For good: with another key the receipts signed
 * before could not be claimed any more. The same key again answers the record.
 * @throws EdgeError POLICY_MISSING, ENVELOPE_KEY, ORGANISATION_EXISTS.
 */
export async function registerOrganisation(ctx: EdgeContext, receiptKey: string): Promise<OrganisationRecord> {
    await ctx.policy(); // before genesis nobody is known to be an organisation
    const { mspId } = ctx.caller;
    addressOfKey(receiptKey);
    const known = await ctx.store.get<OrganisationRecord>(organisationKey(mspId));
    if (known !== undefined) {
        if (known.receiptKey !== receiptKey) throw new EdgeError('ORGANISATION_EXISTS', { mspId });
        return known;
    }
    const record: OrganisationRecord = { mspId, receiptKey, registeredAt: String(ctx.now) };
    ctx.store.put(organisationKey(mspId), record);
    ctx.emit({ type: 'organisation.registered', mspId });
    return record;
}

/**
 * @returns The organisation's record.
 * @throws EdgeError ORGANISATION_UNKNOWN when it is not in the policy, RECEIPT_KEY_MISSING when it has no key yet.
 */
export async function requireOrganisation(ctx: EdgeContext, mspId: string): Promise<OrganisationRecord> {
    const { organisations } = await ctx.policy();
    if (organisations.every((organisation) => organisation.mspId !== mspId)) {
        throw new EdgeError('ORGANISATION_UNKNOWN', { mspId });
    }
    const missing = (): EdgeError => new EdgeError('RECEIPT_KEY_MISSING', { mspId });
    return await ctx.store.require<OrganisationRecord>(organisationKey(mspId), missing);
}
