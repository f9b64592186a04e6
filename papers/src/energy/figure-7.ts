import type { Claim, Figure, StudyOptions } from '../report/figure';
import { near, nowhereBelow, percent, quantile } from '../report/judge';
import { column, valueAt, type Table } from '../report/table';
import { seededDraws } from '../random';
import { CALIBRATED, kappa } from './borrowers';
import {
    BANKS,
    BORROWERS_PER_BANK,
    lendRuns,
    SCHEMES,
    total,
    type BankRun,
    type Benefits,
    type Scheme,
} from './schemes';

const ASSUMPTIONS = [
    'Borrowers are drawn from Table II (d 20000 to 20400, theta 2000 to 2500, t to 10 months, eta 3.5, lambda to 1, c 0.1 to 0.2), ' +
        'their grade from figure 6.',
    `Table II omits price and least need. They are fitted: price ${String(CALIBRATED.price)} coins, least need ` +
        `${String(CALIBRATED.needShare)} theta, so that kappa = p (theta - Qmin)/theta = ${kappa(CALIBRATED).toFixed(4)}. Hence +64.8 % and ` +
        '+5.7 % over RAS are reached by choice; that the other numbers follow is evidence.',
    'AAS lends every borrower of a bank the mean of its equilibrium loans, so that the bank lends the same in total. RAS draws ' +
        "evenly between nothing and that: the bank's benefit is linear in the loan and the paper's two ratios say that RAS lends half.",
    'The schemes\' "interest 0.1" is 0.1 per month; 0.1 for the whole loan would lose money.',
    'A borrower for whom no rate suits both (17 % of the draws) gets no loan; the printed formulas would give a negative one.',
];

function meanOf(benefits: readonly Benefits[]): Benefits {
    const sum = total(benefits);
    const share = (scheme: Scheme): number => sum[scheme] / Math.max(benefits.length, 1);
    return { equilibrium: share('equilibrium'), AAS: share('AAS'), RAS: share('RAS') };
}

function schemeTable(first: string, rows: readonly (readonly [string, Benefits])[]): Table {
    return {
        columns: [first, ...SCHEMES],
        rows: rows.map(([name, benefits]) => [name, ...SCHEMES.map((scheme) => benefits[scheme])]),
    };
}

function pick(runs: readonly BankRun[][], benefit: (bank: BankRun) => Benefits | undefined, at: number): Benefits {
    const found = runs.map((banks) => banks[at]).flatMap((bank) => (bank === undefined ? [] : [benefit(bank)]));
    return meanOf(found.flatMap((one) => (one === undefined ? [] : [one])));
}

function bankTable(runs: readonly BankRun[][]): Table {
    const banks = Array.from({ length: BANKS }, (_, at): [string, Benefits] => [
        `bank ${String(at + 1)}`,
        pick(runs, ({ bank }) => bank, at),
    ]);
    return schemeTable('bank', [...banks, ['all', meanOf(runs.flat().map(({ bank }) => bank))]]);
}

function borrowerTable(runs: readonly BankRun[][]): Table {
    const five = Array.from({ length: BANKS }, (_, at): [string, Benefits] => [
        `borrower ${String(at + 1)}`,
        pick(runs, ({ borrowers }) => borrowers[0], at),
    ]);
    return schemeTable('borrower', [...five, ['all', meanOf(runs.flat().flatMap(({ borrowers }) => borrowers))]]);
}

const gain = (table: Table, other: Scheme): number =>
    valueAt(table, 'equilibrium', 'all') / valueAt(table, other, 'all');

function gainClaim(id: string, who: string, other: Scheme, wanted: number, share: number, why?: string): Claim {
    return {
        id,
        paper: `${who} gain ${percent(wanted)} over ${other}`,
        ours: (table) => percent(gain(table, other)),
        holds: (table) => near(gain(table, other), wanted, share),
        ...(why !== undefined && { why }),
    };
}

function bestClaim(id: string, who: string): Claim {
    return {
        id,
        paper: `${who} gain most in the proposed scheme`,
        ours: (table) => `${percent(gain(table, 'AAS'))} over AAS, ${percent(gain(table, 'RAS'))} over RAS`,
        holds: (table) =>
            nowhereBelow(column(table, 'equilibrium'), column(table, 'AAS')) &&
            nowhereBelow(column(table, 'equilibrium'), column(table, 'RAS')),
    };
}

const BARS = SCHEMES.map((scheme) => ({ column: scheme, kind: 'bar' as const }));

function figure7a(runs: readonly BankRun[][], caption: string): Figure {
    return {
        id: '7a',
        title: 'economic benefit of the credit banks',
        caption: `Benefit of a bank with ${String(BORROWERS_PER_BANK)} borrowers. ${caption}`,
        table: bankTable(runs),
        plot: { xLabel: 'bank', yLabel: 'coins', categories: true, series: BARS },
        claims: [
            bestClaim('7a-best', 'banks'),
            gainClaim('7a-aas', 'banks', 'AAS', 1.648, 0.05, 'Kappa was chosen for it.'),
            gainClaim('7a-ras', 'banks', 'RAS', 3.269, 0.05, 'This follows from the choice for AAS.'),
        ],
        assumptions: ASSUMPTIONS,
    };
}

