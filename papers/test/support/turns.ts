import { column, type Table } from '../../src/report/table';

type Turn = (table: Table) => Table;

/** The table with other values in a column. */
function set(name: string, value: (before: number, row: number) => number): Turn {
    return (table) => {
        const at = table.columns.indexOf(name);
        const values = column(table, name);
        const rows = table.rows.map((row, index) =>
            row.map((cell, place) => (place === at ? value(values[index]!, index) : cell)),
        );
        return { ...table, rows };
    };
}

/** One value of a column, multiplied. */
const scaleAt = (name: string, row: number, factor: number): Turn =>
    set(name, (value, at) => (at === row ? factor * value : value));

/** A column with its first and last value exchanged: a curve in the other direction. */
const flip =
    (name: string): Turn =>
    (table) => {
        const values = column(table, name);
        return set(name, (_, row) => values[values.length - 1 - row]!)(table);
    };

const chain =
    (...all: Turn[]): Turn =>
    (table) =>
        all.reduce((result, turn) => turn(result), table);

/** A column that takes its values from another. */
const copy =
    (to: string, from: string, factor = 1, shift = 0): Turn =>
    (table) => {
        const values = column(table, from);
        return set(to, (_, row) => factor * values[row]! + shift)(table);
    };

const speed = (id: string, isFaster: boolean): Record<string, Turn> => ({
    [`${id}-limit`]: scaleAt('traditional', 4, 2),
    [`${id}-order`]: copy('energy chain', 'traditional', 0.9),
    [`${id}-faster`]: isFaster ? copy('with loans', 'energy chain') : scaleAt('energy chain', 4, 0.5),
});

const BANKS = 5;
const CURVES_35 = ['a = 35 r = 1.1'];

/**
 * For each claim a table that turns its verdict: one that breaks the claim where it holds, one that fulfils it where it
 * does not.
 */
export const turns: Readonly<Record<string, Readonly<Record<string, Turn>>>> = {
    energy: {
        '5a-longer': scaleAt('energy chain', 0, 5),
        '5a-rises': flip('traditional'),
        ...speed('5b', false),
        ...speed('5b-lost', true),
        '5b-lost-exact': scaleAt('traditional', 2, 1.1),
        ...speed('5b-waiting', true),
        '6-loans': scaleAt('loans', 10, 2),
        '6-grades': (table) => ({ ...table, rows: table.rows.slice(1) }),
        '6-totals': set('loans', (count, row) => (row === 3 ? count + 1 : count)),
        '7a-best': scaleAt('AAS', 2, 3),
        '7a-aas': scaleAt('AAS', BANKS, 1.2),
        '7a-ras': scaleAt('RAS', BANKS, 1.2),
        '7b-best': scaleAt('RAS', 0, 2),
        '7b-ras': scaleAt('RAS', BANKS, 0.9),
        '7b-aas': scaleAt('AAS', BANKS, 1.057 / 1.241),
        '7-spread-bank-aas': set('banks over AAS', () => 1.5),
        '7-spread-bank-ras': set('banks over RAS', () => 4),
        '7-spread-five-aas': set('five borrowers over AAS', () => 1),
        '7-spread-five-ras': set('five borrowers over RAS', () => 1.2),
        '7-kappa-best': set('over AAS', (ratio, row) => (row === 9 ? 0.99 : ratio)),
        '8-loan': scaleAt('loan', 18, 1.3),
        '8-bank': copy('bank benefit', 'bank optimum', 0.95),
        '8-monotone': scaleAt('bank benefit', 30, 0.9),
        '8-spread-bank': set('bank', () => 40),
        '8-spread-borrower': set('borrower', () => 5),
        '9a-mean': flip('c = 0.15'),
        '9a-each': set('contradicting', (count, row) => (row === 7 ? 1 : count)),
        '9b-mean': scaleAt('t = 5', 12, 0.5),
        '9b-each': set('contradicting', (count, row) => (row === 19 ? 1 : count)),
        '9-misreport-d': set('borrower: d', (ratio) => Math.min(1, ratio)),
        '9-misreport-lambda': set('borrower: lambda', (ratio) => Math.min(1, ratio)),
        '9-misreport-theta-Qmin': set('borrower: theta - Qmin', (ratio) => Math.min(1, ratio)),
    },
    computing: {
        '5a-cost': flip('a = 35 r = 1.3'),
        '5a-reward': scaleAt('a = 30 r = 1.3', 4, 3),
        '5b-cost-30': scaleAt('a = 30 r = 1.2', 8, 0.5),
        '5b-cost-35': chain(...CURVES_35.map((name) => scaleAt(name, 8, 2))),
        '5c-reward': scaleAt('r = 1.2 c = 0.5', 3, 2),
        '5c-cost': scaleAt('r = 1.2 c = 0.5', 3, 0.5),
        '5c-demand': scaleAt('r = 1.1 c = 0.9', 7, 3),
        '5d-scale': copy('vehicles a = 35', 'vehicles a = 30', 0.9),
        '5d-amount': flip('sold a = 30'),
        '5d-gamma-buyer': scaleAt('buyer a = 35', 10, 3),
        '5d-gamma-vehicles': chain(copy('vehicles a = 30', 'buyer a = 30'), copy('vehicles a = 35', 'buyer a = 35')),
        '6-best': set('below a scheme', (count, row) => (row === 5 ? 1 : count)),
        '6-nearer': set('UPS 2.0 nearer than RPS', (share, row) => (row === 2 ? 0.8 : share)),
        '6-price-few': set('UPS 2.5', (value, row) => (row === 2 ? 5 : value)),
        '6-price-many': copy('UPS 2.5', 'UPS 2.0', 1, -1),
        '6-cause': set('saturated at 2.5', () => 0.6),
        '6-grows': set('lower than with fewer', (count, row) => (row === 4 ? 1 : count)),
        '7-best': scaleAt('UAS 0.4', 10, 3),
        '7-grows': flip('equilibrium'),
    },
};
