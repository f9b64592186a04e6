import { solveCompute } from '@edgebourse/optimization/compute-game/solve';
import { utilitiesOf } from '@edgebourse/optimization/compute-game/utilities';
import type { Claim, Figure } from '../report/figure';
import { falls, neverFalls, nowhereBelow, rises, short } from '../report/judge';
import { column, type Table } from '../report/table';
import { DEMANDS, eightVehicles, type Setting } from './markets';

const SCALES = [30, 35];
const REWARDS = [1.1, 1.2, 1.3];
const COSTS = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenths) => tenths / 10);
const WEIGHTS = Array.from({ length: 20 }, (_, at) => (at + 1) / 10);

const ASSUMPTIONS = [
    'Eight vehicles with capacity 1 and own demands 0.1 to 0.8, lambda 0.05, as the paper says.',
    'The paper does not state gamma for panels a to c; it is 1.',
];
const EXACT = 'Exact equilibrium; nothing is random.';

/** What the equilibrium brings. */
interface Outcome {
    readonly buyer: number;
    readonly sellers: number;
    readonly amounts: readonly number[];
}

function play(setting: Setting): Outcome {
    const problem = eightVehicles(setting);
    const { R, f } = solveCompute(problem);
    const { buyerUtility, sellerUtility } = utilitiesOf(problem, R, f);
    return { buyer: buyerUtility, sellers: sellerUtility.reduce((sum, value) => sum + value, 0), amounts: [...f] };
}

interface Curve {
    readonly name: string;
    readonly a: number;
    readonly r: number;
}

const CURVES: Curve[] = SCALES.flatMap((a) =>
    REWARDS.map((r) => ({ name: `a = ${String(a)} r = ${String(r)}`, a, r })),
);

function utilityTable(value: (outcome: Outcome) => number): Table {
    const rows = COSTS.map((c) => [c, ...CURVES.map(({ a, r }) => value(play({ a, r, c, gamma: 1 })))]);
    return { columns: ['cost c', ...CURVES.map(({ name }) => name)], rows };
}

const namesOf = (a: number): string[] => CURVES.filter((curve) => curve.a === a).map(({ name }) => name);

function utilityPlot(yLabel: string): Figure['plot'] {
    return { xLabel: 'cost c', yLabel, yMin: 0, series: CURVES.map(({ name }) => ({ column: name })) };
}

function fromTo(table: Table, name: string): string {
    const values = column(table, name);
    return `${short(values[0] ?? 0)} to ${short(values.at(-1) ?? 0)}`;
}

function figure5a(): Figure {
    return {
        id: '5a',
        title: 'utility of the buyer',
        caption: EXACT,
        table: utilityTable(({ buyer }) => buyer),
        plot: utilityPlot('utility of the buyer, coins'),
        claims: [
            {
                id: '5a-cost',
                paper: "the utility of the buyer increases with the sellers' cost c",
                ours: (table) => `${fromTo(table, 'a = 30 r = 1.2')} at a = 30, r = 1.2`,
                holds: (table) => CURVES.every(({ name }) => rises(column(table, name))),
            },
            {
                id: '5a-reward',
                paper: 'the utility of the buyer decreases with the reward r',
                ours: (table) =>
                    `at c = 0.5, a = 30: ${namesOf(30)
                        .map((name) => short(column(table, name)[4] ?? 0))
                        .join(', ')}`,
                holds: (table) => SCALES.every((a) => isOrdered(namesOf(a).map((name) => column(table, name)))),
            },
        ],
        assumptions: [...ASSUMPTIONS, "The panel's a is not stated; both are drawn."],
    };
}

/** Whether each list is nowhere above the one before. */
function isOrdered(lists: readonly (readonly number[])[]): boolean {
    return lists.every((list, at) => at === 0 || nowhereBelow(lists[at - 1] ?? list, list));
}

function figure5b(): Figure {
    const claim = (a: number, why?: string): Claim => ({
        id: `5b-cost-${String(a)}`,
        paper: `the total utility of the vehicles increases with the cost c (tested with a = ${String(a)})`,
        ours: (table) =>
            namesOf(a)
                .map((name) => `${name}: ${fromTo(table, name)}`)
                .join('; '),
        holds: (table) => namesOf(a).every((name) => rises(column(table, name))),
        ...(why !== undefined && { why }),
    });
    return {
        id: '5b',
        title: 'total utility of the vehicles',
        caption: EXACT,
        table: utilityTable(({ sellers }) => sellers),
        plot: utilityPlot('total utility of the vehicles, coins'),
        claims: [
            claim(30),
            claim(
                35,
                'At r = 1.1 it drops from c = 0.8 to 0.9: vehicles that sell all cannot sell more, and are paid less.',
            ),
        ],
        assumptions: [...ASSUMPTIONS, "The panel's a is not stated; both are drawn."],
    };
}

const amountName = (r: number, c: number): string => `r = ${String(r)} c = ${String(c)}`;

function amountTable(): Table {
    const settings = REWARDS.flatMap((r) => COSTS.map((c) => ({ r, c })));
    const amounts = settings.map(({ r, c }) => play({ a: 30, r, c, gamma: 1 }).amounts);
    return {
        columns: ['own demand', ...settings.map(({ r, c }) => amountName(r, c))],
        rows: DEMANDS.map((demand, vehicle) => [demand, ...amounts.map((list) => list[vehicle] ?? 0)]),
    };
}

