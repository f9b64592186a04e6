import { min, parseAmount } from '../common/amount';
import type { EdgeContext } from '../common/context';
import { EdgeError } from '../common/errors';
import { hashJson } from '../common/hash';
import type { Accounts } from '../coin/accounts';
import { newEscrow, type Escrow } from '../coin/escrow';
import { walletKey } from '../identity/keys';
import type { WalletRecord } from '../identity/records';
import { deadlinesOf, dueOf, repayLoan, type Deadline } from './charges';
import { paymentHash } from './hashes';
import { bookKey, borrowerKey, loanKey, paymentKey, tokenKey } from './keys';
import { reserveOf, tokenPlace } from './places';
import type { BorrowerRecord, LoanRecord, PaymentRecord, TokenRecord } from './records';

type WithStore = Pick<EdgeContext, 'store'>;

/** @throws EdgeError CREDIT_LOAN_UNKNOWN. */
export async function requireLoan({ store }: WithStore, id: string): Promise<LoanRecord> {
    return await store.require<LoanRecord>(loanKey(id), () => new EdgeError('CREDIT_LOAN_UNKNOWN', { loan: id }));
}

/** @throws EdgeError CREDIT_LOAN_UNKNOWN. */
export async function requireToken({ store }: WithStore, id: string): Promise<TokenRecord> {
    return await store.require<TokenRecord>(tokenKey(id), () => new EdgeError('CREDIT_LOAN_UNKNOWN', { token: id }));
}

/** @returns The loans of a wallet; without any before its first. */
export async function borrowerOf({ store }: WithStore, wallet: string): Promise<BorrowerRecord> {
    const none: BorrowerRecord = { wallet, s: 0, f: 0, failedMicro: '0', open: [] };
    return (await store.get<BorrowerRecord>(borrowerKey(wallet))) ?? none;
}

/** What a payment by a token is about. */
export type PaymentTerms = Pick<PaymentRecord, 'kind' | 'payTo' | 'reference' | 'bill'> & {
    readonly amountMicro: bigint;
};

/**
 * The state of loans and tokens, with the coins that belong to them: every change of a loan's books moves its coins in
 * the same step. Make one a transaction and call {@link LoanBook.flush} at its end, after which the accounts are flushed.
 */
export class LoanBook {
    readonly escrow: Escrow;
    readonly #ctx: EdgeContext;
    readonly #accounts: Accounts;

    constructor(ctx: EdgeContext, accounts: Accounts) {
        this.#ctx = ctx;
        this.#accounts = accounts;
        this.escrow = newEscrow(ctx);
    }

