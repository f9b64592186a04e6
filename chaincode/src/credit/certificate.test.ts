import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loanCases } from '@edgebourse/optimization/loan-pricing/cases';
import { solveExactLoan } from '@edgebourse/optimization/loan-pricing/exact-loan';
import { EdgeError } from '../common/errors';
import { E12, type LoanAnswer, type LoanStatus, type LoanTerms } from '../common/loan-terms';
import { checkLoan } from './certificate';

interface Instance {
    readonly terms: LoanTerms;
    readonly answer: LoanAnswer;
}

const STATUSES: readonly LoanStatus[] = ['interior', 'capped', 'no-loan', 'refused', 'unbounded'];

/** 10^4 seeded loans of every status, priced by the solver, which shares no code with the certificate. */
const instances: readonly Instance[] = loanCases(10_000, 20_261_129).map(({ terms }) => ({
    terms,
    answer: solveExactLoan(terms),
}));

function refusalOf(terms: LoanTerms, answer: LoanAnswer): string | undefined {
    try {
        checkLoan(terms, answer);
        return undefined;
    } catch (error) {
        if (error instanceof EdgeError) return error.code;
        throw error;
    }
}

const isLent = ({ answer: { status } }: Instance): boolean => status === 'interior' || status === 'capped';

/** The value moved by a share of itself, by one quantum at least: no smaller change can be written down. */
function moved(value: bigint, perMillion: bigint): bigint[] {
    const change = (value * perMillion) / 1_000_000n;
    const least = change > 0n ? change : 1n;
    return [value - least, value + least];
}

/** One quantum, one part per million and one per mille, both ways. Nothing is tolerated, so a quantum is beyond it. */
const perturbed = (value: bigint): bigint[] => [value - 1n, value + 1n, ...moved(value, 1n), ...moved(value, 1000n)];

const CODES = { alphaE12: 'LOAN_ALPHA', betaE12: 'LOAN_BETA', loanMicro: 'LOAN_AMOUNT' } as const;
const FIELDS = ['alphaE12', 'betaE12', 'loanMicro'] as const;

/** Collects what did not turn out, so that ten thousand instances need one expectation. */
function failuresOf(judge: (instance: Instance, index: number) => readonly string[]): string[] {
    return instances.flatMap((instance, index) => judge(instance, index).map((text) => `${String(index)}: ${text}`));
}

// Hundreds of thousands of refusals: their stack traces would take most of the time.
const { stackTraceLimit } = Error;
beforeAll(() => {
    Error.stackTraceLimit = 0;
});
afterAll(() => {
    Error.stackTraceLimit = stackTraceLimit;
});

describe('the certificate of a loan', () => {
    it.each(STATUSES)('is tried on at least 500 loans that end %s', (status) => {
        expect(instances.filter(({ answer }) => answer.status === status).length).toBeGreaterThanOrEqual(500);
    });

    it('accepts the answer of the solver to each', () => {
        expect(failuresOf(({ terms, answer }) => [refusalOf(terms, answer) ?? []].flat())).toEqual([]);
    });

    it('refuses every other status by its code', () => {
        const failures = failuresOf(({ terms, answer }) =>
            STATUSES.filter((status) => status !== answer.status)
                .map((status) => refusalOf(terms, { ...answer, status }))
                .map(String)
                .filter((code) => code !== 'LOAN_STATUS'),
        );
        expect(failures).toEqual([]);
    });

    it.each(FIELDS)('refuses %s off by a quantum, by 1e-6 and by 1e-3, both ways, by its code', (field) => {
        const failures = failuresOf(({ terms, answer }) =>
            perturbed(answer[field])
                .map((value) => refusalOf(terms, { ...answer, [field]: value }))
                .map(String)
                .filter((code) => code !== CODES[field]),
        );
        expect(failures).toEqual([]);
    });

    it('refuses rates and amounts where nothing is lent', () => {
        const failures = failuresOf((instance) => {
            if (isLent(instance)) return [];
            return FIELDS.filter(
                (field) => refusalOf(instance.terms, { ...instance.answer, [field]: E12 }) !== CODES[field],
            );
        });
        expect(failures).toEqual([]);
    });
});

const INPUTS = [
    'dMicro',
    'thetaWh',
    'qMinWh',
    'pMicroPerKwh',
    'tE12',
    'etaE12',
    'lambdaE12',
    'gammaE12',
    'cE12',
    'alphaMaxE12',
    'muE12',
] as const;

type Input = (typeof INPUTS)[number];

/**
 * Inputs that the answer depends on in a status: the bank's cost and grade have no say about a loan at the ceiling as
 * long as it stays there, nor the ceiling about one below it, nor the price where Qmin = theta.
 */
function matters(input: Input, { terms, answer }: Instance): boolean {
    if (answer.status === 'interior') return input !== 'alphaMaxE12';
    if (input === 'pMicroPerKwh') return terms.qMinWh !== terms.thetaWh;
    return input !== 'gammaE12' && input !== 'cE12' && input !== 'muE12';
}

/** Whether two values differ by more than a part per million: less may vanish in the rounding of small rates. */
function differ(a: bigint, b: bigint): boolean {
    return (a > b ? a - b : b - a) * 1_000_000n > a;
}

