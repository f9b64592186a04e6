import { EdgeError } from '../common/errors';
import { E12, type LoanAnswer, type LoanStatus, type LoanTerms } from '../common/loan-terms';

/**
 * The game's two decisive rates and the optimum between them as fractions of integers, so that every comparison is
 * exact. `k < 0` is what makes the two rates positive (energy paper (8) to (13), with a borrower who cannot borrow less
 * than nothing and a bank that need not lend).
 */
interface Game {
    /** k = p (Qmin - theta), in thousandths of a micro-coin: price per kWh times Wh. */
    readonly k: bigint;
    /** lambda d eta / L as a fraction in micro-coins: the loan at rate alpha is this / alpha + k. */
    readonly demand: Fraction;
    /** Below this rate the bank loses: (gamma t c + mu) eta / G. */
    readonly breakEven: Fraction;
}

/** A fraction with a positive denominator. */
interface Fraction {
    readonly over: bigint;
    readonly under: bigint;
}

/** Micro-coins in the unit of k. */
const THOUSAND = 1000n;
const T_MAX_E12 = 10n * E12;

function assertTerms(terms: LoanTerms): void {
    const { dMicro, thetaWh, qMinWh, pMicroPerKwh, tE12, etaE12, lambdaE12, gammaE12, cE12 } = terms;
    const fields: readonly [keyof LoanTerms, boolean][] = [
        ['dMicro', dMicro > 0n],
        ['thetaWh', thetaWh > 0n],
        ['qMinWh', qMinWh >= 0n],
        ['pMicroPerKwh', pMicroPerKwh > 0n],
        ['tE12', tE12 > 0n && tE12 <= T_MAX_E12],
        ['etaE12', etaE12 > E12],
        ['lambdaE12', lambdaE12 >= 0n && lambdaE12 <= E12],
        ['gammaE12', gammaE12 > 0n && gammaE12 <= E12],
        ['cE12', cE12 > 0n],
        ['alphaMaxE12', (terms.alphaMaxE12 ?? 1n) > 0n],
        ['muE12', (terms.muE12 ?? 0n) >= 0n],
    ];
    const wrong = fields.find(([, isRight]) => !isRight);
    if (wrong) throw new EdgeError('ARGUMENT_INVALID', { field: wrong[0], value: String(terms[wrong[0]]) });
}

/** L or G of the paper for a probability x, in units of 1e-24: x + eta - x eta. */
function mixE24(xE12: bigint, etaE12: bigint): bigint {
    return (xE12 + etaE12) * E12 - xE12 * etaE12;
}

function gameOf(terms: LoanTerms): Game {
    const { etaE12, lambdaE12, gammaE12 } = terms;
    const costE36 = gammaE12 * terms.tE12 * terms.cE12 + (terms.muE12 ?? 0n) * E12 * E12;
    return {
        k: terms.pMicroPerKwh * (terms.qMinWh - terms.thetaWh),
        demand: { over: lambdaE12 * terms.dMicro * etaE12, under: mixE24(lambdaE12, etaE12) },
        breakEven: { over: costE36 * etaE12, under: mixE24(gammaE12, etaE12) * E12 * E12 },
    };
}

/** The sign of alpha* minus a rate, where alpha*^2 = breakEven x demand / -k; k is negative. */
function bestMinus(game: Game, rateE12: bigint): bigint {
    const { k, demand, breakEven } = game;
    const best = THOUSAND * E12 * E12 * breakEven.over * demand.over;
    return best - rateE12 * rateE12 * breakEven.under * demand.under * -k;
}

/** Whether the bank gains at this rate. */
function isAboveBreakEven({ breakEven }: Game, rateE12: bigint): boolean {
    return rateE12 * breakEven.under > E12 * breakEven.over;
}

/** Whether the borrower still borrows at the rate at which the bank loses no more; k is negative. */
function isLendable({ k, demand, breakEven }: Game): boolean {
    return THOUSAND * demand.over * breakEven.under > breakEven.over * demand.under * -k;
}

