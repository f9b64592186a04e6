import { Accounts } from '../../src/coin/accounts';
import type { OutputRecord } from '../../src/coin/records';
import { EdgeContext } from '../../src/common/context';
import { dueOf, interestMicro, penaltyMicro, shareOut } from '../../src/credit/charges';
import { paymentHash } from '../../src/credit/hashes';
import { borrowerOf, LoanBook, requireToken } from '../../src/credit/loan-book';
import { reserveOf, sharedAddress, tokenPlace } from '../../src/credit/places';
import type { BorrowerRecord, LoanRecord, PaymentRecord, TokenRecord } from '../../src/credit/records';
import { TokenSpending } from '../../src/credit/token-spending';
import { device } from './device';
import { MemoryState } from './memory-state';
import { testPolicy } from './policy';

export const BANKS = ['Eag1MSP', 'Eag2MSP'] as const;
export const WALLETS = ['w0', 'w1', 'w2', 'w3'].map((name) => device(name).wallet);
const DAY = 86_400_000n;

/** What one transaction works with. */
interface Desk {
    readonly ctx: EdgeContext;
    readonly accounts: Accounts;
    readonly book: LoanBook;
}

/**
 * The rules of loans and tokens on a state in memory: everything but signatures, papers and the simulator, so that
 * thousands of steps are quick. Coins that a market would hold are counted here.
 */
export class CreditLedger {
    readonly state = new MemoryState();
    readonly held = new Map<string, bigint>();
    readonly loans: string[] = [];
    now = 1_780_000_000_000n;
    minted = 0n;
    #transactions = 0;

    static async open(): Promise<CreditLedger> {
        const ledger = new CreditLedger();
        await ledger.transact(async ({ ctx, accounts, book }) => {
            ctx.store.put(['policy'], testPolicy());
            for (const wallet of WALLETS) accounts.giveBack(wallet, 3_000_000n);
            for (const bank of BANKS) book.escrow.put(reserveOf(testPolicy(), bank), 40_000_000n);
        });
        ledger.minted = 4n * 3_000_000n + 2n * 40_000_000n;
        return ledger;
    }