/** The same terms with one input taken from the next loan that has another value of it. */
function swapped(index: number, input: Input): LoanTerms[] {
    const { terms } = instances[index]!;
    const others = instances.slice(index + 1, index + 12).map((other) => other.terms[input] ?? E12 / 50n);
    const value = others.find((other) => differ(other, terms[input] ?? 0n));
    return value === undefined ? [] : [{ ...terms, [input]: value }];
}

/** Values that turn loans not granted into others, where an ordinary swap mostly leaves them as they are. */
const DECISIVE: Readonly<Record<Input, readonly bigint[]>> = {
    dMicro: [10n ** 24n, 1n],
    thetaWh: [1n, 10n ** 15n],
    qMinWh: [0n, 10n ** 15n],
    pMicroPerKwh: [1n, 10n ** 18n],
    tE12: [1n, 10n * E12],
    etaE12: [E12 + 1n, 1000n * E12],
    lambdaE12: [E12, 0n],
    gammaE12: [1n, E12],
    cE12: [1n, 10n ** 18n],
    alphaMaxE12: [10n ** 18n, 1n],
    muE12: [0n, 10n ** 18n],
};

describe('the certificate of a loan on other terms', () => {
    it.each(INPUTS)('is refused where %s alone is another loan’s', (input) => {
        let tried = 0;
        const failures = failuresOf((instance, index) => {
            if (!isLent(instance) || !matters(input, instance)) return [];
            return swapped(index, input).flatMap((terms) => {
                tried += 1;
                return refusalOf(terms, instance.answer) === undefined ? ['accepted'] : [];
            });
        });
        expect(failures).toEqual([]);
        expect(tried).toBeGreaterThanOrEqual(500);
    });

    it.each(INPUTS)('is refused where a decisive %s alone turns a refusal into something else', (input) => {
        const turned = new Map<LoanStatus, number>();
        const failures = failuresOf((instance) => {
            const { terms, answer } = instance;
            return DECISIVE[input].flatMap((value) => {
                const changed = { ...terms, [input]: value };
                const { status } = solveExactLoan(changed);
                if (isLent(instance) || status === answer.status) return [];
                turned.set(answer.status, (turned.get(answer.status) ?? 0) + 1);
                return refusalOf(changed, answer) === 'LOAN_STATUS' ? [] : [`${answer.status} passed as ${status}`];
            });
        });
        expect(failures).toEqual([]);
        // Only what the rows of the table read can turn a refusal: theta and Qmin that of a need beyond theta.
        expect((turned.get('refused') ?? 0) >= 500).toBe(input === 'thetaWh' || input === 'qMinWh');
        // Dearer coins never turn a loan that is not made into one that is, and there are no cheaper ones than at mu 0.
        expect((turned.get('no-loan') ?? 0) >= 500).toBe(input !== 'muE12');
    });

    it('is refused for terms outside the game', () => {
        const { terms, answer } = instances[0]!;
        const outside: readonly Partial<LoanTerms>[] = [
            { dMicro: 0n },
            { thetaWh: 0n },
            { qMinWh: -1n },
            { pMicroPerKwh: 0n },
            { tE12: 0n },
            { tE12: 10n * E12 + 1n },
            { etaE12: E12 },
            { lambdaE12: -1n },
            { lambdaE12: E12 + 1n },
            { gammaE12: 0n },
            { gammaE12: E12 + 1n },
            { cE12: 0n },
            { alphaMaxE12: 0n },
            { muE12: -1n },
        ];
        expect(outside.map((change) => refusalOf({ ...terms, ...change }, answer))).toEqual(
            outside.map(() => 'ARGUMENT_INVALID'),
        );
    });
});

describe('the worked example', () => {
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
    };

    it('passes to the last digit', () => {
        const answer: LoanAnswer = {
            status: 'interior',
            alphaE12: 6_165_088_807_147n,
            betaE12: 293_575_657_484n,
            loanMicro: 4_866_159_530n,
        };
        expect(refusalOf(terms, answer)).toBeUndefined();
    });

    it('is capped at an alphaMax of 2, and lends nothing at six times the price to one who hardly ever repays', () => {
        const capped: LoanAnswer = {
            status: 'capped',
            alphaE12: 2n * E12,
            betaE12: 95_238_095_239n,
            loanMicro: 17_603_333_333n,
        };
        expect(refusalOf({ ...terms, alphaMaxE12: 2n * E12 }, capped)).toBeUndefined();
        const nothing: LoanAnswer = { status: 'no-loan', alphaE12: 0n, betaE12: 0n, loanMicro: 0n };
        expect(refusalOf({ ...terms, pMicroPerKwh: 6_000_000n, lambdaE12: E12 / 10n }, nothing)).toBeUndefined();
    });
});

describe('the published vectors', () => {
    it('pass, each with the answer that is printed', () => {
        const file = join(__dirname, '../../../optimization/src/loan-pricing/vectors/loan.json');
        const { cases } = JSON.parse(readFileSync(file, 'utf8'), (name, value: unknown) =>
            /(?:E12|Micro|MicroPerKwh|Wh)$/.test(name) ? BigInt(String(value)) : value,
        ) as { cases: { name: string; terms: LoanTerms; answer: LoanAnswer }[] };
        expect(cases.length).toBeGreaterThanOrEqual(40);
        expect(cases.filter(({ terms, answer }) => refusalOf(terms, answer) !== undefined)).toEqual([]);
    });
});
