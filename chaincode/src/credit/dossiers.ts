import { verifyStatement } from '../common/boneh-boyen';
import { parseAmount } from '../common/amount';
import { canonicalJson, parseJson } from '../common/canonical-json';
import type { EdgeContext } from '../common/context';
import { invalid } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { getMapping } from '../identity/mapping';
import { requireBank } from './banks';
import { dossierRecord, type DossierRecord } from './records';

/** The name under which a dossier travels in the transient map. */
export const DOSSIER_TRANSIENT = 'dossier';

const collection = (ctx: EdgeContext): string => `_implicit_org_${ctx.caller.mspId}`;
const key = (ctx: EdgeContext, request: string): string => ctx.stub.createCompositeKey('dossier', [request]);

function readTransient(ctx: EdgeContext): DossierRecord {
    const bytes = ctx.stub.getTransient().get(DOSSIER_TRANSIENT);
    if (bytes === undefined || bytes.length === 0)
        throw new EdgeError('TRANSIENT_MISSING', { name: DOSSIER_TRANSIENT });
    const parsed = dossierRecord.safeParse(parseJson(Buffer.from(bytes).toString('utf8')));
    if (!parsed.success) throw invalid(parsed.error);
    return parsed.data;
}

/**
 * Keeps a borrower's dossier with the caller's bank alone. No record of its wallets is read: the read set would show to
 * everybody which belong together.
 * @throws EdgeError CREDIT_BANK_UNKNOWN, TRANSIENT_MISSING, JSON_INVALID, ARGUMENT_INVALID, CREDIT_IDENTITY.
 */
export async function putDossier(ctx: EdgeContext, request: string): Promise<void> {
    const { mspId } = await requireBank(ctx, ctx.caller.mspId);
    const dossier = readTransient(ctx);
    if (dossier.request !== request) throw new EdgeError('CREDIT_IDENTITY', { member: 'request' });
    await ctx.stub.putPrivateData(collection(ctx), key(ctx, request), Buffer.from(canonicalJson(dossier), 'utf8'));
    ctx.emit({ type: 'credit.dossier', bank: mspId });
}

/** @throws EdgeError CREDIT_IDENTITY, MAPPING_UNKNOWN. */
async function assertAccount(ctx: EdgeContext, { certificate, trueIdentity, wallets }: DossierRecord): Promise<void> {
    const { participant, homeOrganisation } = certificate.statement;
    if (homeOrganisation !== ctx.caller.mspId) return; // another organisation's account pool: the certificate must do
    const mapping = await getMapping(ctx, participant);
    const isWhole = [...mapping.wallets].sort().join() === [...wallets].sort().join();
    if (!isWhole || mapping.trueIdentity !== trueIdentity)
        throw new EdgeError('CREDIT_IDENTITY', { member: 'wallets' });
}

/**
 * Reads a dossier on the bank's own peer and verifies the identity behind it: the authority's certificate of the
 * participant and, of a participant at home here, that the account pool knows exactly these wallets.
 * @param wallet - The wallet that signed the request.
 * @throws EdgeError CREDIT_IDENTITY with the member that does not fit, MAPPING_UNKNOWN.
 */
export async function readDossier(
    ctx: EdgeContext,
    { request, wallet, now }: { readonly request: string; readonly wallet: string; readonly now: bigint },
): Promise<DossierRecord> {
    const bytes = await ctx.stub.getPrivateData(collection(ctx), key(ctx, request));
    if (bytes.length === 0) throw new EdgeError('CREDIT_IDENTITY', { member: 'dossier', request });
    const dossier = JSON.parse(Buffer.from(bytes).toString('utf8')) as DossierRecord;
    const { statement, signature } = dossier.certificate;
    const { authorityKey } = await ctx.policy();
    const checks: readonly [string, boolean][] = [
        ['wallets', dossier.wallets.includes(wallet)],
        ['trueIdentity', statement.trueIdentity === dossier.trueIdentity],
        ['notAfter', parseAmount(statement.notAfter) >= now],
        ['certificate', verifyStatement(statement, signature, authorityKey)],
    ];
    const wrong = checks.find(([, isRight]) => !isRight);
    if (wrong !== undefined) throw new EdgeError('CREDIT_IDENTITY', { member: wrong[0] });
    await assertAccount(ctx, dossier);
    return dossier;
}