    /** Runs a transaction; one that throws changes nothing. */
    async transact(work: (desk: Desk) => Promise<void>): Promise<void> {
        const txId = (++this.#transactions).toString(16).padStart(64, '0');
        const ctx = new EdgeContext();
        const time = { seconds: this.now / 1000n, nanos: 0 };
        ctx.stub = { ...this.state.stub(), getTxID: () => txId, getTxTimestamp: () => time } as never;
        const accounts = new Accounts(ctx.store, txId);
        const book = new LoanBook(ctx, accounts);
        await work({ ctx, accounts, book });
        book.flush();
        accounts.flush();
        await ctx.store.flush();
        this.state.commit();
    }

    /** Lends pro rata out of both reserves, the first bank leading. */
    async lend(wallet: string, amountMicro: bigint, rateE12: bigint): Promise<void> {
        await this.transact(async ({ ctx, book }) => {
            const policy = await ctx.policy();
            const lenders = [];
            for (const bank of BANKS) {
                lenders.push({ bank, freeMicro: await book.escrow.balance(reserveOf(policy, bank)) });
            }
            const shares = shareOut(lenders, amountMicro);
            if (shares === undefined) return;
            for (const share of shares) {
                await book.escrow.take(reserveOf(policy, share.bank), BigInt(share.amountMicro));
            }
            const loan = this.#loan(wallet, amountMicro, rateE12, shares);
            book.escrow.put(tokenPlace(loan), amountMicro);
            await book.open(loan, tokenOf(loan));
            this.loans.push(loan.id);
        });
    }

    /** Pays somebody out of a token, as far as its balance reaches. */
    async pay(id: string, payTo: string, amountMicro: bigint): Promise<void> {
        await this.transact(async ({ ctx, accounts, book }) => {
            const token = await requireToken(ctx, id);
            if (token.state === 'closed' || BigInt(token.balanceMicro) < amountMicro) return;
            await book.escrow.take(tokenPlace(token), amountMicro);
            accounts.credit(payTo, amountMicro);
            const terms = { kind: 'bill' as const, payTo, reference: 'x', amountMicro };
            const { token: next } = book.record(token, terms, this.now);
            book.putToken({ ...next, balanceMicro: String(BigInt(token.balanceMicro) - amountMicro) }, this.now);
        });
    }

    /** A market locks coins of a token. */
    async lock(id: string, amountMicro: bigint): Promise<void> {
        await this.transact(async ({ ctx, accounts }) => {
            const spending = new TokenSpending(ctx, accounts, this.now);
            const { borrower } = await requireToken(ctx, id);
            try {
                await spending.assertSpendable(id, borrower, amountMicro);
            } catch {
                return;
            }
            await spending.lock(id, amountMicro);
            spending.flush();
            this.held.set(id, (this.held.get(id) ?? 0n) + amountMicro);
        });
    }

    /** The market settles: a part is paid, the rest comes back. */
    async settle(id: string, payTo: string, percent: bigint): Promise<void> {
        const held = this.held.get(id) ?? 0n;
        await this.transact(async ({ ctx, accounts }) => {
            const spending = new TokenSpending(ctx, accounts, this.now);
            const amountMicro = (held * percent) / 100n;
            await spending.bill(id, { payTo, amountMicro, reference: 'r1.1.0' });
            accounts.credit(payTo, amountMicro);
            await spending.release(id, held - amountMicro);
            spending.flush();
        });
        this.held.delete(id);
    }

    /** Repays out of the borrower's wallet, as far as it has coins and anything is due. */
    async repay(id: string, amountMicro: bigint): Promise<void> {
        await this.transact(async ({ ctx, accounts, book }) => {
            const loan = (await ctx.store.get<LoanRecord>(['loan', id]))!;
            const { totalMicro } = dueOf(loan);
            const wanted = amountMicro < totalMicro ? amountMicro : totalMicro;
            const paid = await accounts.debitUpTo(loan.borrower, wanted);
            if (paid > 0n) await book.repay(id, paid, this.now);
        });
    }

    async topUp(id: string, amountMicro: bigint): Promise<void> {
        await this.transact(async ({ ctx, accounts, book }) => {
            const token = await requireToken(ctx, id);
            if (token.state === 'closed') return;
            const paid = await accounts.debitUpTo(token.borrower, amountMicro);
            book.escrow.put(tokenPlace(token), paid);
            book.putToken({ ...token, balanceMicro: String(BigInt(token.balanceMicro) + paid) }, this.now);
        });
    }

    async close(id: string): Promise<void> {
        await this.transact(async ({ ctx, book }) => {
            const token = await requireToken(ctx, id);
            if (token.state === 'open') await book.close(token, this.now);
        });
    }

    async sweep(id: string): Promise<void> {
        await this.transact(async ({ book }) => {
            await book.sweep(id, this.now);
        });
    }

    record<Value>(...key: string[]): Value | undefined {
        const text = this.state.entries.get(`\0${key.join('\0')}\0`);
        return text === undefined ? undefined : (JSON.parse(text) as Value);
    }

    /** @returns All outputs with the address that they lie at. */
    outputs(): { address: string; output: OutputRecord }[] {
        return [...this.state.entries]
            .filter(([key]) => key.startsWith('\0coin\0'))
            .map(([key, text]) => ({ address: key.split('\0')[2]!, output: JSON.parse(text) as OutputRecord }));
    }

    async borrower(wallet: string): Promise<BorrowerRecord> {
        const ctx = new EdgeContext();
        ctx.stub = this.state.stub() as never;
        return await borrowerOf(ctx, wallet);
    }

    /** Throws where the books and the coins differ. */
    async check(): Promise<void> {
        const coins = this.outputs().reduce((total, { output }) => total + BigInt(output.amountMicro), 0n);
        const held = [...this.held.values()].reduce((total, amount) => total + amount, 0n);
        expect(coins + held).toBe(this.minted);
        const open = new Map<string, string[]>();
        for (const id of this.loans) {
            const loan = this.record<LoanRecord>('loan', id)!;
            this.#checkLoan(loan);
            const isPaid = loan.status === 'repaid' || loan.status === 'settled';
            if (!isPaid) open.set(loan.borrower, [...(open.get(loan.borrower) ?? []), id]);
            for (const { bank } of loan.shares) expect(this.record('book', bank, id) === undefined).toBe(isPaid);
        }
        for (const wallet of WALLETS) {
            const borrower = await this.borrower(wallet);
            expect([...borrower.open].sort()).toEqual([...(open.get(wallet) ?? [])].sort());
        }
    }

    #checkLoan(loan: LoanRecord): void {
        const token = this.record<TokenRecord>('token', loan.id)!;
        const locked = this.outputs().filter(({ output }) => output.lock === `loan:${loan.id}`);
        const coins = locked.reduce((total, { output }) => total + BigInt(output.amountMicro), 0n);
        expect(BigInt(token.balanceMicro)).toBe(coins);
        expect(BigInt(token.lockedMicro)).toBe(this.held.get(loan.id) ?? 0n);
        const cuts = loan.shares.reduce((total, { paidMicro }) => total + BigInt(paidMicro), 0n);
        expect(cuts).toBe(BigInt(loan.paidMicro));
        const { totalMicro, principalMicro, chargeMicro } = dueOf(loan);
        expect(totalMicro).toBe(principalMicro + chargeMicro);
        expect(totalMicro === 0n).toBe(loan.status === 'repaid' || loan.status === 'settled');
        token.preRecord.payments.forEach((hash, index) => {
            expect(paymentHash(this.record<PaymentRecord>('payment', loan.id, String(index + 1))!)).toBe(hash);
        });
    }

