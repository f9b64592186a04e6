import { loanCases } from '@edgebourse/optimization/loan-pricing/cases';
import { solveExactLoanBook } from '@edgebourse/optimization/loan-pricing/exact-book';
import { solveExactLoan } from '@edgebourse/optimization/loan-pricing/exact-loan';
import { EdgeError } from '../common/errors';
import { E12, type LoanAnswer, type LoanTerms } from '../common/loan-terms';
import { type BookAnswer, checkBook } from './book-certificate';

const drawn = loanCases(3000, 3)
    .filter(({ kind }) => kind !== 'extremes')
    .map(({ terms }) => terms);

interface Book {
    readonly borrowers: readonly LoanTerms[];
    readonly budgetMicro: bigint;
    readonly answer: BookAnswer;
}

const wantedBy = (borrowers: readonly LoanTerms[]): bigint =>
    solveExactLoanBook(borrowers, 10n ** 40n).loans.reduce((sum, { loanMicro }) => sum + loanMicro, 0n);

/** 200 books of 3 to 12 borrowers whose bank has 1 to 99 percent of what they would take. */
const books: readonly Book[] = Array.from({ length: 200 }, (_, index) => {
    const borrowers = drawn.slice(index * 13, index * 13 + 3 + (index % 10));
    const budgetMicro = (wantedBy(borrowers) * BigInt(1 + ((index * 7) % 99))) / 100n;
    return { borrowers, budgetMicro, answer: solveExactLoanBook(borrowers, budgetMicro) };
});

const short = books.filter(({ answer }) => answer.muE12 > 0n);

function refusalOf({ borrowers, budgetMicro, answer }: Book): string | undefined {
    try {
        checkBook(borrowers, budgetMicro, answer);
        return undefined;
    } catch (error) {
        if (error instanceof EdgeError) return error.code;
        throw error;
    }
}

const granted = ({ borrowers, budgetMicro, answer }: Book): bigint =>
    checkBook(borrowers, budgetMicro, answer).reduce((sum, { loanMicro }) => sum + loanMicro, 0n);

describe('the certificate of a bank short of coins', () => {
    it('is tried on more than a hundred banks', () => {
        expect(short.length).toBeGreaterThan(100);
    });

    it('accepts the solver’s price of a coin, and never grants more than the bank has', () => {
        for (const book of books) expect(granted(book) <= book.budgetMicro).toBe(true);
    });

    it('lends all of it but the rounding', () => {
        for (const book of short) {
            const left = book.budgetMicro - granted(book);
            expect(left * 1_000_000n <= book.budgetMicro + 20_000_000n).toBe(true);
        }
    });

    it('asks nothing for the coins of a bank that has enough', () => {
        const [{ borrowers }] = books as [Book];
        const answer = solveExactLoanBook(borrowers, wantedBy(borrowers));
        expect(answer).toMatchObject({ muE12: 0n, cheaper: [] });
        expect(checkBook(borrowers, wantedBy(borrowers), answer)).toEqual(answer.loans);
    });

    it('refuses a price of a coin that is a quantum off, by a code of its own or by that of the loans', () => {
        for (const { borrowers, budgetMicro, answer } of short) {
            for (const muE12 of [answer.muE12 - 1n, answer.muE12 + 1n]) {
                const priced = (mu: bigint): LoanAnswer[] =>
                    mu < 0n ? [] : borrowers.map((terms) => solveExactLoan({ ...terms, muE12: mu }));
                expect(refusalOf({ borrowers, budgetMicro, answer: { ...answer, muE12 } })).toMatch(/^LOAN_/);
                const forged = { muE12, loans: priced(muE12), cheaper: priced(muE12 - 1n) };
                expect(refusalOf({ borrowers, budgetMicro, answer: forged })).toBe('LOAN_MU');
            }
        }
    });

    it('refuses a budget that was read wrong, a loan left out and a negative price', () => {
        const [{ borrowers, budgetMicro, answer }] = short as [Book];
        const less = (budgetMicro * 9n) / 10n;
        const more = (budgetMicro * 11n) / 10n;
        expect(refusalOf({ borrowers, budgetMicro: less, answer })).toBe('LOAN_MU');
        expect(refusalOf({ borrowers, budgetMicro: more, answer })).toBe('LOAN_MU');
        expect(refusalOf({ borrowers: borrowers.slice(1), budgetMicro, answer })).toBe('LOAN_MU');
        expect(refusalOf({ borrowers, budgetMicro, answer: { ...answer, muE12: -1n } })).toBe('LOAN_MU');
        expect(refusalOf({ borrowers, budgetMicro, answer: { ...answer, cheaper: [] } })).toBe('LOAN_MU');
    });

    it('shares what is left among borrowers at the ceiling of whom the bank keeps nothing', () => {
        // Two of a kind who would take 17603.33 coins each at alphaMax 2; the bank has 20000.
        const terms: LoanTerms = {
            dMicro: 20_200_000_000n,
            thetaWh: 2_250_000n,
            qMinWh: 1_000_000n,
            pMicroPerKwh: 1_000_000n,
            tE12: 6n * E12,
            etaE12: (35n * E12) / 10n,
            lambdaE12: (8n * E12) / 10n,
            gammaE12: (7n * E12) / 10n,
            cE12: (15n * E12) / 100n,
            alphaMaxE12: 2n * E12,
        };
        const borrowers = [terms, terms];
        const answer = solveExactLoanBook(borrowers, 20_000_000_000n);
        expect(answer.loans.map(({ status }) => status)).toEqual(['no-loan', 'no-loan']);
        expect(checkBook(borrowers, 20_000_000_000n, answer)).toEqual(
            borrowers.map(() => ({
                status: 'capped',
                alphaE12: 2n * E12,
                betaE12: 95_238_095_239n,
                loanMicro: 10_000_000_000n,
            })),
        );
    });
});
