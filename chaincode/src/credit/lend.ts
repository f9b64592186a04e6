import type { z } from 'zod';
import { min, parseAmount, sum } from '../common/amount';
import { runBatch, type CommandResult } from '../common/batch';
import type { EdgeContext } from '../common/context';
import { signingBytes } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { sha256Hex } from '../common/hash';
import type { LoanAnswer } from '../common/loan-terms';
import { newAccounts } from '../coin/accounts';
import { openApplication, type Application, type Counter, type Papers } from './applications';
import { bankTime, partnersOf, requireBank } from './banks';
import { checkBook } from './book-certificate';
import { checkLoan } from './certificate';
import { interestMicro, penaltyMicro, shareOut, type Lender } from './charges';
import { loanKey } from './keys';
import { LoanBook } from './loan-book';
import type { LoanAnswerText } from './messages';
import { reserveOf, sharedAddress, tokenPlace } from './places';
import type { creditArguments, Lent, LoanRecord, LoanShare, TokenRecord } from './records';

type LendArgument = z.infer<typeof creditArguments.Lend>;

function toAnswer({ status, alphaE12, betaE12, loanMicro }: LoanAnswerText): LoanAnswer {
    return {
        status,
        alphaE12: parseAmount(alphaE12),
        betaE12: parseAmount(betaE12),
        loanMicro: parseAmount(loanMicro),
    };
}

function toText({ status, alphaE12, betaE12, loanMicro }: LoanAnswer): LoanAnswerText {
    return { status, alphaE12: String(alphaE12), betaE12: String(betaE12), loanMicro: String(loanMicro) };
}

/** A loan at its checked price. */
interface Priced {
    readonly application: Application;
    readonly answer: LoanAnswer;
    readonly muE12: bigint;
}

/**
 * How much is lent: what was asked for, at most what the game gives and what the product still allows.
 * @throws EdgeError CREDIT_NO_LOAN, CREDIT_RATE.
 */
function amountOf({ application, answer }: Priced): bigint {
    const { request, capMicro } = application;
    const amountMicro = min(min(parseAmount(request.amountMicro), answer.loanMicro), capMicro);
    if (amountMicro === 0n) throw new EdgeError('CREDIT_NO_LOAN', { loan: application.id, status: answer.status });
    const { alphaE12, betaE12 } = answer;
    if (alphaE12 > parseAmount(request.alphaMaxE12) || betaE12 > parseAmount(request.betaMaxE12)) {
        throw new EdgeError('CREDIT_RATE', { alphaE12: String(alphaE12), betaE12: String(betaE12) });
    }
    return amountMicro;
}

function loanRecord({ bank, now }: Counter, priced: Priced, shares: readonly LoanShare[]): LoanRecord {
    const { application, answer, muE12 } = priced;
    const { id, request, wallet, product, attestation, terms } = application;
    const amountMicro = sum(shares.map((share) => parseAmount(share.amountMicro)));
    const endMs = now + parseAmount(product.durationMs);
    return {
        id,
        bank: bank.mspId,
        borrower: wallet.wallet,
        sharedWallet: sharedAddress(bank.publicKey, wallet.publicKey),
        region: bank.region,
        product: product.product,
        productVersion: product.version,
        grade: attestation.grade,
        status: 'open',
        requestedMicro: request.amountMicro,
        amountMicro: String(amountMicro),
        answer: toText(answer),
        pMicroPerKwh: String(terms.pMicroPerKwh),
        qMinWh: attestation.qMinWh,
        muE12: String(muE12),
        tE12: String(terms.tE12),
        startMs: String(now),
        endMs: String(endMs),
        dueMs: String(endMs + parseAmount(product.bufferMs)),
        interestMicro: String(interestMicro(amountMicro, answer.betaE12, terms.tE12)),
        penaltyMicro: String(penaltyMicro(amountMicro, answer.alphaE12)),
        paidMicro: '0',
        shares,
        attestation: application.attestationHash,
    };
}

function tokenRecord({ bank, now }: Counter, { application }: Priced, loan: LoanRecord): TokenRecord {
    const { attestation, wallet } = application;
    const { id, borrower, sharedWallet, amountMicro, startMs, endMs, dueMs, answer } = loan;
    return {
        id,
        bank: loan.bank,
        borrower,
        sharedWallet,
        certificate: wallet.serial,
        bankCertificate: bank.certificate,
        amountMicro,
        balanceMicro: amountMicro,
        lockedMicro: '0',
        alphaE12: answer.alphaE12,
        betaE12: answer.betaE12,
        startMs,
        endMs,
        dueMs,
        preRecord: { s: attestation.repaid, f: attestation.failed, payments: [] },
        version: 1,
        state: 'open',
        changedMs: String(now),
    };
}

/** What a borrower gets in a book whose coins are too dear for it. */
function tooDear({ id }: Application): CommandResult<Lent> {
    const { code, message } = new EdgeError('CREDIT_NO_LOAN', { loan: id });
    return { status: 'refused', code, message };
}

/** The lending of one transaction. */
class Lending {
    constructor(
        readonly ctx: EdgeContext,
        readonly counter: Counter,
        readonly book: LoanBook,
    ) {}