    /** Keeps a new loan with its token and lists it with its banks. The coins must be in the token's place already. */
    async open(loan: LoanRecord, token: TokenRecord): Promise<void> {
        const { store } = this.#ctx;
        store.put(loanKey(loan.id), loan);
        store.put(tokenKey(loan.id), token);
        for (const { bank } of loan.shares) store.put(bookKey(bank, loan.id), {});
        const borrower = await borrowerOf(this.#ctx, loan.borrower);
        store.put(borrowerKey(loan.borrower), { ...borrower, open: [...borrower.open, loan.id] });
    }

    /**
     * Books a payment of coins that the caller has taken somewhere: they go to the reserves of the loan's banks. A loan
     * that is paid up leaves the books, and what its token still holds is the borrower's.
     * @throws EdgeError CREDIT_LOAN_PAID, CREDIT_REPAY_EXCESS; with nothing changed.
     */
    async repay(id: string, paymentMicro: bigint, nowMs: bigint): Promise<LoanRecord> {
        const { loan, cuts } = repayLoan(await requireLoan(this.#ctx, id), paymentMicro);
        const policy = await this.#ctx.policy();
        for (const { bank, amountMicro } of cuts) this.escrow.put(reserveOf(policy, bank), amountMicro);
        this.#ctx.store.put(loanKey(id), loan);
        if (loan.status === 'repaid' || loan.status === 'settled') await this.#finish(loan, nowMs);
        return loan;
    }

    /** Closes a token: what it holds repays the loan, as far as anything is due; the rest is the borrower's. */
    async close(token: TokenRecord, nowMs: bigint): Promise<void> {
        const balanceMicro = parseAmount(token.balanceMicro);
        await this.escrow.take(tokenPlace(token), balanceMicro);
        this.putToken({ ...token, balanceMicro: '0', state: 'closed' }, nowMs);
        await this.#giveBack(token, balanceMicro, nowMs);
    }

    /** Keeps the next version of a token. */
    putToken(token: TokenRecord, nowMs: bigint): void {
        const next: TokenRecord = { ...token, version: token.version + 1, changedMs: String(nowMs) };
        this.#ctx.store.put(tokenKey(token.id), next);
    }

    /** Records a payment by a token and chains its hash into the pre_record. @returns The token to keep, with its number. */
    record(token: TokenRecord, terms: PaymentTerms, nowMs: bigint): { token: TokenRecord; n: number } {
        const n = token.preRecord.payments.length + 1;
        const payment: PaymentRecord = {
            token: token.id,
            n,
            ...terms,
            amountMicro: String(terms.amountMicro),
            timeMs: String(nowMs),
        };
        this.#ctx.store.put(paymentKey(token.id, n), payment);
        const payments = [...token.preRecord.payments, paymentHash(payment)];
        return { token: { ...token, preRecord: { ...token.preRecord, payments } }, n };
    }

    /** Coins that a contract held for a trade come back: to an open token, else as repayment, else to the borrower. */
    async refund(token: TokenRecord, amountMicro: bigint, nowMs: bigint): Promise<void> {
        const lockedMicro = String(parseAmount(token.lockedMicro) - amountMicro);
        if (token.state === 'open') {
            const balanceMicro = String(parseAmount(token.balanceMicro) + amountMicro);
            this.escrow.put(tokenPlace(token), amountMicro);
            this.putToken({ ...token, lockedMicro, balanceMicro }, nowMs);
        } else {
            this.putToken({ ...token, lockedMicro }, nowMs);
            await this.#giveBack(token, amountMicro, nowMs);
        }
    }

    /**
     * Does what a loan's deadlines demand by now. Each step is judged on what the one before left: a closed token's
     * balance repays first.
     * @returns What was done.
     */
    async sweep(id: string, nowMs: bigint): Promise<Deadline[]> {
        const done: Deadline[] = [];
        for (;;) {
            const loan = await requireLoan(this.#ctx, id);
            const token = await requireToken(this.#ctx, id);
            const [next] = deadlinesOf(loan, token.state === 'open', nowMs, await this.#rules());
            if (next === undefined) return done;
            done.push(next);
            if (next === 'close') await this.close(token, nowMs);
            else if (next === 'overdue') await this.#fail(loan);
            else await this.#blacklist(loan);
        }
    }

    /** Writes the coins that moved; the accounts are flushed by whoever made them. */
    flush(): void {
        this.escrow.flush();
    }

    async #rules(): Promise<{ graceMs: bigint; blacklistMs: bigint }> {
        const { graceMs, blacklistMs } = (await this.#ctx.policy()).credit.lending;
        return { graceMs: BigInt(graceMs), blacklistMs: BigInt(blacklistMs) };
    }

    async #giveBack(token: TokenRecord, amountMicro: bigint, nowMs: bigint): Promise<void> {
        const due = dueOf(await requireLoan(this.#ctx, token.id)).totalMicro;
        const repaid = min(due, amountMicro);
        if (repaid > 0n) await this.repay(token.id, repaid, nowMs);
        this.#accounts.giveBack(token.borrower, amountMicro - repaid);
    }

    /** Case two of the paper: not repaid in time. f + 1, the credit value falls by d x amount, the penalty is due. */
    async #fail(loan: LoanRecord): Promise<void> {
        const { store } = this.#ctx;
        const borrower = await borrowerOf(this.#ctx, loan.borrower);
        const failedMicro = String(parseAmount(borrower.failedMicro) + parseAmount(loan.amountMicro));
        store.put(borrowerKey(loan.borrower), { ...borrower, f: borrower.f + 1, failedMicro });
        store.put(loanKey(loan.id), { ...loan, status: 'overdue' } satisfies LoanRecord);
    }

    /** Case three: never repaid. Every contract refuses a blacklisted wallet. */
    async #blacklist(loan: LoanRecord): Promise<void> {
        const { store } = this.#ctx;
        store.put(loanKey(loan.id), { ...loan, status: 'blacklisted' } satisfies LoanRecord);
        const wallet = await store.get<WalletRecord>(walletKey(loan.borrower));
        if (wallet === undefined || wallet.status === 'revoked' || wallet.status === 'blacklisted') return;
        const reason = 'loan never repaid';
        const statusReason = { reason, evidence: hashJson(loan), organisation: loan.bank };
        store.put(walletKey(loan.borrower), { ...wallet, status: 'blacklisted', statusReason } satisfies WalletRecord);
        this.#ctx.emit({ type: 'wallet.status', wallets: [loan.borrower], status: 'blacklisted', reason });
    }

    async #finish(loan: LoanRecord, nowMs: bigint): Promise<void> {
        const { store } = this.#ctx;
        const borrower = await borrowerOf(this.#ctx, loan.borrower);
        const s = borrower.s + (loan.status === 'repaid' ? 1 : 0);
        const open = borrower.open.filter((id) => id !== loan.id);
        store.put(borrowerKey(loan.borrower), { ...borrower, s, open });
        for (const { bank } of loan.shares) {
            await store.get(bookKey(bank, loan.id));
            store.delete(bookKey(bank, loan.id));
        }
        const token = await requireToken(this.#ctx, loan.id);
        if (token.state === 'open') await this.close(token, nowMs);
    }
}
