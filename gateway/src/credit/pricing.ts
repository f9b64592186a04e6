import type { LoanAnswerText } from '@edgebourse/chaincode/credit/messages';
import type { Preview, PreviewedLoan } from '@edgebourse/chaincode/credit/records';
import { solveExactLoanBook } from '@edgebourse/optimization/loan-pricing/exact-book';
import { solveExactLoan } from '@edgebourse/optimization/loan-pricing/exact-loan';
import type { ExactLoanAnswer, ExactLoanTerms } from '@edgebourse/optimization/loan-pricing/exact-terms';

/** What the gateway proposes for loans that are priced together. */
export interface Pricing {
    readonly muE12: string;
    readonly answers: readonly LoanAnswerText[];
    /** The answers at one quantum of mu less, which would not fit; empty at mu 0. */
    readonly cheaper: readonly LoanAnswerText[];
}

function termsOf({ terms }: PreviewedLoan): ExactLoanTerms {
    return {
        dMicro: BigInt(terms.dMicro),
        thetaWh: BigInt(terms.thetaWh),
        qMinWh: BigInt(terms.qMinWh),
        pMicroPerKwh: BigInt(terms.pMicroPerKwh),
        tE12: BigInt(terms.tE12),
        etaE12: BigInt(terms.etaE12),
        lambdaE12: BigInt(terms.lambdaE12),
        gammaE12: BigInt(terms.gammaE12),
        cE12: BigInt(terms.cE12),
        alphaMaxE12: BigInt(terms.alphaMaxE12),
    };
}

function textOf({ status, alphaE12, betaE12, loanMicro }: ExactLoanAnswer): LoanAnswerText {
    return { status, alphaE12: String(alphaE12), betaE12: String(betaE12), loanMicro: String(loanMicro) };
}

/**
 * Solves the loans that the contract previewed. Where the bank, alone, has fewer coins than these loans would take, its
 * whole book is priced by the budget root; a bank with partners lends together with them instead.
 * @param wantedMicro - What each borrower asks for, by place; the most that the answer gives it when absent.
 */
export function priceLoans(preview: Preview, wantedMicro: readonly (string | undefined)[]): Pricing {
    const terms = preview.loans.map(termsOf);
    const answers = terms.map((one) => solveExactLoan(one));
    const needed = answers.reduce((sum, { loanMicro }, place) => {
        const wanted = BigInt(wantedMicro[place] ?? loanMicro);
        return sum + (wanted < loanMicro ? wanted : loanMicro);
    }, 0n);
    const budget = BigInt(preview.reserveMicro);
    if (needed <= budget || preview.partners.length > 0) {
        return { muE12: '0', answers: answers.map(textOf), cheaper: [] };
    }
    const book = solveExactLoanBook(terms, budget);
    return {
        muE12: String(book.muE12),
        answers: book.loans.map(textOf),
        cheaper: book.cheaper.map(textOf),
    };
}