    /** Free coins of the bank, then of its partners. */
    async lenders(): Promise<Lender[]> {
        const { mspId } = this.counter.bank;
        const own = await this.book.escrow.balance(reserveOf(await this.ctx.policy(), mspId));
        return [{ bank: mspId, freeMicro: own }, ...(await partnersOf(this.ctx, this.book.escrow, mspId))];
    }

    /** Only a loan beyond the own reserve reads the partners'. */
    async shares(amountMicro: bigint): Promise<LoanShare[]> {
        const { mspId: bank } = this.counter.bank;
        const freeMicro = await this.book.escrow.balance(reserveOf(await this.ctx.policy(), bank));
        const shares = shareOut(freeMicro >= amountMicro ? [{ bank, freeMicro }] : await this.lenders(), amountMicro);
        if (shares === undefined) throw new EdgeError('CREDIT_RESERVE', { bank, neededMicro: String(amountMicro) });
        return shares;
    }

    /** Issues a priced loan: coins from the reserves into the shared wallet, loan and token. */
    async issue(priced: Priced): Promise<Lent> {
        const shares = await this.shares(amountOf(priced));
        const loan = loanRecord(this.counter, priced, shares);
        const policy = await this.ctx.policy();
        for (const share of shares) {
            await this.book.escrow.take(reserveOf(policy, share.bank), parseAmount(share.amountMicro));
        }
        this.book.escrow.put(tokenPlace(loan), parseAmount(loan.amountMicro));
        await this.book.open(loan, tokenRecord(this.counter, priced, loan));
        return { loan: loan.id, amountMicro: loan.amountMicro };
    }

    /** One loan by itself; a request that became a loan before answers `exists`. */
    async one(papers: Papers): Promise<CommandResult<Lent>> {
        const known = await this.known(papers);
        if (known !== undefined) return { status: 'exists', loan: known.id, amountMicro: known.amountMicro };
        const application = await openApplication(this.ctx, this.counter, papers);
        const answer = toAnswer(application.quote.answer);
        checkLoan(application.terms, answer);
        return { status: 'done', ...(await this.issue({ application, answer, muE12: 0n })) };
    }

    /**
     * The whole book of a bank that is short: all loans at the least price of a coin that fits the free coins.
     * @throws EdgeError LOAN_MU, LOAN_*, and of any loan: nobody is lent to then.
     */
    async all(
        loans: readonly Papers[],
        muE12: bigint,
        cheaper: readonly LoanAnswerText[],
    ): Promise<CommandResult<Lent>[]> {
        const applications: Application[] = [];
        for (const papers of loans) {
            const application = await openApplication(this.ctx, this.counter, papers);
            const { wallet } = application.wallet;
            const isTwice = applications.some((other) => other.wallet.wallet === wallet);
            if (isTwice || (await this.known(papers)) !== undefined) {
                throw new EdgeError('CREDIT_LIMIT', { wallet, reason: 'one new loan of a book each' });
            }
            applications.push(application);
        }
        const budget = sum((await this.lenders()).map(({ freeMicro }) => freeMicro));
        const proposed = applications.map(({ quote }) => toAnswer(quote.answer));
        const book = { muE12, loans: proposed, cheaper: cheaper.map(toAnswer) };
        const terms = applications.map((application) => application.terms);
        const answers = checkBook(terms, budget, book);
        const lent: CommandResult<Lent>[] = [];
        for (const [index, application] of applications.entries()) {
            const answer = answers[index];
            const lends = answer !== undefined && answer.loanMicro > 0n;
            lent.push(
                lends
                    ? { status: 'done', ...(await this.issue({ application, answer, muE12 })) }
                    : tooDear(application),
            );
        }
        return lent;
    }

    /** By the hash of the request as it was signed; the signature was checked when the loan was issued. */
    async known({ request }: Papers): Promise<LoanRecord | undefined> {
        return await this.ctx.store.get<LoanRecord>(loanKey(sha256Hex(signingBytes(request.payload))));
    }
}

/**
 * Lends: independent loans at mu 0, a result each; above it the whole book or nothing.
 * @throws EdgeError CREDIT_BANK_UNKNOWN; LOAN_MU and all refusals of single loans where mu is above 0.
 */
export async function lend(ctx: EdgeContext, argument: LendArgument): Promise<CommandResult<Lent>[]> {
    const bank = await requireBank(ctx, argument.bank);
    const counter = { bank, now: await bankTime(ctx, bank) };
    const accounts = await newAccounts(ctx, counter.now);
    const lending = new Lending(ctx, counter, new LoanBook(ctx, accounts));
    const muE12 = parseAmount(argument.muE12);
    const results =
        muE12 === 0n
            ? await runBatch(argument.loans, async (papers) => lending.one(papers))
            : await lending.all(argument.loans, muE12, argument.cheaper);
    lending.book.flush();
    accounts.flush();
    const done = results.filter(({ status }) => status === 'done');
    const amounts = done.map((result) => ('amountMicro' in result ? parseAmount(result.amountMicro) : 0n));
    const refused = results.filter(({ status }) => status === 'refused').length;
    ctx.emit({ type: 'credit.lent', bank: bank.mspId, loans: done.length, amountMicro: String(sum(amounts)), refused });
    return results;
}
