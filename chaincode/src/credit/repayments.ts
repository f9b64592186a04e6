import { min, parseAmount } from '../common/amount';
import type { CommandResult } from '../common/batch';
import type { EdgeContext } from '../common/context';
import type { Envelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import type { Accounts } from '../coin/accounts';
import { pay, runOnce, type Receipt } from '../coin/commands';
import { walletKey } from '../identity/keys';
import type { WalletRecord } from '../identity/records';
import { assertUsable } from '../identity/wallets';
import { requireBank } from './banks';
import { dueOf } from './charges';
import { requireLoan, requireToken, type LoanBook } from './loan-book';
import { loanTime } from './loan-time';
import { closeMessage, repayMessage, topUpMessage } from './messages';
import { tokenPlace } from './places';
import type { LoanRecord, TokenRecord } from './records';

/** The coins and loans of one transaction. */
export interface Desk {
    readonly accounts: Accounts;
    readonly book: LoanBook;
}

/** A signed command and the further outputs of the same wallet that the gateway adds. */
export interface Spend {
    readonly envelope: Envelope;
    readonly inputs: readonly string[];
}

function assertOwn({ id, borrower }: LoanRecord, wallet: string): void {
    if (borrower !== wallet) throw new EdgeError('CREDIT_LOAN_FOREIGN', { loan: id, wallet });
}

/** What will be due once the deadlines that have passed are dealt with: a token's balance repays, then the penalty. */
async function dueAfterDeadlines(ctx: EdgeContext, loan: LoanRecord, now: bigint): Promise<bigint> {
    const token = await requireToken(ctx, loan.id);
    const { graceMs } = (await ctx.policy()).credit.lending;
    const closes = token.state === 'open' && now >= parseAmount(loan.endMs);
    const back = closes ? min(parseAmount(token.balanceMicro), dueOf(loan).totalMicro) : 0n;
    const paid = { ...loan, paidMicro: String(parseAmount(loan.paidMicro) + back) };
    const isLate = loan.status === 'open' && now > parseAmount(loan.dueMs) + BigInt(graceMs);
    if (!isLate || dueOf(paid).totalMicro === 0n) return dueOf(paid).totalMicro;
    return dueOf({ ...paid, status: 'overdue' }).totalMicro;
}

/**
 * Takes a repayment from the borrower's own coins. Deadlines that have passed and that nobody swept are dealt with first:
 * a late repayment is late whoever comes first.
 * @throws EdgeError of the envelope; ID_REUSED, WALLET_*, CREDIT_LOAN_UNKNOWN, CREDIT_LOAN_FOREIGN, CREDIT_LOAN_PAID,
 * CREDIT_REPAY_EXCESS, of the outputs.
 */
export async function repay(ctx: EdgeContext, { accounts, book }: Desk, spend: Spend): Promise<CommandResult<Receipt>> {
    const now = await loanTime(ctx, spend.envelope);
    return await runOnce(
        ctx,
        spend.envelope,
        repayMessage,
        async ({ payload, signer }) => {
            const loan = await requireLoan(ctx, payload.loan);
            assertOwn(loan, signer);
            const amountMicro = parseAmount(payload.amountMicro);
            const dueMicro = await dueAfterDeadlines(ctx, loan, now);
            if (dueMicro === 0n) throw new EdgeError('CREDIT_LOAN_PAID', { loan: loan.id });
            if (amountMicro > dueMicro) {
                throw new EdgeError('CREDIT_REPAY_EXCESS', { loan: loan.id, dueMicro: String(dueMicro) });
            }
            await pay(accounts, { wallet: signer, inputs: [payload.consumes, ...spend.inputs], amountMicro });
            await book.sweep(loan.id, now);
            await book.repay(loan.id, amountMicro, now);
        },
        now,
    );
}

/** @throws EdgeError CREDIT_TOKEN_EXPIRED. */
function assertOpen({ id, state, endMs }: TokenRecord, now: bigint): void {
    if (state === 'closed' || parseAmount(endMs) <= now) throw new EdgeError('CREDIT_TOKEN_EXPIRED', { token: id });
}

/**
 * Adds own coins of borrower or bank to a token.
 * @throws EdgeError of the envelope; ID_REUSED, WALLET_*, CREDIT_LOAN_UNKNOWN, CREDIT_LOAN_FOREIGN,
 * CREDIT_TOKEN_EXPIRED, of the outputs.
 */
export async function topUp(ctx: EdgeContext, { accounts, book }: Desk, spend: Spend): Promise<CommandResult<Receipt>> {
    const now = await loanTime(ctx, spend.envelope);
    return await runOnce(
        ctx,
        spend.envelope,
        topUpMessage,
        async ({ payload, signer }) => {
            const loan = await requireLoan(ctx, payload.loan);
            const bank = await requireBank(ctx, loan.bank);
            if (signer !== bank.wallet) assertOwn(loan, signer);
            const token = await requireToken(ctx, loan.id);
            assertOpen(token, now);
            const amountMicro = parseAmount(payload.amountMicro);
            await pay(accounts, { wallet: signer, inputs: [payload.consumes, ...spend.inputs], amountMicro });
            book.escrow.put(tokenPlace(token), amountMicro);
            book.putToken({ ...token, balanceMicro: String(parseAmount(token.balanceMicro) + amountMicro) }, now);
        },
        now,
    );
}

/** The bank alone may take back only what its borrower cannot spend any more. */
async function assertBankMayClose(ctx: EdgeContext, token: TokenRecord, now: bigint): Promise<void> {
    const wallet = await ctx.store.get<WalletRecord>(walletKey(token.borrower));
    try {
        if (wallet !== undefined) assertUsable(wallet, now);
    } catch {
        return;
    }
    throw new EdgeError('ACCESS_DENIED', { token: token.id, reason: 'the borrower may still spend it' });
}

/**
 * Closes a token before its end: by the borrower at will, by the bank once the borrower's wallet may not act. What it
 * holds repays the loan, the rest is the borrower's. After the end `Sweep` does it.
 * @throws EdgeError of the envelope; ID_REUSED, WALLET_*, CREDIT_LOAN_UNKNOWN, CREDIT_LOAN_FOREIGN,
 * CREDIT_TOKEN_EXPIRED, ACCESS_DENIED for the bank while the borrower may act.
 */
export async function close(ctx: EdgeContext, { book }: Desk, envelope: Envelope): Promise<CommandResult<Receipt>> {
    const now = await loanTime(ctx, envelope);
    return await runOnce(
        ctx,
        envelope,
        closeMessage,
        async ({ payload, signer }) => {
            const loan = await requireLoan(ctx, payload.loan);
            const bank = await requireBank(ctx, loan.bank);
            const token = await requireToken(ctx, loan.id);
            if (signer !== bank.wallet) assertOwn(loan, signer);
            assertOpen(token, now);
            if (signer === bank.wallet) await assertBankMayClose(ctx, token, now);
            await book.close(token, now);
        },
        now,
    );
}
