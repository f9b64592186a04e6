import type { LoanProblem, LoanStatus } from './problem';

/** One, in the unit of rates, probabilities, factors and months. */
export const E12 = 10n ** 12n;

/** The terms of a loan as the ledger holds them: whole micro-coins, Wh, and units of 1e-12. */
export interface ExactLoanTerms {
    readonly dMicro: bigint;
    readonly thetaWh: bigint;
    readonly qMinWh: bigint;
    readonly pMicroPerKwh: bigint;
    readonly tE12: bigint;
    readonly etaE12: bigint;
    readonly lambdaE12: bigint;
    readonly gammaE12: bigint;
    readonly cE12: bigint;
    readonly alphaMaxE12?: bigint | undefined;
    /** What a coin is worth to a bank short of coins, on top of its cost; 0 where absent. */
    readonly muE12?: bigint | undefined;
}

/** The one price that the ledger accepts for its terms: rates rounded up, the loan down; 0 without a loan. */
export interface ExactLoanAnswer {
    readonly status: LoanStatus;
    readonly alphaE12: bigint;
    readonly betaE12: bigint;
    readonly loanMicro: bigint;
}

const fromE12 = (value: bigint): number => Number(value) / 1e12;

/** The same terms in coins, kWh and plain numbers, for {@link solveLoan}; mu is not part of them. */
export function toLoanProblem(terms: ExactLoanTerms): LoanProblem {
    return {
        d: Number(terms.dMicro) / 1e6,
        theta: Number(terms.thetaWh) / 1e3,
        qMin: Number(terms.qMinWh) / 1e3,
        p: Number(terms.pMicroPerKwh) / 1e6,
        t: fromE12(terms.tE12),
        eta: fromE12(terms.etaE12),
        lambda: fromE12(terms.lambdaE12),
        gamma: fromE12(terms.gammaE12),
        c: fromE12(terms.cE12),
        ...(terms.alphaMaxE12 === undefined ? {} : { alphaMax: fromE12(terms.alphaMaxE12) }),
    };
}
