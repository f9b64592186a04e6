import type { Claim, Figure, StudyOptions } from '../report/figure';
import { near, nowhereBelow, rises, short } from '../report/judge';
import { column, valueAt, type Table } from '../report/table';
import { seededDraws } from '../random';
import {
    confirmedTrades,
    expectedWhenLost,
    longRunWhenLost,
    requestTimes,
    SIMULATED_HOURS,
    type Arrivals,
    type WhileLocked,
} from './waiting';

const PAIRS = 50;
const FREQUENCIES = [1, 2, 3, 4, 5];
const CONFIRMATION_MIN = { traditional: 60, chain: 10 };

const SETTING = [
    `${String(PAIRS)} pairs for ${String(SIMULATED_HOURS)} hours; confirmation takes ${String(CONFIRMATION_MIN.traditional)} min on the ` +
        `traditional chain and ${String(CONFIRMATION_MIN.chain)} min on the energy chain, as the paper says. The mean over the row is ` +
        'the paper\'s "equal probability" of 1 to 5 requests an hour.',
    "A pair without loans holds the price of one trade: its next trade starts when the last one is confirmed. The paper's 20 " +
        'coins and 51 aggregators have no effect without a price per trade; at price x the caps would scale by floor(20/x).',
];
const PAID_COUNTS =
    'A trade on the chains counts when it is confirmed. With loans it counts when it is paid, because the seller may trade on at once.';

function confirmationTime(): Table {
    const rows = FREQUENCIES.map((perHour) => {
        const trades = perHour * SIMULATED_HOURS;
        return [perHour, trades * CONFIRMATION_MIN.traditional, trades * CONFIRMATION_MIN.chain];
    });
    return { columns: ['requests per hour', 'traditional', 'energy chain'], rows };
}

function figure5a(): Figure {
    return {
        id: '5a',
        title: 'total confirmation time of a node',
        caption: 'Confirmation time of all trades that a node requests in 240 minutes, exact.',
        table: confirmationTime(),
        plot: {
            xLabel: 'trades requested per hour',
            yLabel: 'minutes',
            series: [{ column: 'traditional' }, { column: 'energy chain' }],
        },
        claims: [
            {
                id: '5a-longer',
                paper: 'the traditional chain needs much longer than the energy chain',
                ours: (table) =>
                    `${short(valueAt(table, 'traditional', 5) / valueAt(table, 'energy chain', 5))} times as long`,
                holds: (table) =>
                    nowhereBelow(
                        column(table, 'traditional'),
                        column(table, 'energy chain').map((minutes) => 3 * minutes),
                    ),
            },
            {
                id: '5a-rises',
                paper: 'the time, and the gap between the chains, grows with the frequency of trading',
                ours: (table) =>
                    `the gap grows from ${short(gap(table)[0] ?? 0)} to ${short(gap(table).at(-1) ?? 0)} min`,
                holds: (table) => rises(column(table, 'traditional')) && rises(gap(table)),
            },
        ],
        assumptions: [
            ...SETTING,
            'Requested trades are counted, 4 F T minutes: what a node could wait for within 240 minutes cannot exceed 240.',
        ],
    };
}

function gap(table: Table): number[] {
    const chain = column(table, 'energy chain');
    return column(table, 'traditional').map((minutes, at) => minutes - (chain[at] ?? 0));
}

/** Trades an hour and pair, mean over pairs and runs; the last row but the frequencies is their mean. */
function speeds(options: StudyOptions, arrivals: Arrivals, locked: WhileLocked): Table {
    const pairs = arrivals === 'regular' ? 1 : PAIRS * options.runs;
    const draws = seededDraws(options.seed);
    const rows = FREQUENCIES.map((perHour) => {
        const totals = { traditional: 0, chain: 0, loans: 0 };
        for (let pair = 0; pair < pairs; pair += 1) {
            const requests = requestTimes(perHour, arrivals, draws);
            totals.traditional += confirmedTrades(requests, CONFIRMATION_MIN.traditional, locked);
            totals.chain += confirmedTrades(requests, CONFIRMATION_MIN.chain, locked);
            totals.loans += requests.length;
        }
        const perPairAndHour = (total: number): number => total / pairs / SIMULATED_HOURS;
        return [perHour, ...[totals.traditional, totals.chain, totals.loans].map(perPairAndHour)];
    });
    return { columns: ['requests per hour', 'traditional', 'energy chain', 'with loans'], rows };
}

function withExact(table: Table): Table {
    const exact = FREQUENCIES.map((perHour) => [
        expectedWhenLost(perHour, CONFIRMATION_MIN.traditional),
        expectedWhenLost(perHour, CONFIRMATION_MIN.chain),
        longRunWhenLost(perHour, CONFIRMATION_MIN.chain),
    ]);
    return {
        columns: [...table.columns, 'traditional exact', 'energy chain exact', 'energy chain long run'],
        rows: table.rows.map((row, at) => [...row, ...(exact[at] ?? [])]),
    };
}