function figure7b(runs: readonly BankRun[][], caption: string): Figure {
    return {
        id: '7b',
        title: 'economic benefit of borrowers',
        caption: `Five borrowers chosen at random, one of each bank, and the mean of all. ${caption}`,
        table: borrowerTable(runs),
        plot: { xLabel: 'borrower', yLabel: 'coins', categories: true, series: BARS },
        claims: [
            bestClaim('7b-best', 'borrowers'),
            gainClaim('7b-ras', 'borrowers', 'RAS', 1.057, 0.01, 'The price was chosen for it.'),
            gainClaim(
                '7b-aas',
                'borrowers',
                'AAS',
                1.241,
                0.03,
                'Together with the other three numbers it cannot be reached in expectation; see the next figure for samples of five.',
            ),
        ],
        assumptions: ASSUMPTIONS,
    };
}

const SHARES = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];
const SAMPLE = {
    bankAas: 'banks over AAS',
    bankRas: 'banks over RAS',
    fiveAas: 'five borrowers over AAS',
    fiveRas: 'five borrowers over RAS',
};

function spreadTable(runs: readonly BankRun[][]): Table {
    const banks = runs.map((run) => total(run.map(({ bank }) => bank)));
    const fives = runs.map((run) => total(run.flatMap(({ borrowers }) => borrowers.slice(0, 1))));
    const ratios = (sums: readonly Benefits[], other: Scheme): number[] =>
        sums.map((sum) => sum.equilibrium / sum[other]);
    const columns = [ratios(banks, 'AAS'), ratios(banks, 'RAS'), ratios(fives, 'AAS'), ratios(fives, 'RAS')];
    return {
        columns: ['percentile', ...Object.values(SAMPLE)],
        rows: SHARES.map((share) => [100 * share, ...columns.map((values) => quantile(values, share))]),
    };
}

function figure7Spread(runs: readonly BankRun[][], caption: string): Figure {
    const range = (table: Table, name: string): [number, number] => [
        valueAt(table, name, 2.5),
        valueAt(table, name, 97.5),
    ];
    const within = (id: string, name: string, printed: number): Claim => ({
        id,
        paper: `${name}: ${percent(printed)}, of a single run`,
        ours: (table) => `95 % of the runs between ${range(table, name).map(percent).join(' and ')}`,
        holds: (table) => {
            const [low, high] = range(table, name);
            return low <= printed && printed <= high;
        },
    });
    return {
        id: '7-spread',
        title: 'what one run of the paper may show',
        caption: `Percentiles over single runs of 100 borrowers: benefit in the equilibrium over benefit in the scheme. ${caption}`,
        table: spreadTable(runs),
        plot: {
            xLabel: 'percentile of runs',
            yLabel: 'ratio',
            series: Object.values(SAMPLE).map((name) => ({ column: name })),
        },
        claims: [
            within('7-spread-bank-aas', SAMPLE.bankAas, 1.648),
            within('7-spread-bank-ras', SAMPLE.bankRas, 3.269),
            within('7-spread-five-aas', SAMPLE.fiveAas, 1.241),
            within('7-spread-five-ras', SAMPLE.fiveRas, 1.057),
        ],
        assumptions: [
            ...ASSUMPTIONS,
            'Loans grow like 1/sqrt(t) towards short durations, so that their variance is infinite and single runs differ widely.',
        ],
    };
}

const KAPPAS = [0.5, 0.75, 1, 1.25, 1.5, 1.659, 1.75, 2, 2.5, 3];

function kappaTable({ seed, runs }: StudyOptions): Table {
    const rows = KAPPAS.map((wanted) => {
        const price = wanted / (1 - CALIBRATED.needShare);
        const banks = lendRuns(seededDraws(seed), Math.ceil(runs / 4), { ...CALIBRATED, price }).flat();
        const sum = total(banks.map(({ bank }) => bank));
        const without = banks.reduce((count, { withoutLoan }) => count + withoutLoan, 0);
        return [
            wanted,
            sum.equilibrium / sum.AAS,
            sum.equilibrium / sum.RAS,
            without / banks.length / BORROWERS_PER_BANK,
        ];
    });
    return { columns: ['kappa', 'over AAS', 'over RAS', 'share without loan'], rows };
}

function figure7Kappa(options: StudyOptions): Figure {
    return {
        id: '7-kappa',
        title: 'benefit of the banks, by the number that Table II omits',
        caption:
            'Benefit in the equilibrium over benefit in the scheme, and how many borrowers get no loan. ' +
            `Mean of ${String(Math.ceil(options.runs / 4))} runs each, seed ${String(options.seed)}.`,
        table: kappaTable(options),
        plot: {
            xLabel: 'kappa = p (theta - Qmin)/theta',
            yLabel: 'ratio',
            yMin: 0,
            rightLabel: 'share of borrowers',
            series: [{ column: 'over AAS' }, { column: 'over RAS' }, { column: 'share without loan', axis: 1 }],
        },
        claims: [
            {
                id: '7-kappa-best',
                paper: '(not in the paper) banks gain most in the equilibrium, whatever price and least need are',
                ours: (table) =>
                    `at least ${percent(Math.min(...column(table, 'over AAS'), ...column(table, 'over RAS')))}`,
                holds: (table) =>
                    [...column(table, 'over AAS'), ...column(table, 'over RAS')].every((ratio) => ratio > 1),
            },
        ],
        assumptions: ASSUMPTIONS,
    };
}

/** Figure 7 of the energy paper: benefits of banks and borrowers against two simple schemes. */
export function figure7(options: StudyOptions): Figure[] {
    const runs = lendRuns(seededDraws(options.seed), options.runs, CALIBRATED);
    const caption = `Mean of ${String(options.runs)} runs of 100 borrowers, seed ${String(options.seed)}.`;
    const single = `${String(options.runs)} runs, seed ${String(options.seed)}.`;
    return [figure7a(runs, caption), figure7b(runs, caption), figure7Spread(runs, single), figure7Kappa(options)];
}
