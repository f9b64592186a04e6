import { max, min, sum } from '../common/amount';
import { EdgeError } from '../common/errors';
import type { LoanAnswer, LoanTerms } from '../common/loan-terms';
import { checkLoan } from './certificate';

/** A proposed pricing of all loans of a bank at once, for a bank that has fewer coins than its borrowers would take. */
export interface BookAnswer {
    /** mu: the price of a coin that makes the loans fit the budget, 0 where they fit anyway. */
    readonly muE12: bigint;
    /** The loans at this mu, in the order of the borrowers. */
    readonly loans: readonly LoanAnswer[];
    /** The loans at a mu one quantum lower, which do not fit: so the coins are not dearer than need be. Empty at mu 0. */
    readonly cheaper: readonly LoanAnswer[];
}

const total = (answers: readonly LoanAnswer[]): bigint => sum(answers.map((answer) => answer.loanMicro));

function checkEach(borrowers: readonly LoanTerms[], muE12: bigint, answers: readonly LoanAnswer[]): void {
    if (answers.length !== borrowers.length) {
        throw new EdgeError('LOAN_MU', { borrowers: borrowers.length, answers: answers.length });
    }
    borrowers.forEach((terms, index) => {
        const answer = answers[index];
        if (answer) checkLoan({ ...terms, muE12 }, answer);
    });
}

/**
 * Loans that stand at alphaMax one quantum below mu and would lose money at mu: the bank is indifferent about each of
 * their coins, so they share what the others leave, in proportion to what they would take.
 */
function shareRest(answer: BookAnswer, budgetMicro: bigint): readonly LoanAnswer[] {
    const { loans, cheaper } = answer;
    const isMarginal = (index: number): boolean =>
        loans[index]?.status === 'no-loan' && cheaper[index]?.status === 'capped';
    const wanted = total(cheaper.filter((_, index) => isMarginal(index)));
    const rest = min(wanted, max(0n, budgetMicro - total(loans)));
    return loans.map((loan, index) => {
        const full = cheaper[index];
        if (!full || !isMarginal(index) || wanted === 0n) return loan;
        return { ...full, loanMicro: (rest * full.loanMicro) / wanted };
    });
}

/**
 * Checks the pricing of a whole book under a budget: each loan against its terms at mu by {@link checkLoan}, that all
 * of them fit, and that at one quantum less they would not. Together that fixes mu: loans shrink as coins get dearer.
 *
 * @param borrowers - Their terms; a mu in them is ignored.
 * @param budgetMicro - The bank's free coins, read from its reserve.
 * @returns The loans to grant. They are those at mu, except that borrowers at alphaMax to whom the bank is indifferent
 * share what is left. Their sum never exceeds the budget.
 * @throws EdgeError LOAN_MU where mu is not the least that fits, and what {@link checkLoan} throws.
 */
export function checkBook(
    borrowers: readonly LoanTerms[],
    budgetMicro: bigint,
    answer: BookAnswer,
): readonly LoanAnswer[] {
    const { muE12, loans, cheaper } = answer;
    if (muE12 < 0n) throw new EdgeError('LOAN_MU', { value: String(muE12) });
    checkEach(borrowers, muE12, loans);
    if (total(loans) > budgetMicro) throw new EdgeError('LOAN_MU', { sum: String(total(loans)) });
    if (muE12 === 0n) return loans;
    checkEach(borrowers, muE12 - 1n, cheaper);
    if (total(cheaper) <= budgetMicro) throw new EdgeError('LOAN_MU', { value: String(muE12), fits: 'less' });
    return shareRest(answer, budgetMicro);
}