/** The status of a borrower whom energy within theta suffices, k < 0. */
function statusWithinTheta(game: Game, alphaMaxE12: bigint | undefined): LoanStatus {
    if (!isLendable(game)) return 'no-loan';
    return alphaMaxE12 !== undefined && bestMinus(game, alphaMaxE12) >= 0n ? 'capped' : 'interior';
}

/** The one status that the terms give: the table of the equilibrium, row by row. */
function statusOf(game: Game, alphaMaxE12: bigint | undefined): LoanStatus {
    if (game.k > 0n) return 'refused';
    if (game.demand.over === 0n) return 'no-loan';
    if (alphaMaxE12 !== undefined && !isAboveBreakEven(game, alphaMaxE12)) return 'no-loan';
    if (game.k < 0n) return statusWithinTheta(game, alphaMaxE12);
    return alphaMaxE12 === undefined ? 'unbounded' : 'capped';
}

/** What the borrower takes at a rate, (8), rounded down and never negative, micro-coins. */
function demandMicro({ k, demand }: Game, alphaE12: bigint): bigint {
    const under = THOUSAND * alphaE12 * demand.under;
    const over = THOUSAND * demand.over * E12 + k * alphaE12 * demand.under;
    return over <= 0n ? 0n : over / under;
}

function assertCheck(isRight: boolean, code: 'LOAN_ALPHA' | 'LOAN_BETA' | 'LOAN_AMOUNT', value: bigint): void {
    if (!isRight) throw new EdgeError(code, { value: String(value) });
}

/** Whether a rate is alpha* rounded up: the next lower one is below alpha*, it is not. */
function isBest(game: Game, alphaE12: bigint): boolean {
    return alphaE12 > 0n && bestMinus(game, alphaE12) <= 0n && bestMinus(game, alphaE12 - 1n) > 0n;
}

/** Whether beta is alpha / (eta t) rounded up. */
function isInterest({ etaE12, tE12 }: LoanTerms, { alphaE12, betaE12 }: LoanAnswer): boolean {
    const beta = alphaE12 * E12 * E12;
    const unit = etaE12 * tE12;
    return betaE12 * unit >= beta && (betaE12 - 1n) * unit < beta;
}

/**
 * Checks a proposed price of a loan against its terms, with no trust in who computed it and no floating point: the
 * inequalities that only the equilibrium fulfils are tested, nothing is searched or divided but the loan. There is
 * exactly one answer that passes; one quantum more or less of any of its fields does not.
 *
 * Every term must come from the ledger or from an envelope signed by the party that it binds.
 *
 * @throws EdgeError LOAN_STATUS (the terms give another status), LOAN_ALPHA (off the optimum, or not alphaMax where
 * capped, or not 0 without a loan), LOAN_BETA, LOAN_AMOUNT; ARGUMENT_INVALID for terms outside the game.
 */
export function checkLoan(terms: LoanTerms, answer: LoanAnswer): void {
    assertTerms(terms);
    const game = gameOf(terms);
    const status = statusOf(game, terms.alphaMaxE12);
    if (status !== answer.status) {
        throw new EdgeError('LOAN_STATUS', { proposed: answer.status, expected: status });
    }
    const { alphaE12, betaE12, loanMicro } = answer;
    const lends = status === 'interior' || status === 'capped';
    const hasAlpha = status === 'interior' ? isBest(game, alphaE12) : alphaE12 === (lends ? terms.alphaMaxE12 : 0n);
    assertCheck(hasAlpha, 'LOAN_ALPHA', alphaE12);
    assertCheck(lends ? isInterest(terms, answer) : betaE12 === 0n, 'LOAN_BETA', betaE12);
    assertCheck(loanMicro === (lends ? demandMicro(game, alphaE12) : 0n), 'LOAN_AMOUNT', loanMicro);
}