function figure5c(): Figure {
    const amounts = (table: Table, r: number, c: number): number[] => column(table, amountName(r, c));
    const every = (holds: (r: number, c: number) => boolean): boolean =>
        REWARDS.every((r) => COSTS.every((c) => holds(r, c)));
    const middle = (table: Table, r: number, c: number): string => short(amounts(table, r, c)[3] ?? 0);
    const shown = REWARDS.flatMap((r) => [0.1, 0.9].map((c) => ({ column: amountName(r, c) })));
    return {
        id: '5c',
        title: 'amount that each vehicle sells',
        caption: `Amount by the vehicle's own demand; the CSV has every cost from 0.1 to 0.9. ${EXACT}`,
        table: amountTable(),
        plot: { xLabel: 'own demand rho', yLabel: 'amount sold', yMin: 0, series: shown },
        claims: [
            {
                id: '5c-reward',
                paper: 'with fixed cost a larger reward r means smaller amounts',
                ours: (table) => `vehicle 4 at c = 0.5: ${REWARDS.map((r) => middle(table, r, 0.5)).join(', ')}`,
                holds: (table) => COSTS.every((c) => isOrdered(REWARDS.map((r) => amounts(table, r, c)))),
            },
            {
                id: '5c-cost',
                paper: 'with fixed reward a larger cost c means larger amounts',
                ours: (table) =>
                    `vehicle 4 at r = 1.2: ${[0.1, 0.5, 0.9].map((c) => middle(table, 1.2, c)).join(', ')}`,
                holds: (table) => REWARDS.every((r) => isOrdered(COSTS.map((c) => amounts(table, r, c)).reverse())),
            },
            {
                id: '5c-demand',
                paper: 'vehicles with higher own demand sell less',
                ours: (table) => `${fromTo(table, amountName(1.2, 0.5))} at r = 1.2, c = 0.5`,
                holds: (table) => every((r, c) => neverFalls(amounts(table, r, c).map((amount) => -amount))),
            },
        ],
        assumptions: [
            ...ASSUMPTIONS,
            "The panel's a is not stated; it is 30. Many vehicles sell nothing at r = 1.3 and small c.",
        ],
    };
}

const BUYER = SCALES.map((a) => `buyer a = ${String(a)}`);
const SELLERS = SCALES.map((a) => `vehicles a = ${String(a)}`);
const SOLD = SCALES.map((a) => `sold a = ${String(a)}`);

function weightTable(): Table {
    const rows = WEIGHTS.map((gamma) => {
        const outcomes = SCALES.map((a) => play({ a, r: 1.2, c: 0.5, gamma }));
        return [
            gamma,
            ...outcomes.map(({ buyer }) => buyer),
            ...outcomes.map(({ sellers }) => sellers),
            ...outcomes.map(({ amounts }) => amounts.reduce((sum, amount) => sum + amount, 0)),
        ];
    });
    return { columns: ['gamma', ...BUYER, ...SELLERS, ...SOLD], rows };
}

function peak(table: Table, name: string): number {
    const values = column(table, name);
    return column(table, 'gamma')[values.indexOf(Math.max(...values))] ?? 0;
}

function figure5d(): Figure {
    const all = (names: readonly string[], follows: (values: number[]) => boolean) => (table: Table) =>
        names.every((name) => follows(column(table, name)));
    const ordered = (table: Table, names: readonly string[]): boolean =>
        isOrdered([...names].reverse().map((name) => column(table, name)));
    return {
        id: '5d',
        title: 'impact of a and gamma',
        caption: `r = 1.2, c = 0.5. ${EXACT}`,
        table: weightTable(),
        plot: {
            xLabel: 'weight of own satisfaction gamma',
            yLabel: 'utility, coins',
            yMin: 0,
            series: [...BUYER, ...SELLERS].map((name) => ({ column: name })),
        },
        claims: [
            {
                id: '5d-scale',
                paper: 'a larger a improves the utilities of both sides',
                ours: (table) =>
                    `at gamma = 1: ${[...BUYER, ...SELLERS].map((name) => `${name}: ${short(column(table, name)[9] ?? 0)}`).join(', ')}`,
                holds: (table) => ordered(table, BUYER) && ordered(table, SELLERS),
            },
            {
                id: '5d-amount',
                paper: 'a larger gamma means less computing sold',
                ours: (table) => `${fromTo(table, 'sold a = 30')} at a = 30`,
                holds: all(SOLD, falls),
            },
            {
                id: '5d-gamma-buyer',
                paper: 'a larger gamma lowers the utility of the buyer',
                ours: (table) => `${fromTo(table, 'buyer a = 30')} at a = 30`,
                holds: all(BUYER, falls),
            },
            {
                id: '5d-gamma-vehicles',
                paper: 'a larger gamma lowers the utility of the vehicles',
                ours: (table) =>
                    SELLERS.map((name) => `${name}: highest at gamma = ${String(peak(table, name))}`).join('; '),
                holds: all(SELLERS, falls),
                why:
                    'False for small gamma: what a vehicle gains is b (A - r) h(s) of its share s = f/b, and h is highest at s = 0.715; ' +
                    'a vehicle that keeps nothing for itself is cheap.',
            },
        ],
        assumptions: [ASSUMPTIONS[0] ?? '', 'Reward and cost of the panel are not stated; they are 1.2 and 0.5.'],
    };
}

/** Figure 5 of the computing paper: how the equilibrium answers to its parameters. */
export function figure5(): Figure[] {
    return [figure5a(), figure5b(), figure5c(), figure5d()];
}