    #loan(wallet: string, amountMicro: bigint, rateE12: bigint, shares: LoanRecord['shares']): LoanRecord {
        const bank = device('bank');
        const borrower = ['w0', 'w1', 'w2', 'w3'].map(device).find((each) => each.wallet === wallet)!;
        const endMs = this.now + 30n * DAY;
        return {
            id: (this.loans.length + 1).toString(16).padStart(64, 'a'),
            bank: BANKS[0],
            borrower: wallet,
            sharedWallet: sharedAddress(bank.publicKey, borrower.publicKey),
            region: 'r1',
            product: 'p',
            productVersion: 1,
            grade: 'A1',
            status: 'open',
            requestedMicro: String(amountMicro),
            amountMicro: String(amountMicro),
            answer: { status: 'interior', alphaE12: String(rateE12), betaE12: '0', loanMicro: String(amountMicro) },
            pMicroPerKwh: '1',
            qMinWh: '0',
            muE12: '0',
            tE12: '1000000000000',
            startMs: String(this.now),
            endMs: String(endMs),
            dueMs: String(endMs + 5n * DAY),
            interestMicro: String(interestMicro(amountMicro, rateE12 / 3n, 10n ** 12n)),
            penaltyMicro: String(penaltyMicro(amountMicro, rateE12)),
            paidMicro: '0',
            shares,
            attestation: '0'.repeat(64),
        };
    }
}

function tokenOf(loan: LoanRecord): TokenRecord {
    const { id, bank, borrower, sharedWallet, amountMicro, startMs, endMs, dueMs, answer } = loan;
    const terms = { alphaE12: answer.alphaE12, betaE12: answer.betaE12, startMs, endMs, dueMs };
    const preRecord = { s: 0, f: 0, payments: [] };
    const coins = { amountMicro, balanceMicro: amountMicro, lockedMicro: '0' };
    const certificates = { certificate: 's-1', bankCertificate: 's-2' };
    const state = { version: 1, state: 'open' as const, changedMs: startMs };
    return { id, bank, borrower, sharedWallet, ...certificates, ...coins, ...terms, preRecord, ...state };
}
