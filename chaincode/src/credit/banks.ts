import type { z } from 'zod';
import { parseAmount, sum } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { openEnvelope, type Opened } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { hashJson } from '../common/hash';
import { E12, monthsE12 } from '../common/loan-terms';
import type { Escrow } from '../coin/escrow';
import { regionTime } from '../energy/region-time';
import { requireUsable } from '../identity/wallets';
import { dueOf, type Lender } from './charges';
import { bankKey, bookKey, productKey } from './keys';
import { requireLoan } from './loan-book';
import { reserveOf } from './places';
import type { BankRecord, creditArguments, LoanRecord, Position, ProductRecord, ProductTerms } from './records';

type Registration = z.infer<typeof creditArguments.RegisterBank>;

/** @throws EdgeError CREDIT_BANK_UNKNOWN. */
export async function requireBank({ store }: Pick<EdgeContext, 'store'>, mspId: string): Promise<BankRecord> {
    return await store.require<BankRecord>(bankKey(mspId), () => new EdgeError('CREDIT_BANK_UNKNOWN', { bank: mspId }));
}

/** @throws EdgeError CREDIT_PRODUCT_UNKNOWN. */
export async function requireProduct(ctx: EdgeContext, mspId: string, product: string): Promise<ProductRecord> {
    const unknown = (): EdgeError => new EdgeError('CREDIT_PRODUCT_UNKNOWN', { bank: mspId, product });
    return await ctx.store.require<ProductRecord>(productKey(mspId, product), unknown);
}

/**
 * Opens a message that a bank's wallet must have signed.
 * @param now - Ms since the epoch: the bank's region time.
 * @throws EdgeError of the envelope; CREDIT_SIGNER; WALLET_* of the bank's wallet.
 */
export async function openOfBank<Payload>(
    ctx: EdgeContext,
    bank: BankRecord,
    envelope: unknown,
    schema: z.ZodType<Payload>,
    now: bigint,
): Promise<Opened<Payload>> {
    const { network } = await ctx.policy();
    const opened = openEnvelope(envelope, schema, { network, now });
    if (opened.signer !== bank.wallet) {
        throw new EdgeError('CREDIT_SIGNER', { bank: bank.mspId, signer: opened.signer });
    }
    await requireUsable(ctx, bank.wallet, now);
    return opened;
}

/**
 * Registers the caller's organisation as a credit bank, or changes its partners. The wallet stays what it was: tokens
 * and shared wallets rest on its key.
 * @throws EdgeError WALLET_*, ACCESS_DENIED for a wallet that is no bank's of a region of the organisation, or another
 * wallet than before; ARGUMENT_INVALID for a partner that is the bank itself.
 */
export async function registerBank(ctx: EdgeContext, { wallet, partners }: Registration): Promise<BankRecord> {
    const { mspId } = ctx.caller;
    const { role, region, publicKey, serial } = await requireUsable(ctx, wallet);
    const { organisation } = await ctx.region(region);
    const known = await ctx.store.get<BankRecord>(bankKey(mspId));
    const isOther = known !== undefined && known.wallet !== wallet;
    if (role !== 'bank' || organisation !== mspId || isOther) throw new EdgeError('ACCESS_DENIED', { mspId, wallet });
    if (partners.some((partner) => partner.mspId === mspId)) {
        throw new EdgeError('ARGUMENT_INVALID', { member: 'partners', mspId });
    }
    const record: BankRecord = { mspId, wallet, publicKey, certificate: serial, region, partners };
    ctx.store.put(bankKey(mspId), record);
    ctx.emit({ type: 'credit.bank', bank: mspId });
    return record;
}

/** @throws EdgeError ARGUMENT_INVALID with the first term that lies outside the game. */
function assertPlayable(terms: ProductTerms): void {
    const tE12 = monthsE12(parseAmount(terms.durationMs));
    const checks: readonly [string, boolean][] = [
        ['etaE12', parseAmount(terms.etaE12) > E12],
        ['cE12', terms.cE12 !== '0'],
        ['durationMs', tE12 > 0n && tE12 <= 10n * E12],
        ['alphaMaxE12', Object.values(terms.alphaMaxE12).every((alpha) => alpha !== '0')],
    ];
    const wrong = checks.find(([, isRight]) => !isRight);
    if (wrong !== undefined) throw new EdgeError('ARGUMENT_INVALID', { member: wrong[0] });
}

