import fc from 'fast-check';
import { falls, neverFalls, nowhereBelow, percent, quantile, rises } from './judge';
import { column, fromCsv, toCsv, valueAt } from './table';

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 20 });

describe('predicates of verdicts', () => {
    it('call sorted lists rising and their mirror falling', () => {
        fc.assert(
            fc.property(numbers, (values) => {
                const sorted = values.map((value, at) => Math.round(value) + at * 1e7);
                expect([rises(sorted), falls(sorted), falls([...sorted].reverse())]).toEqual([true, false, true]);
            }),
        );
    });

    it('see one step down in an otherwise rising list', () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 9 }), (place) => {
                const values = Array.from({ length: 11 }, (_, at) => (at === place ? at - 1.5 : at));
                expect(rises(values)).toBe(false);
            }),
        );
    });

    it('let a constant list neither rise nor fall', () => {
        expect([rises([2, 2]), falls([2, 2]), neverFalls([2, 2])]).toEqual([false, false, true]);
    });

    it('compare lists point by point, and miss no missing partner', () => {
        expect(nowhereBelow([1, 2], [1, 2])).toBe(true);
        expect(nowhereBelow([1, 2], [1, 2.1])).toBe(false);
        expect(nowhereBelow([1, 2], [1])).toBe(false);
    });

    it('take quantiles by rank, and of nothing zero', () => {
        expect([0, 0.5, 1].map((share) => quantile([3, 1, 2], share))).toEqual([1, 2, 3]);
        expect(quantile([], 0.5)).toBe(0);
    });

    it('print a ratio as a signed percentage', () => {
        expect([percent(1.648), percent(0.9)]).toEqual(['+64.8 %', '-10.0 %']);
    });
});

describe('a table', () => {
    it('reads back from CSV as it was written, to 7 digits', () => {
        fc.assert(
            fc.property(numbers, (values) => {
                const table = {
                    columns: ['name', 'value'],
                    rows: values.map((value, at) => [`p${String(at)}`, value]),
                };
                const read = fromCsv(toCsv(table));
                expect(read.columns).toEqual(table.columns);
                column(read, 'value').forEach((value, at) => {
                    expect(Math.abs(value - (values[at] ?? 0))).toBeLessThanOrEqual(1e-6 * Math.abs(value));
                });
            }),
        );
    });

    it('says which column or row it lacks, and which cell is no number', () => {
        const table = { columns: ['x', 'y'], rows: [['a', 1]] };
        expect(() => column(table, 'z')).toThrow('no column z among x, y');
        expect(() => column(table, 'x')).toThrow('which is not a number');
        expect(() => valueAt(table, 'y', 'b')).toThrow('no row b');
    });
});
