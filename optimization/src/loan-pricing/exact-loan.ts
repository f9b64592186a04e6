import { ProblemError } from '../common/problem-error';
import { E12, type ExactLoanAnswer, type ExactLoanTerms } from './exact-terms';
import { ceilDivide, ceilRoot } from './integers';
import type { LoanStatus } from './problem';

/** A fraction with a positive denominator. */
interface Ratio {
    readonly over: bigint;
    readonly under: bigint;
}

interface ExactGame {
    /** k in thousandths of a micro-coin. */
    readonly k: bigint;
    readonly breakEven: Ratio;
    /** alphaChoke, for k < 0. */
    readonly choke: Ratio;
}

const isLess = (a: Ratio, b: Ratio): boolean => a.over * b.under < b.over * a.under;

/** L or G in units of 1e-24. */
const mixE24 = (xE12: bigint, etaE12: bigint): bigint => xE12 * E12 + etaE12 * (E12 - xE12);

function assertExactTerms(terms: ExactLoanTerms): void {
    const { alphaMaxE12 = 1n, muE12 = 0n, lambdaE12, gammaE12, qMinWh } = terms;
    const positive = [terms.dMicro, terms.thetaWh, terms.pMicroPerKwh, terms.tE12, gammaE12, terms.cE12, alphaMaxE12];
    const withinBounds = [
        positive.every((value) => value > 0n),
        qMinWh >= 0n && muE12 >= 0n && lambdaE12 >= 0n,
        lambdaE12 <= E12 && gammaE12 <= E12,
        terms.etaE12 > E12 && terms.tE12 <= 10n * E12,
    ];
    if (withinBounds.includes(false)) throw new ProblemError('LOAN_DOMAIN', 'the terms lie outside the model');
}

function gameOf(terms: ExactLoanTerms): ExactGame {
    const { etaE12, lambdaE12, gammaE12, muE12 = 0n } = terms;
    const k = terms.pMicroPerKwh * (terms.qMinWh - terms.thetaWh);
    const costE36 = gammaE12 * terms.tE12 * terms.cE12 + muE12 * E12 ** 2n;
    return {
        k,
        breakEven: { over: costE36 * etaE12, under: mixE24(gammaE12, etaE12) * E12 ** 2n },
        choke: { over: 1000n * lambdaE12 * terms.dMicro * etaE12, under: -k * mixE24(lambdaE12, etaE12) },
    };
}

/** alpha* squared. */
const bestSquared = ({ breakEven, choke }: ExactGame): Ratio => ({
    over: breakEven.over * choke.over,
    under: breakEven.under * choke.under,
});

/** The rows of the table with k < 0. */
function statusWithinTheta(game: ExactGame, ceiling: Ratio | undefined): LoanStatus {
    if (!isLess(game.breakEven, game.choke)) return 'no-loan';
    if (!ceiling) return 'interior';
    return isLess(bestSquared(game), { over: ceiling.over ** 2n, under: ceiling.under ** 2n }) ? 'interior' : 'capped';
}

function statusOf(game: ExactGame, { alphaMaxE12, lambdaE12 }: ExactLoanTerms): LoanStatus {
    const ceiling = alphaMaxE12 === undefined ? undefined : { over: alphaMaxE12, under: E12 };
    if (game.k > 0n) return 'refused';
    if (lambdaE12 === 0n || (ceiling && !isLess(game.breakEven, ceiling))) return 'no-loan';
    if (game.k < 0n) return statusWithinTheta(game, ceiling);
    return ceiling ? 'capped' : 'unbounded';
}

/** alpha* = sqrt(alphaBreakEven alphaChoke), rounded up to 1e-12. */
function bestRateE12(game: ExactGame): bigint {
    const { over, under } = bestSquared(game);
    return ceilRoot(ceilDivide(E12 ** 2n * over, under));
}

/** What the borrower takes, rounded down to a micro-coin. */
function demandMicro(terms: ExactLoanTerms, k: bigint, alphaE12: bigint): bigint {
    const { lambdaE12, dMicro, etaE12 } = terms;
    const over = 1000n * lambdaE12 * dMicro * etaE12 * E12;
    const under = alphaE12 * mixE24(lambdaE12, etaE12);
    const thousandths = over + k * under;
    return thousandths <= 0n ? 0n : thousandths / (1000n * under);
}

/**
 * The equilibrium of {@link solveLoan} in whole numbers: the one answer that the ledger's certificate accepts. Every
 * comparison is exact, so a tie of rates is a tie; no floating-point result reaches the answer, so any engine gives it.
 *
 * @throws ProblemError LOAN_DOMAIN where a value lies outside the model.
 */
export function solveExactLoan(terms: ExactLoanTerms): ExactLoanAnswer {
    assertExactTerms(terms);
    const game = gameOf(terms);
    const status = statusOf(game, terms);
    if (status !== 'interior' && status !== 'capped') return { status, alphaE12: 0n, betaE12: 0n, loanMicro: 0n };
    const alphaE12 = status === 'interior' ? bestRateE12(game) : (terms.alphaMaxE12 ?? 0n);
    return {
        status,
        alphaE12,
        betaE12: ceilDivide(alphaE12 * E12 ** 2n, terms.etaE12 * terms.tE12),
        loanMicro: demandMicro(terms, game.k, alphaE12),
    };
}
