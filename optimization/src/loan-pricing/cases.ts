import { type Random, seededRandom } from '../common/random';
import { E12, type ExactLoanTerms } from './exact-terms';

/** What a drawn case is about; each class makes up its share of {@link loanCases}. */
export const loanClasses = [
    'table',
    'ceiling',
    'need-above-theta',
    'need-at-theta',
    'need-at-theta-with-ceiling',
    'ceiling-at-break-even',
    'rates-about-equal',
    'dear-energy',
    'never-repays',
    'extremes',
] as const;

/** See {@link loanClasses}. */
export type LoanClass = (typeof loanClasses)[number];

/** Terms with the class that they were drawn for. */
export interface LoanCase {
    readonly kind: LoanClass;
    readonly terms: ExactLoanTerms;
}

/** A whole number in [low, high]. */
function between(random: Random, low: number, high: number): bigint {
    return BigInt(low + random.integer(high - low + 1));
}

/** A whole number between 10^low and 10^high, its logarithm even. */
function logBetween(random: Random, low: number, high: number): bigint {
    return BigInt(Math.floor(10 ** (low + ((high - low) * random.integer(1_000_001)) / 1e6)));
}

/** In parts of 1e-12, even in (0, 1]. */
const share = (random: Random): bigint => between(random, 1, 1_000_000_000) * 1000n;

/**
 * Table II of the paper in ledger units: d 20000 to 20400, theta 2000 to 2500, t up to 10 months, eta 3.5, lambda even,
 * gamma of a grade, c 0.1 to 0.2. p and Qmin, which the table omits, so that k is up to twice theta.
 */
function tableTerms(random: Random): ExactLoanTerms {
    const thetaWh = between(random, 2_000_000, 2_500_000);
    return {
        dMicro: between(random, 20_000, 20_400) * 1_000_000n,
        thetaWh,
        qMinWh: (thetaWh * between(random, 0, 999)) / 1000n,
        pMicroPerKwh: between(random, 100_000, 2_000_000),
        tE12: 10n * share(random),
        etaE12: (35n * E12) / 10n,
        lambdaE12: share(random),
        gammaE12: (between(random, 1, 35) * E12) / 35n,
        cE12: between(random, 100_000, 200_000) * 1_000_000n,
    };
}

/** alphaBreakEven rounded up. */
function breakEvenE12({ gammaE12, tE12, cE12, etaE12 }: ExactLoanTerms): bigint {
    return (gammaE12 * tE12 * cE12 * etaE12) / ((gammaE12 + etaE12) * E12 - gammaE12 * etaE12) / E12 + 1n;
}

/** The price at which alphaChoke comes to alphaBreakEven, rounded down, at least 1. */
function priceOfEqualRates(terms: ExactLoanTerms): bigint {
    const { lambdaE12, etaE12, dMicro, thetaWh, qMinWh } = terms;
    const over = 1000n * lambdaE12 * dMicro * etaE12 * E12;
    const under = (thetaWh - qMinWh) * breakEvenE12(terms) * ((lambdaE12 + etaE12) * E12 - lambdaE12 * etaE12);
    const price = over / under;
    return price > 0n ? price : 1n;
}

function extremeTerms(random: Random): ExactLoanTerms {
    const thetaWh = logBetween(random, 0, 12);
    const edge = (): bigint => [1_000_000n, E12 / 2n, E12 - 1n, E12][random.integer(4)] ?? E12;
    return {
        dMicro: logBetween(random, 3, 18),
        thetaWh,
        qMinWh: [0n, thetaWh - 1n, thetaWh / 2n][random.integer(3)] ?? 0n,
        pMicroPerKwh: logBetween(random, 0, 9),
        tE12: [E12 / 720n, E12, 10n * E12][random.integer(3)] ?? E12,
        etaE12: E12 + logBetween(random, 6, 14),
        lambdaE12: edge(),
        gammaE12: edge(),
        cE12: logBetween(random, 8, 13),
        ...(random.integer(2) === 0 ? {} : { alphaMaxE12: logBetween(random, 9, 14) }),
    };
}

const makers: Readonly<Record<LoanClass, (random: Random, terms: ExactLoanTerms) => Partial<ExactLoanTerms>>> = {
    table: () => ({}),
    ceiling: (random) => ({ alphaMaxE12: between(random, 1, 3_000_000) * 1_000_000n }),
    'need-above-theta': (random, { thetaWh }) => ({ qMinWh: thetaWh + logBetween(random, 0, 6) }),
    'need-at-theta': (_, { thetaWh }) => ({ qMinWh: thetaWh }),
    'need-at-theta-with-ceiling': (random, { thetaWh }) => ({
        qMinWh: thetaWh,
        alphaMaxE12: between(random, 1, 3_000_000) * 1_000_000n,
    }),
    'ceiling-at-break-even': (random, terms) => {
        const distance = between(random, -1, 1) * logBetween(random, 0, 9);
        const alphaMaxE12 = breakEvenE12(terms) + distance;
        return { alphaMaxE12: alphaMaxE12 > 0n ? alphaMaxE12 : 1n };
    },
    'rates-about-equal': (random, terms) => {
        const price = priceOfEqualRates(terms);
        return { pMicroPerKwh: price + (price * between(random, -1000, 1000)) / 100_000n + 1n };
    },
    'dear-energy': (random) => ({ pMicroPerKwh: between(random, 5_000_000, 90_000_000) }),
    'never-repays': (random) => ({ lambdaE12: [0n, 1n, 1_000n][random.integer(3)] ?? 0n }),
    extremes: extremeTerms,
};

/** Seeded loans, each class in turn. */
export function loanCases(count: number, seed: number): LoanCase[] {
    const random = seededRandom(seed);
    return Array.from({ length: count }, (_, index) => {
        const kind = loanClasses[index % loanClasses.length] ?? 'table';
        const terms = tableTerms(random);
        return { kind, terms: { ...terms, ...makers[kind](random, terms) } };
    });
}
