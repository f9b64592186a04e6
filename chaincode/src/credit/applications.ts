import type { z } from 'zod';
import { parseAmount } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { openEnvelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import type { LoanTerms } from '../common/loan-terms';
import type { WalletRecord } from '../identity/records';
import { requireUsable } from '../identity/wallets';
import { openOfBank, requireProduct } from './banks';
import { borrowerOf, requireLoan } from './loan-book';
import {
    attestationMessage,
    quoteMessage,
    requestMessage,
    type AttestationMessage,
    type QuoteMessage,
    type RequestMessage,
} from './messages';
import type { BankRecord, BorrowerRecord, lending, LoanRecord, ProductRecord } from './records';
import { lastCleared, priceOf, termsOf, type RegionPrice } from './terms';

/** One loan's papers: the borrower's request, the bank's attestation and quote. */
export type Papers = z.infer<typeof lending>;

/** A loan that may be issued, all but the check of its price and the coins. */
export interface Application {
    /** Hash of the request: the loan's id. */
    readonly id: string;
    readonly request: RequestMessage;
    readonly wallet: WalletRecord;
    readonly borrower: BorrowerRecord;
    readonly product: ProductRecord;
    readonly attestation: AttestationMessage;
    readonly attestationHash: string;
    readonly quote: QuoteMessage;
    readonly price: RegionPrice;
    readonly terms: LoanTerms;
    /** The most that the product allows this wallet now. */
    readonly capMicro: bigint;
}

/** Where and when papers are judged. */
export interface Counter {
    readonly bank: BankRecord;
    /** The bank's region time, ms. */
    readonly now: bigint;
}

async function openRequest(
    ctx: EdgeContext,
    { bank, now }: Counter,
    papers: Papers,
): Promise<Pick<Application, 'id' | 'request' | 'wallet'>> {
    const { network } = await ctx.policy();
    const { payload: request, signer, hash } = openEnvelope(papers.request, requestMessage, { network, now });
    if (request.bank !== bank.mspId) throw new EdgeError('CREDIT_MISMATCH', { member: 'bank', bank: request.bank });
    const wallet = await requireUsable(ctx, signer, now);
    if (wallet.attached !== bank.region) {
        throw new EdgeError('WALLET_NOT_ATTACHED', { wallet: signer, attached: wallet.attached });
    }
    return { id: hash, request, wallet };
}

/** @throws EdgeError CREDIT_MISMATCH with the member that differs; the code of the verdict. */
function assertAttested(
    attestation: AttestationMessage,
    { id, request, wallet, product, borrower }: Pick<Application, 'id' | 'request' | 'wallet' | 'product' | 'borrower'>,
): void {
    const isForLine = product.kind === 'line' && attestation.request === undefined;
    const checks: readonly [string, boolean][] = [
        ['bank', attestation.bank === request.bank],
        ['product', attestation.product === request.product],
        ['wallet', attestation.wallet === wallet.wallet],
        ['request', isForLine || attestation.request === id],
        ['repaid', attestation.repaid >= borrower.s],
        ['failed', attestation.failed >= borrower.f],
    ];
    const wrong = checks.find(([, isRight]) => !isRight);
    if (wrong !== undefined) throw new EdgeError('CREDIT_MISMATCH', { member: wrong[0] });
    if (attestation.verdict !== 'eligible') throw new EdgeError(attestation.verdict, { wallet: wallet.wallet });
}

/** A line is drawn on in parts; who has no record yet owes no more than the cap of a starter loan, to whatever bank. */
function countsAgainst({ kind, bank, product }: ProductRecord, loan: LoanRecord): boolean {
    if (kind === 'standard') return false;
    return kind === 'starter' || (loan.bank === bank && loan.product === product);
}

/**
 * What a product still allows a wallet, micro-coins.
 * @throws EdgeError CREDIT_LIMIT for an overdue loan, too many loans, or a cap that is used up.
 */
async function capOf(ctx: EdgeContext, product: ProductRecord, borrower: BorrowerRecord): Promise<bigint> {
    const { openLoansMax } = (await ctx.policy()).credit.lending;
    const limit = (reason: string): EdgeError => new EdgeError('CREDIT_LIMIT', { wallet: borrower.wallet, reason });
    let cap = parseAmount(product.capMicro);
    for (const id of borrower.open) {
        const loan = await requireLoan(ctx, id);
        if (loan.status !== 'open') throw limit('overdue');
        if (countsAgainst(product, loan)) cap -= parseAmount(loan.amountMicro);
    }
    if (borrower.open.length >= openLoansMax) throw limit('loans');
    if (cap <= 0n) throw limit('cap');
    return cap;
}

/**
 * The price that a quote was made at: the region's last one, or the one before, so that a clearing in between does not
 * spoil every quote.
 * @throws EdgeError CREDIT_QUOTE_EXPIRED.
 */
async function quotedPrice(ctx: EdgeContext, region: string, quote: QuoteMessage): Promise<RegionPrice> {
    const last = await lastCleared(ctx, region);
    const { priceInterval: interval } = quote;
    if (last === undefined && interval === undefined) return await priceOf(ctx, region);
    if (last === undefined || interval === undefined || interval > last || interval < last - 1) {
        throw new EdgeError('CREDIT_QUOTE_EXPIRED', { region, priceInterval: interval ?? -1, last: last ?? -1 });
    }
    return await priceOf(ctx, region, interval);
}

async function openQuote(
    ctx: EdgeContext,
    { bank, now }: Counter,
    papers: Papers,
    { id, product }: Pick<Application, 'id' | 'product'>,
): Promise<Pick<Application, 'quote' | 'price'>> {
    const expired = (context: Record<string, string | number>): EdgeError =>
        new EdgeError('CREDIT_QUOTE_EXPIRED', context);
    const { payload: quote } = await openOfBank(ctx, bank, papers.quote, quoteMessage, now).catch((error: unknown) => {
        const isOld = error instanceof EdgeError && error.code === 'ENVELOPE_EXPIRED';
        throw isOld ? expired({ request: id }) : error;
    });
    if (quote.bank !== bank.mspId || quote.request !== id) throw new EdgeError('CREDIT_MISMATCH', { member: 'quote' });
    const { quoteMs } = (await ctx.policy()).credit.lending;
    if (parseAmount(quote.issuedAt) + BigInt(quoteMs) < now) throw expired({ issuedAt: quote.issuedAt });
    if (quote.productVersion !== product.version) throw expired({ productVersion: product.version });
    return { quote, price: await quotedPrice(ctx, bank.region, quote) };
}

/**
 * Judges the papers of a loan, in this order: the request and its wallet, the product, the attestation and its verdict,
 * the fit of the product, the limits, the quote. The price itself is checked by who lends.
 * @throws EdgeError of the first check that fails.
 */
export async function openApplication(ctx: EdgeContext, counter: Counter, papers: Papers): Promise<Application> {
    const { bank, now } = counter;
    const asked = await openRequest(ctx, counter, papers);
    const product = await requireProduct(ctx, bank.mspId, asked.request.product);
    const borrower = await borrowerOf(ctx, asked.wallet.wallet);
    const attested = await openOfBank(ctx, bank, papers.attestation, attestationMessage, now);
    const { payload: attestation, hash: attestationHash } = attested;
    assertAttested(attestation, { ...asked, product, borrower });
    const capMicro = await capOf(ctx, product, borrower);
    const offer = await openQuote(ctx, counter, papers, { id: asked.id, product });
    const terms = await termsOf(ctx, product, attestation, offer.price);
    return { ...asked, product, borrower, attestation, attestationHash, ...offer, terms, capMicro };
}
