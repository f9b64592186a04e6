import type { Figure } from '../report/figure';
import { near, short } from '../report/judge';
import { column, type Table } from '../report/table';
import { GRADE_TOTALS, gradeFactor, SUB_GRADE_COUNTS, SUB_GRADES } from './grades';

function grades(): Table {
    const total = SUB_GRADE_COUNTS.reduce((sum, count) => sum + count, 0);
    const rows = SUB_GRADES.map((grade, at) => {
        const count = SUB_GRADE_COUNTS[at] ?? 0;
        return [grade, count, count / total, gradeFactor(at)];
    });
    return { columns: ['grade', 'loans', 'probability', 'grade factor'], rows };
}

const loans = (table: Table): number => column(table, 'loans').reduce((sum, count) => sum + count, 0);

function meanFactor(table: Table): number {
    const factors = column(table, 'grade factor');
    return column(table, 'probability').reduce((sum, share, at) => sum + share * (factors[at] ?? 0), 0);
}

function letterTotals(table: Table): number[] {
    const counts = column(table, 'loans');
    return GRADE_TOTALS.map((_, letter) =>
        counts.slice(5 * letter, 5 * letter + 5).reduce((sum, count) => sum + count, 0),
    );
}

/** Figure 6 of the energy paper: how likely each credit grade is. */
export function figure6(): Figure {
    return {
        id: '6',
        title: 'probability of the credit grades',
        caption: 'Share of each sub-grade among the loans that LendingClub issued from 2007 to 2015.',
        table: grades(),
        plot: {
            xLabel: 'credit grade',
            yLabel: 'probability',
            categories: true,
            series: [{ column: 'probability', kind: 'bar' }],
        },
        claims: [
            {
                id: '6-loans',
                paper: 'there are 890 thousand observations',
                ours: (table) => `${String(loans(table))} loans`,
                holds: (table) => near(loans(table), 890_000, 0.005),
            },
            {
                id: '6-grades',
                paper: 'there are 35 grades, A1 to G5, with factors r_n = 1 - (n-1)/35',
                ours: (table) => `${String(table.rows.length)} grades, mean factor ${short(meanFactor(table), 6)}`,
                holds: (table) =>
                    table.rows.length === 35 &&
                    column(table, 'grade factor').every((factor, at) => near(factor, 1 - at / 35, 1e-6)),
            },
            {
                id: '6-totals',
                paper: '(not in the paper) the counts add up to the known totals of the letters A to G',
                ours: (table) => letterTotals(table).join(', '),
                holds: (table) => letterTotals(table).every((total, at) => total === GRADE_TOTALS[at]),
            },
        ],
        assumptions: [
            'The totals of the seven letters are confirmed; how each is split into five sub-grades is recalled, not checked again. ' +
                'Splitting them evenly would change the mean factor from 0.686859 to 0.685942 and the ratios of figure 7 by about 1 %.',
        ],
    };
}
