import { column, valueAt, type Table } from '../src/report/table';
import { committedTable } from './support/committed';

describe('figures of the energy paper', () => {
    const table = (id: string): Table => committedTable('energy', id);

    it('have the confirmation times 4 F T', () => {
        expect(column(table('5a'), 'traditional')).toEqual([240, 480, 720, 960, 1200]);
        expect(column(table('5a'), 'energy chain')).toEqual([40, 80, 120, 160, 200]);
    });

    it.each([
        ['5b-lost', 'traditional', 0.719],
        ['5b-lost', 'energy chain', 2.639],
        ['5b-waiting', 'traditional', 0.748],
        ['5b-waiting', 'energy chain', 4.405],
        ['5b-waiting', 'with loans', 5],
    ])('%s: %s finishes %d trades an hour at F = 5', (id, name, wanted) => {
        expect(Math.abs(valueAt(table(id), name, 5) / wanted - 1)).toBeLessThan(0.01);
    });

    it('have the mean grade factor .686859', () => {
        const factors = column(table('6'), 'grade factor');
        const mean = column(table('6'), 'probability').reduce((sum, share, at) => sum + share * factors[at]!, 0);
        expect(mean).toBeCloseTo(0.686859, 6);
    });

    it.each([
        [1, 2.31],
        [2, 1.45],
    ])('give the banks their ratio to AAS at kappa = %d', (kappa, wanted) => {
        expect(Math.abs(valueAt(table('7-kappa'), 'over AAS', kappa) / wanted - 1)).toBeLessThan(0.05);
    });

    it('leave 17 % of the borrowers without a loan at the calibration', () => {
        expect(valueAt(table('7-kappa'), 'share without loan', 1.659)).toBeCloseTo(0.17, 1.5);
    });
});

describe('figures of the computing paper', () => {
    const table = (id: string): Table => committedTable('computing', id);

    it('have the anchors of figure 5', () => {
        expect(valueAt(table('5a'), 'a = 30 r = 1.2', 0.5)).toBeCloseTo(0.8935, 4);
        expect(valueAt(table('5b'), 'a = 30 r = 1.2', 0.5)).toBeCloseTo(0.2043, 4);
        expect(valueAt(table('5b'), 'a = 35 r = 1.1', 0.8)).toBeCloseTo(0.7625, 4);
        expect(valueAt(table('5b'), 'a = 35 r = 1.1', 0.9)).toBeCloseTo(0.7266, 4);
        const amounts = column(table('5c'), 'r = 1.2 c = 0.5');
        expect([amounts[0], amounts[7]].map((amount) => amount!.toFixed(4))).toEqual(['0.5656', '0.1395']);
        expect(column(table('5c'), 'r = 1.3 c = 0.1').filter((amount) => amount === 0)).toHaveLength(3);
    });

    it.each([
        ['6', 'equilibrium', [0.67, 5.08, 18.2, 97.3]],
        ['6', 'UPS 2.0', [0.21, 3.88, 13.3, 65.1]],
        ['6', 'UPS 2.5', [-1.82, 1.98, 14.4, 87.1]],
        ['7', 'equilibrium', [0.154, 0.834, 2.1, 6.03]],
        ['7', 'RAS', [-0.96, -1.24, -0.8, 1.52]],
        ['7', 'UAS 0.4', [-0.2, 0.17, 1.12, 4.12]],
        ['7', 'UAS 0.7', [-1.22, -1.47, -0.69, 2.78]],
    ])('figure %s, %s, has its means with 8, 16, 24 and 40 vehicles', (id, name, wanted) => {
        wanted.forEach((value, at) => {
            const ours = valueAt(table(id), name, [8, 16, 24, 40][at]!);
            expect(Math.abs(ours - value)).toBeLessThan(0.12 + 0.05 * Math.abs(value));
        });
    });
});
