import type { Figure, StudyOptions } from '../report/figure';
import { mean, nowhereBelow, rises, short } from '../report/judge';
import { column, valueAt, type Table } from '../report/table';
import { COUNTS, SHARES, type Market } from './comparison';
import { COMPARISON_ASSUMPTIONS, drops } from './figure-6';

const OURS = 'equilibrium';
const SCHEMES = ['RAS', ...SHARES.map((share) => `UAS ${String(share)}`)];
const BEATEN = 'vehicles better off in a scheme';
const DROPS = 'lower than with fewer';

function sellerTable(runs: readonly Market[][]): Table {
    const rows = COUNTS.map((count, at) => {
        const markets = runs.flatMap((run) => run.slice(at, at + 1));
        const sellers = markets.map((market) => market.sellers);
        return [
            count,
            mean(sellers.map(({ ours }) => ours)),
            mean(sellers.map(({ ras }) => ras)),
            ...SHARES.map((_, share) => mean(sellers.map(({ uas }) => uas[share] ?? 0))),
            markets.reduce((total, { betterServed }) => total + betterServed, 0),
            drops(runs, at, (market) => market.sellers.ours),
        ];
    });
    return { columns: ['vehicles', OURS, ...SCHEMES, BEATEN, DROPS], rows };
}

const count = (table: Table, name: string): number => column(table, name).reduce((total, value) => total + value, 0);

/** Figure 7 of the computing paper: the vehicles' utilities against random and uniform amounts. */
export function figure7(runs: readonly Market[][], { seed }: StudyOptions): Figure {
    return {
        id: '7',
        title: 'total utility of the vehicles in different schemes',
        caption: `Mean over ${String(runs.length)} markets for each number of vehicles, seed ${String(seed)}.`,
        table: sellerTable(runs),
        plot: {
            xLabel: 'vehicles',
            yLabel: 'total utility of the vehicles, coins',
            series: [OURS, ...SCHEMES].map((name) => ({ column: name })),
        },
        claims: [
            {
                id: '7-best',
                paper: "neither RAS nor UAS exceeds the equilibrium's utility",
                ours: (table) =>
                    `at 8 vehicles ${[OURS, ...SCHEMES].map((name) => `${name} ${short(valueAt(table, name, 8))}`).join(', ')}; ` +
                    `${String(count(table, BEATEN))} single vehicles better off`,
                holds: (table) =>
                    SCHEMES.every((name) => nowhereBelow(column(table, OURS), column(table, name))) &&
                    count(table, BEATEN) === 0,
                why: "At the equilibrium's prices its amounts are each vehicle's best answer, so it holds for each single vehicle.",
            },
            {
                id: '7-grows',
                paper: 'the utility of the vehicles increases with their number',
                ours: (table) =>
                    `${[8, 16, 24, 40].map((vehicles) => short(valueAt(table, OURS, vehicles))).join(', ')} with 8, 16, 24 and 40 vehicles`,
                holds: (table) => rises(column(table, OURS)) && count(table, DROPS) === 0,
                why: 'It is provable for the equilibrium: with one vehicle more the marginal value rises for all.',
            },
        ],
        assumptions: [
            ...COMPARISON_ASSUMPTIONS,
            "RAS and UAS sell at the equilibrium's prices, as the paper says; RAS an even draw between nothing and all, UAS 0.4 or 0.7.",
        ],
    };
}
