import { max, min, parseAmount } from '../common/amount';
import { EdgeError } from '../common/errors';
import { E12 } from '../common/loan-terms';
import type { LoanRecord, LoanShare, LoanStatus } from './records';

const E24 = E12 * E12;

/** Rounds half up, as all amounts of the house are. */
function roundHalfUp(over: bigint, under: bigint): bigint {
    return (2n * over + under) / (2n * under);
}

/** @returns The interest of a loan: loan x beta x t, rounded half up once. Micro-coins. */
export function interestMicro(amountMicro: bigint, betaE12: bigint, tE12: bigint): bigint {
    return roundHalfUp(amountMicro * betaE12 * tE12, E24);
}

/** @returns The penalty that replaces the interest: alpha x loan, rounded half up. Micro-coins. */
export function penaltyMicro(amountMicro: bigint, alphaE12: bigint): bigint {
    return roundHalfUp(amountMicro * alphaE12, E12);
}

/** What a loan's money is counted from. */
export type Owed = Pick<LoanRecord, 'status' | 'amountMicro' | 'interestMicro' | 'penaltyMicro' | 'paidMicro'>;

function isLate(status: LoanStatus): boolean {
    return status !== 'open' && status !== 'repaid';
}

/** What is still due of a loan, micro-coins. */
export interface Due {
    readonly chargeMicro: bigint;
    readonly principalMicro: bigint;
    readonly totalMicro: bigint;
}

/** @returns What is still due: payments reduce the interest or the penalty first, the principal last. */
export function dueOf(loan: Owed): Due {
    const charge = parseAmount(isLate(loan.status) ? loan.penaltyMicro : loan.interestMicro);
    const amount = parseAmount(loan.amountMicro);
    const totalMicro = max(0n, amount + charge - parseAmount(loan.paidMicro));
    const principalMicro = min(amount, totalMicro);
    return { chargeMicro: totalMicro - principalMicro, principalMicro, totalMicro };
}

/** A share of one payment that goes to one bank. */
export interface Cut {
    readonly bank: string;
    readonly amountMicro: bigint;
}

/**
 * Parts a payment among the banks of a loan: each partner gets what brings it to the floor of its part of everything
 * paid so far, as far as the payment reaches; the leading bank, which is the first, gets the rest.
 */
function cutUp(shares: readonly LoanShare[], beforeMicro: bigint, paymentMicro: bigint): Cut[] {
    const amountMicro = shares.reduce((total, share) => total + parseAmount(share.amountMicro), 0n);
    let rest = paymentMicro;
    const partners = shares.slice(1).map((share) => {
        const entitled = ((beforeMicro + paymentMicro) * parseAmount(share.amountMicro)) / amountMicro;
        const cut = min(rest, max(0n, entitled - parseAmount(share.paidMicro)));
        rest -= cut;
        return { bank: share.bank, amountMicro: cut };
    });
    return [{ bank: shares[0]?.bank ?? '', amountMicro: rest }, ...partners];
}

/** A loan after a payment, and where the coins go. */
export interface Repaid {
    readonly loan: LoanRecord;
    readonly cuts: readonly Cut[];
}

/**
 * Books a payment. A loan that is paid up becomes `repaid`, or `settled` when it was overdue before.
 * @throws EdgeError CREDIT_LOAN_PAID, CREDIT_REPAY_EXCESS.
 */
export function repayLoan(loan: LoanRecord, paymentMicro: bigint): Repaid {
    const { totalMicro } = dueOf(loan);
    if (totalMicro === 0n) throw new EdgeError('CREDIT_LOAN_PAID', { loan: loan.id });
    if (paymentMicro > totalMicro) {
        throw new EdgeError('CREDIT_REPAY_EXCESS', { loan: loan.id, dueMicro: String(totalMicro) });
    }
    const before = parseAmount(loan.paidMicro);
    const cuts = cutUp(loan.shares, before, paymentMicro);
    const shares = loan.shares.map((share, index) => ({
        ...share,
        paidMicro: String(parseAmount(share.paidMicro) + (cuts[index]?.amountMicro ?? 0n)),
    }));
    const status = paymentMicro < totalMicro ? loan.status : isLate(loan.status) ? 'settled' : 'repaid';
    return { loan: { ...loan, status, shares, paidMicro: String(before + paymentMicro) }, cuts };
}

/** What a bank has free, and how much of it may go into a loan. */
export interface Lender {
    readonly bank: string;
    readonly freeMicro: bigint;
}

/**
 * Parts a loan among lenders: all of it from the first if that can carry it alone, else pro rata to what each has free;
 * what rounding leaves goes to the first that has room, in order.
 * @returns A share for each lender that gives something; undefined when all together have not enough.
 */
export function shareOut(lenders: readonly Lender[], amountMicro: bigint): LoanShare[] | undefined {
    const [lead] = lenders;
    const total = lenders.reduce((sum, { freeMicro }) => sum + freeMicro, 0n);
    if (lead === undefined || total < amountMicro) return undefined;
    if (lead.freeMicro >= amountMicro) return [shareOf(lead.bank, amountMicro)];
    const parts = lenders.map(({ bank, freeMicro }) => ({ bank, freeMicro, part: (amountMicro * freeMicro) / total }));
    let rest = amountMicro - parts.reduce((sum, { part }) => sum + part, 0n);
    const shares = parts.map(({ bank, freeMicro, part }) => {
        const more = min(rest, freeMicro - part);
        rest -= more;
        return shareOf(bank, part + more);
    });
    return shares.filter(({ bank, amountMicro: given }) => bank === lead.bank || given !== '0');
}

function shareOf(bank: string, amountMicro: bigint): LoanShare {
    return { bank, amountMicro: String(amountMicro), paidMicro: '0' };
}

/** What the deadlines of a loan demand. */
export type Deadline = 'close' | 'overdue' | 'blacklist';

/** Times by which deadlines are judged, ms. */
export interface DeadlineRules {
    readonly graceMs: bigint;
    readonly blacklistMs: bigint;
}

/** @returns What is to be done by now, in order; nothing when it was done before. */
export function deadlinesOf(
    loan: Pick<LoanRecord, 'status' | 'endMs' | 'dueMs'>,
    isTokenOpen: boolean,
    now: bigint,
    { graceMs, blacklistMs }: DeadlineRules,
): Deadline[] {
    const due = parseAmount(loan.dueMs) + graceMs;
    const deadlines: Deadline[] = [];
    if (isTokenOpen && now >= parseAmount(loan.endMs)) deadlines.push('close');
    if (loan.status === 'open' && now > due) deadlines.push('overdue');
    const isUnpaid = loan.status === 'open' || loan.status === 'overdue';
    if (isUnpaid && now > due + blacklistMs) deadlines.push('blacklist');
    return deadlines;
}