const below = (name: string, cap: number) => (table: Table) =>
    column(table, name).every((value) => value <= cap + 1e-9);

function speedClaims(id: string, why: string): Claim[] {
    return [
        {
            id: `${id}-limit`,
            paper: 'traditional and energy chain have an upper limit of trades per hour',
            ours: (table) =>
                `at most ${short(Math.max(...column(table, 'traditional')))} and ${short(Math.max(...column(table, 'energy chain')))}, never above 1 and 6`,
            holds: (table) =>
                below('traditional', 60 / CONFIRMATION_MIN.traditional)(table) &&
                below('energy chain', 60 / CONFIRMATION_MIN.chain)(table),
        },
        {
            id: `${id}-order`,
            paper: 'loans are never slower than the energy chain, nor that than the traditional chain',
            ours: (table) =>
                ['with loans', 'energy chain', 'traditional']
                    .map((name) => short(valueAt(table, name, 5)))
                    .join(' >= ') + ' at 5 requests an hour',
            holds: (table) =>
                nowhereBelow(column(table, 'with loans'), column(table, 'energy chain')) &&
                nowhereBelow(column(table, 'energy chain'), column(table, 'traditional')),
        },
        {
            id: `${id}-faster`,
            paper: 'with loans nodes trade faster than on the energy chain alone',
            ours: (table) =>
                `${short(valueAt(table, 'with loans', 5))} against ${short(valueAt(table, 'energy chain', 5))} at 5 requests an hour`,
            holds: (table) => valueAt(table, 'with loans', 5) > 1.02 * valueAt(table, 'energy chain', 5),
            why,
        },
    ];
}

const PLOT = {
    xLabel: 'trades requested per hour',
    yLabel: 'trades finished per hour',
    yMin: 0,
    series: [{ column: 'traditional' }, { column: 'energy chain' }, { column: 'with loans' }],
};

function figure5b(options: StudyOptions): Figure {
    return {
        id: '5b',
        title: 'trades per hour, regular requests',
        caption: 'Finished trades per hour and pair when requests come each 60/F minutes, exact.',
        table: speeds(options, 'regular', 'waits'),
        plot: PLOT,
        claims: speedClaims(
            '5b',
            'At 5 requests an hour one comes each 12 minutes, and 10 minutes are enough to confirm: regular requests never wait. ' +
                'The gap that the paper prints needs irregular requests, drawn in the two figures that follow.',
        ),
        assumptions: [...SETTING, PAID_COUNTS],
    };
}

function drawn(options: StudyOptions): string {
    return `Mean of ${String(options.runs)} runs of ${String(PAIRS)} pairs, seed ${String(options.seed)}.`;
}

function figure5bLost(options: StudyOptions): Figure {
    const agreement = (table: Table): number =>
        Math.max(
            ...['traditional', 'energy chain'].flatMap((name) =>
                column(table, `${name} exact`).map((value, at) => Math.abs((column(table, name)[at] ?? 0) / value - 1)),
            ),
        );
    return {
        id: '5b-lost',
        title: 'trades per hour, Poisson requests, lost while coins are locked',
        caption: `Finished trades per hour and pair. ${drawn(options)}`,
        table: withExact(speeds(options, 'poisson', 'is lost')),
        plot: {
            ...PLOT,
            series: [...PLOT.series, { column: 'energy chain exact' }, { column: 'energy chain long run' }],
        },
        claims: [
            ...speedClaims('5b-lost', 'Now the gap is there.'),
            {
                id: '5b-lost-exact',
                paper: '(not in the paper) the simulation agrees with the exact mean, sum over n of P(n, F (240 - n T)/60)/4',
                ours: (table) => `largest difference ${short(100 * agreement(table), 2)} %`,
                holds: (table) => near(1 + agreement(table), 1, 0.02),
            },
        ],
        assumptions: [
            ...SETTING,
            PAID_COUNTS,
            'Requests come at random (Poisson); one that finds the coins locked is dropped.',
        ],
    };
}

function figure5bWaiting(options: StudyOptions): Figure {
    return {
        id: '5b-waiting',
        title: 'trades per hour, Poisson requests, waiting while coins are locked',
        caption: `Finished trades per hour and pair. ${drawn(options)}`,
        table: speeds(options, 'poisson', 'waits'),
        plot: PLOT,
        claims: speedClaims(
            '5b-waiting',
            'The gap is smaller than with lost requests: only what still waits at the end is missing.',
        ),
        assumptions: [
            ...SETTING,
            PAID_COUNTS,
            'Requests come at random (Poisson) and queue up while the coins are locked.',
        ],
    };
}

/** Figure 5 of the energy paper: confirmation time and speed of trading, with the variants that the paper leaves open. */
export function figure5(options: StudyOptions): Figure[] {
    return [figure5a(), figure5b(options), figure5bLost(options), figure5bWaiting(options)];
}
