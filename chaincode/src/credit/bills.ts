import { parseAmount } from '../common/amount';
import type { CommandResult } from '../common/batch';
import type { EdgeContext } from '../common/context';
import { openEnvelope, type Envelope, type Opened } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { hashJson } from '../common/hash';
import type { Accounts } from '../coin/accounts';
import { refuseDust, runOnce, type Receipt } from '../coin/commands';
import { requireUsable } from '../identity/wallets';
import { requireBank } from './banks';
import { paidKey } from './keys';
import { requireToken, type LoanBook } from './loan-book';
import { loanTime } from './loan-time';
import { billMessage, paymentMessage, tokenMessage, type BillMessage, type PaymentMessage } from './messages';
import { tokenPlace } from './places';
import type { PaidRecord, TokenRecord } from './records';
import { assertBalance, assertUsableToken } from './token-spending';

/** Refusals of an envelope that show a forgery, where a token is shown. */
const FORGERIES: ReadonlySet<string> = new Set(['ENVELOPE_SIGNATURE', 'ENVELOPE_HIGH_S', 'ENVELOPE_KEY']);

/**
 * Opens the copy of the token that the borrower showed and compares it with the original.
 * @returns The hash of the copy's record.
 * @throws EdgeError CREDIT_TOKEN_FORGED, CREDIT_TOKEN_EXPIRED, of the envelope.
 */
async function openCopy(ctx: EdgeContext, envelope: Envelope, original: TokenRecord, now: bigint): Promise<string> {
    const { network } = await ctx.policy();
    const { id } = original;
    try {
        const { payload, signer } = openEnvelope(envelope, tokenMessage, { network, now });
        const { wallet } = await requireBank(ctx, original.bank);
        if (signer !== wallet || payload.token.id !== id) throw new EdgeError('CREDIT_TOKEN_FORGED', { token: id });
        return hashJson(payload.token);
    } catch (error) {
        if (!(error instanceof EdgeError)) throw error;
        if (error.code === 'ENVELOPE_EXPIRED') throw new EdgeError('CREDIT_TOKEN_EXPIRED', { token: id });
        if (FORGERIES.has(error.code)) throw new EdgeError('CREDIT_TOKEN_FORGED', { token: id });
        throw error;
    }
}

/** @throws EdgeError CREDIT_BILL_UNFIT with the member that differs. */
function assertBillFits(bill: Opened<BillMessage>, payment: PaymentMessage, copyHash: string): void {
    const checks: readonly [string, boolean][] = [
        ['seller', bill.signer === payment.seller],
        ['token', payment.tokenHash === copyHash],
        ['amountMicro', parseAmount(bill.payload.amountMicro) <= parseAmount(payment.amountMicro)],
    ];
    const wrong = checks.find(([, isRight]) => !isRight);
    if (wrong !== undefined) throw new EdgeError('CREDIT_BILL_UNFIT', { member: wrong[0] });
}

/**
 * Step 3 of the paper's payment: the bank's rules on one bill. The token's copy, whose token it is, its validity, whether
 * the payment was billed before, whether the copy is the newest, bill and payment, the payee, the balance; in this order.
 */
async function judgeBill(
    ctx: EdgeContext,
    bill: Opened<BillMessage>,
    now: bigint,
): Promise<{ token: TokenRecord; payment: Opened<PaymentMessage> }> {
    const { network } = await ctx.policy();
    const payment = openEnvelope(bill.payload.payment, paymentMessage, { network, now });
    const token = await requireToken(ctx, payment.payload.token);
    const copyHash = await openCopy(ctx, bill.payload.token, token, now);
    await assertUsableToken(ctx, token, payment.signer, now);
    await requireUsable(ctx, token.borrower, now);
    const paid = await ctx.store.get<PaidRecord>(paidKey(token.id, payment.hash));
    if (paid !== undefined) throw new EdgeError('CREDIT_BILL_PAID', { token: token.id, n: paid.n });
    if (copyHash !== hashJson(token)) {
        throw new EdgeError('CREDIT_TOKEN_STALE', { token: token.id, version: token.version });
    }
    assertBillFits(bill, payment.payload, copyHash);
    const { payTo: to, amountMicro } = bill.payload;
    await requireUsable(ctx, to, now);
    await refuseDust(ctx, token.borrower, { to, amountMicro });
    assertBalance(token, parseAmount(amountMicro));
    return { token, payment };
}

/**
 * Pays a bill out of the shared wallet, puts the payment's hash into the pre_record and issues the next token.
 * @returns `done`, or `exists` for the same bill again.
 * @throws EdgeError of the bill's, payment's and token's envelopes; ID_REUSED, WALLET_*, CREDIT_LOAN_UNKNOWN,
 * CREDIT_TOKEN_*, CREDIT_LIMIT, CREDIT_BILL_PAID, CREDIT_BILL_UNFIT, AMOUNT_INVALID, CREDIT_BALANCE.
 */
export async function payBill(
    ctx: EdgeContext,
    { accounts, book }: { readonly accounts: Accounts; readonly book: LoanBook },
    envelope: Envelope,
): Promise<CommandResult<Receipt>> {
    const now = await loanTime(ctx, envelope);
    return await runOnce(
        ctx,
        envelope,
        billMessage,
        async (bill) => {
            const { token, payment } = await judgeBill(ctx, bill, now);
            const { payTo, reference } = bill.payload;
            const amountMicro = parseAmount(bill.payload.amountMicro);
            await book.escrow.take(tokenPlace(token), amountMicro);
            accounts.credit(payTo, amountMicro);
            const terms = { kind: 'bill' as const, payTo, reference, bill: bill.hash, amountMicro };
            const { token: next, n } = book.record(token, terms, now);
            const balanceMicro = String(parseAmount(token.balanceMicro) - amountMicro);
            book.putToken({ ...next, balanceMicro }, now);
            ctx.store.put(paidKey(token.id, payment.hash), { bill: bill.hash, n } satisfies PaidRecord);
        },
        now,
    );
}
