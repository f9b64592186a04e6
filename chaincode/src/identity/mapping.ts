import { canonicalJson, parseJson } from '../common/canonical-json';
import type { EdgeContext } from '../common/context';
import { invalid } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { mappingRecord, type MappingRecord } from './records';

/** The name under which a mapping travels in the transient map. */
export const MAPPING_TRANSIENT = 'mapping';

/** The implicit collection of the caller's organisation: its peers alone hold it and endorse writes to it. */
function collection(ctx: EdgeContext): string {
    return `_implicit_org_${ctx.caller.mspId}`;
}

function key(ctx: EdgeContext, participant: string): string {
    return ctx.stub.createCompositeKey('mapping', [participant]);
}

function readTransient(ctx: EdgeContext): MappingRecord {
    const bytes = ctx.stub.getTransient().get(MAPPING_TRANSIENT);
    if (bytes === undefined || bytes.length === 0)
        throw new EdgeError('TRANSIENT_MISSING', { name: MAPPING_TRANSIENT });
    const parsed = mappingRecord.safeParse(parseJson(Buffer.from(bytes).toString('utf8')));
    if (!parsed.success) throw invalid(parsed.error);
    return parsed.data;
}

/**
 * Keeps who is behind a participant's wallets, with the home organisation alone. The wallets' records are not read:
 * the read set of the transaction would show to everybody which wallets belong together.
 * @throws EdgeError POLICY_MISSING, TRANSIENT_MISSING, JSON_INVALID, ARGUMENT_INVALID,
 * ACCESS_DENIED for another home organisation.
 */
export async function putMapping(ctx: EdgeContext, participant: string): Promise<void> {
    await ctx.policy(); // before genesis nobody is known to be an organisation
    const mapping = readTransient(ctx);
    const { mspId } = ctx.caller;
    if (mapping.homeOrganisation !== mspId) throw new EdgeError('ACCESS_DENIED', { mspId });
    if (mapping.participant !== participant) throw new EdgeError('ARGUMENT_INVALID', { member: 'participant' });
    if (new Set(mapping.wallets).size < mapping.wallets.length) {
        throw new EdgeError('ARGUMENT_INVALID', { member: 'wallets', reason: 'a wallet is named twice' });
    }
    await ctx.stub.putPrivateData(collection(ctx), key(ctx, participant), Buffer.from(canonicalJson(mapping), 'utf8'));
    ctx.emit({ type: 'mapping.written', organisation: mspId });
}

/** @returns A mapping that the caller's organisation holds. @throws EdgeError MAPPING_UNKNOWN. */
export async function getMapping(ctx: EdgeContext, participant: string): Promise<MappingRecord> {
    const bytes = await ctx.stub.getPrivateData(collection(ctx), key(ctx, participant));
    if (bytes.length === 0) throw new EdgeError('MAPPING_UNKNOWN', { participant });
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as MappingRecord;
}

/** Deletes a mapping; its hash stays in the blocks. @throws EdgeError MAPPING_UNKNOWN. */
export async function deleteMapping(ctx: EdgeContext, participant: string): Promise<void> {
    await getMapping(ctx, participant);
    await ctx.stub.deletePrivateData(collection(ctx), key(ctx, participant));
    ctx.emit({ type: 'mapping.deleted', organisation: ctx.caller.mspId });
}