/**
 * Offers a product of the caller's bank, or its next version; the same terms again answer the record.
 * @throws EdgeError ARGUMENT_INVALID, CREDIT_BANK_UNKNOWN.
 */
export async function setProduct(ctx: EdgeContext, terms: ProductTerms): Promise<ProductRecord> {
    assertPlayable(terms);
    const { mspId: bank } = await requireBank(ctx, ctx.caller.mspId);
    const key = productKey(bank, terms.product);
    const known = await ctx.store.get<ProductRecord>(key);
    if (known !== undefined && hashJson(known) === hashJson({ ...terms, bank, version: known.version })) return known;
    const record: ProductRecord = { ...terms, bank, version: (known?.version ?? 0) + 1 };
    ctx.store.put(key, record);
    ctx.emit({ type: 'credit.product', bank, product: terms.product, version: record.version });
    return record;
}

/** @returns All products of a bank. @throws EdgeError CREDIT_BANK_UNKNOWN. */
export async function productsOf(ctx: EdgeContext, bank: string): Promise<ProductRecord[]> {
    await requireBank(ctx, bank);
    return (await ctx.store.range<ProductRecord>(productKey(bank))).map(({ value }) => value);
}

/** @returns The unfinished loans of which a bank has a share. */
async function bookOf(ctx: EdgeContext, bank: string): Promise<LoanRecord[]> {
    const rows = await ctx.store.range<object>(bookKey(bank));
    const loans: LoanRecord[] = [];
    for (const { attributes } of rows) loans.push(await requireLoan(ctx, attributes[1] ?? ''));
    return loans;
}

/** @returns A bank's own part of what is still out of a loan's principal, rounded up. */
function ownPrincipal(loan: LoanRecord, bank: string): bigint {
    const share = sum(loan.shares.filter((each) => each.bank === bank).map((each) => parseAmount(each.amountMicro)));
    const amount = parseAmount(loan.amountMicro);
    return (dueOf(loan).principalMicro * share + amount - 1n) / amount;
}

/** @returns What a bank has out and what it has left. @throws EdgeError CREDIT_BANK_UNKNOWN. */
export async function positionOf(ctx: EdgeContext, escrow: Escrow, bank: string): Promise<Position> {
    await requireBank(ctx, bank);
    const loans = await bookOf(ctx, bank);
    const late = loans.filter(({ status }) => status !== 'open');
    const own = (some: readonly LoanRecord[]): string => String(sum(some.map((loan) => ownPrincipal(loan, bank))));
    return {
        bank,
        reserveMicro: String(await escrow.balance(reserveOf(await ctx.policy(), bank))),
        outstandingMicro: own(loans),
        overdueMicro: own(late),
        chargesMicro: String(sum(loans.map((loan) => dueOf(loan).chargeMicro))),
        loans: loans.length,
        overdueLoans: late.length,
    };
}

/**
 * What partners would put into a loan of a bank now: each as much as its reserve has, within what it allows this bank
 * and has not lent with it yet. In order of the MSP ids.
 */
export async function partnersOf(ctx: EdgeContext, escrow: Escrow, lead: string): Promise<Lender[]> {
    const policy = await ctx.policy();
    const lenders: Lender[] = [];
    for (const { mspId } of [...policy.organisations].sort((a, b) => (a.mspId < b.mspId ? -1 : 1))) {
        const bank = await ctx.store.get<BankRecord>(bankKey(mspId));
        const limit = bank?.partners.find((partner) => partner.mspId === lead)?.limitMicro;
        if (limit === undefined) continue;
        const ofLead = (await bookOf(ctx, mspId)).filter((loan) => loan.bank === lead);
        const left = parseAmount(limit) - sum(ofLead.map((loan) => ownPrincipal(loan, mspId)));
        const reserve = await escrow.balance(reserveOf(policy, mspId));
        const freeMicro = left < reserve ? left : reserve;
        if (freeMicro > 0n) lenders.push({ bank: mspId, freeMicro });
    }
    return lenders;
}

/** @returns The time by which a bank's messages are judged, ms since the epoch. */
export async function bankTime(ctx: EdgeContext, bank: BankRecord): Promise<bigint> {
    return await regionTime(ctx, bank.region);
}
