import type { Claim, Figure, StudyOptions } from '../report/figure';
import { mean, quantile, rises, short } from '../report/judge';
import { column, valueAt, type Table } from '../report/table';
import { COUNTS, PRICES, type Market } from './comparison';

const OURS = 'equilibrium';
const RPS = 'RPS (median)';
const UPS = { low: 'UPS 2.0', high: 'UPS 2.5' };
const CLOSER = 'UPS 2.0 nearer than RPS';
const BEATEN = 'below a scheme';
const DROPS = 'lower than with fewer';

/** The assumptions of figures 6 and 7. */
export const COMPARISON_ASSUMPTIONS = [
    'a = 30, gamma = 1, lambda = 0.05, capacity 1; rho and c drawn from 0 to 1, r from 1 to 2, as the paper says.',
    'The paper does not state the numbers of vehicles. Each run draws 40 and takes the first N of them.',
];

/** How many of the runs are lower with COUNTS[at] vehicles than with the fewer before. */
export function drops(runs: readonly Market[][], at: number, value: (market: Market) => number): number {
    return runs.filter((markets) => {
        const [before, after] = [markets[at - 1], markets[at]];
        return before !== undefined && after !== undefined && value(after) < value(before) - 1e-9;
    }).length;
}

function buyerTable(runs: readonly Market[][]): Table {
    const rows = COUNTS.map((count, at) => {
        const markets = runs.flatMap((run) => run.slice(at, at + 1));
        const buyers = markets.map(({ buyer }) => buyer);
        const nearer = ({ ours, rps, ups }: Market['buyer']): boolean => ours - (ups[0] ?? 0) < ours - rps;
        return [
            count,
            mean(buyers.map(({ ours }) => ours)),
            ...PRICES.map((_, price) => mean(buyers.map(({ ups }) => ups[price] ?? 0))),
            quantile(
                buyers.map(({ rps }) => rps),
                0.5,
            ),
            buyers.filter(nearer).length / buyers.length,
            buyers.filter(({ ours, rps, ups }) => Math.max(rps, ...ups) > ours + 1e-9).length,
            drops(runs, at, ({ buyer }) => buyer.ours),
            mean(markets.map(({ saturated }) => saturated)),
            mean(markets.map(({ marginal }) => marginal)),
        ];
    });
    return {
        columns: [
            'vehicles',
            OURS,
            UPS.low,
            UPS.high,
            RPS,
            CLOSER,
            BEATEN,
            DROPS,
            'saturated at 2.5',
            'marginal value A',
        ],
        rows,
    };
}

function rowsUpTo(table: Table, vehicles: number): Table {
    return { ...table, rows: table.rows.filter(([count]) => Number(count) <= vehicles) };
}

function isHigherPriceWorse(table: Table): boolean {
    const low = column(table, UPS.low);
    return column(table, UPS.high).every((value, at) => value < (low[at] ?? value));
}

const priceOurs = (vehicles: number) => (table: Table) =>
    `${short(valueAt(table, UPS.high, vehicles))} against ${short(valueAt(table, UPS.low, vehicles))} at ${String(vehicles)} vehicles`;

const PRICE_CLAIMS: Claim[] = [
    {
        id: '6-price-few',
        paper: 'the uniform price 2.5 is worse than 2.0 (tested up to 20 vehicles)',
        ours: priceOurs(8),
        holds: (table) => isHigherPriceWorse(rowsUpTo(table, 20)),
    },
    {
        id: '6-price-many',
        paper: 'the uniform price 2.5 is worse than 2.0 (tested with up to 40 vehicles)',
        ours: priceOurs(40),
        holds: isHigherPriceWorse,
        why: "From 23 vehicles on the buyer's marginal value is high enough to pay 2.5.",
    },
    {
        id: '6-cause',
        paper: "the cause is that 2.5 exceeds what makes vehicles sell all, R''",
        ours: (table) =>
            `at 8 vehicles ${short(100 * valueAt(table, 'saturated at 2.5', 8), 2)} % of them have R'' below 2.5; the marginal value is ` +
            short(valueAt(table, 'marginal value A', 8)),
        holds: (table) => valueAt(table, 'saturated at 2.5', 8) > 0.5,
        why: 'Partly at most: 2.5 is simply above what one more unit is worth to the buyer.',
    },
];

const CLAIMS: Claim[] = [
    {
        id: '6-best',
        paper: 'the utility of the buyer is higher than under RPS and UPS',
        ours: (table) => `lower in ${String(column(table, BEATEN).reduce((all, one) => all + one, 0))} single markets`,
        holds: (table) => column(table, BEATEN).every((count) => count === 0),
        why: "The equilibrium is the buyer's optimum, so it holds in each single market.",
    },
    {
        id: '6-nearer',
        paper: 'UPS with price 2.0 is nearer to the equilibrium than RPS',
        ours: (table) => `in at least ${short(100 * Math.min(...column(table, CLOSER)))} % of the markets`,
        holds: (table) => column(table, CLOSER).every((share) => share > 0.9),
    },
    ...PRICE_CLAIMS,
    {
        id: '6-grows',
        paper: 'the utility of the buyer increases with the number of vehicles',
        ours: (table) =>
            `${[8, 16, 24, 40].map((count) => short(valueAt(table, OURS, count))).join(', ')} with 8, 16, 24 and 40 vehicles`,
        holds: (table) => rises(column(table, OURS)) && column(table, DROPS).every((count) => count === 0),
        why: 'It is provable for the equilibrium, in each single market; not for RPS and UPS.',
    },
];

/** Figure 6 of the computing paper: the buyer's utility against random and uniform prices. */
export function figure6(runs: readonly Market[][], { seed }: StudyOptions): Figure {
    return {
        id: '6',
        title: 'utility of the buyer in different schemes',
        caption: `Mean over ${String(runs.length)} markets for each number of vehicles, median for RPS; seed ${String(seed)}.`,
        table: buyerTable(runs),
        plot: {
            xLabel: 'vehicles',
            yLabel: 'utility of the buyer, coins',
            series: [{ column: OURS }, { column: UPS.low }, { column: UPS.high }, { column: RPS }],
        },
        claims: CLAIMS,
        assumptions: [
            ...COMPARISON_ASSUMPTIONS,
            "RPS has no mean: its prices reach up to R'', which grows like 1/(1 - rho). The median is drawn instead.",
        ],
    };
}
