import { parseAmount } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import type { Accounts } from '../coin/accounts';
import { LoanBook, requireToken } from './loan-book';
import { tokenPlace } from './places';
import type { TokenRecord } from './records';

/**
 * Refuses a token that cannot be spent by a wallet at a time.
 * @throws EdgeError CREDIT_TOKEN_FOREIGN, CREDIT_TOKEN_EXPIRED, CREDIT_LIMIT (it made all the payments it may); in this
 * order.
 */
export async function assertUsableToken(
    ctx: EdgeContext,
    token: TokenRecord,
    wallet: string,
    nowMs: bigint,
): Promise<void> {
    if (token.borrower !== wallet) throw new EdgeError('CREDIT_TOKEN_FOREIGN', { token: token.id, wallet });
    if (token.state === 'closed' || parseAmount(token.endMs) <= nowMs) {
        throw new EdgeError('CREDIT_TOKEN_EXPIRED', { token: token.id, endMs: token.endMs });
    }
    const { paymentsMax } = (await ctx.policy()).credit.lending;
    if (token.preRecord.payments.length >= paymentsMax) {
        throw new EdgeError('CREDIT_LIMIT', { token: token.id, reason: 'payments', max: paymentsMax });
    }
}

/** @throws EdgeError CREDIT_BALANCE. */
export function assertBalance(token: TokenRecord, amountMicro: bigint): void {
    if (parseAmount(token.balanceMicro) < amountMicro) {
        const { id, balanceMicro } = token;
        throw new EdgeError('CREDIT_BALANCE', { token: id, neededMicro: String(amountMicro), balanceMicro });
    }
}

/**
 * How another market pays with tokens. An auction uses it so:
 *
 * - judging an order that names `creditToken`: `assertSpendable(token, wallet, reserveMicro)` instead of the wallet's own
 *   coins (several orders on one token: the caller adds up what it reserves);
 * - locking: `lock(token, escrowMicro)` takes the coins out of the shared wallet; from here the caller's record holds
 *   them, as it holds those of its other trades (remember the token beside the trade);
 * - settling: `bill(token, {payTo, amountMicro, reference})` for what the seller gets out of the held coins, which the
 *   caller credits to `payTo` itself: settlement is the bill; then `release(token, restMicro)` for what comes back. For
 *   each trade the two must add up to what was locked. Compensation from a seller's deposit is no refund: credit it to
 *   the buyer's wallet;
 * - at the end of the contract function: `flush()`, then the accounts' own flush, since a refund to a token that was
 *   closed meanwhile repays the loan, and may give coins to the borrower.
 *
 * A released refund can go into the reserves of the token's banks: new outputs, which need no endorsement of theirs.
 */
export class TokenSpending {
    readonly #ctx: EdgeContext;
    readonly #nowMs: bigint;
    readonly #book: LoanBook;

    /** @param nowMs - By which validity is judged: the market's time. */
    constructor(ctx: EdgeContext, accounts: Accounts, nowMs: bigint) {
        this.#ctx = ctx;
        this.#nowMs = nowMs;
        this.#book = new LoanBook(ctx, accounts);
    }

    /**
     * @returns The token.
     * @throws EdgeError CREDIT_LOAN_UNKNOWN, as {@link assertUsableToken}, CREDIT_BALANCE.
     */
    async assertSpendable(id: string, wallet: string, amountMicro: bigint): Promise<TokenRecord> {
        const token = await requireToken(this.#ctx, id);
        await assertUsableToken(this.#ctx, token, wallet, this.#nowMs);
        assertBalance(token, amountMicro);
        return token;
    }

    /** Takes coins out of the shared wallet into the caller's hands. @throws EdgeError CREDIT_LOAN_UNKNOWN, CREDIT_BALANCE. */
    async lock(id: string, amountMicro: bigint): Promise<void> {
        const token = await requireToken(this.#ctx, id);
        assertBalance(token, amountMicro);
        await this.#book.escrow.take(tokenPlace(token), amountMicro);
        const balanceMicro = String(parseAmount(token.balanceMicro) - amountMicro);
        const lockedMicro = String(parseAmount(token.lockedMicro) + amountMicro);
        this.#book.putToken({ ...token, balanceMicro, lockedMicro }, this.#nowMs);
    }

    /** Books a payment out of locked coins, which the caller gives to the payee; nothing for 0. */
    async bill(
        id: string,
        trade: { readonly payTo: string; readonly amountMicro: bigint; readonly reference: string },
    ): Promise<void> {
        if (trade.amountMicro === 0n) return;
        const token = await requireToken(this.#ctx, id);
        const { token: next } = this.#book.record(token, { kind: 'trade', ...trade }, this.#nowMs);
        const lockedMicro = String(parseAmount(token.lockedMicro) - trade.amountMicro);
        this.#book.putToken({ ...next, lockedMicro }, this.#nowMs);
    }

    /** Takes locked coins back from the caller: into the token, or, once that is closed, towards the loan. */
    async release(id: string, amountMicro: bigint): Promise<void> {
        if (amountMicro === 0n) return;
        await this.#book.refund(await requireToken(this.#ctx, id), amountMicro, this.#nowMs);
    }

    /** Writes the coins that moved. Flush the accounts after it. */
    flush(): void {
        this.#book.flush();
    }
}
