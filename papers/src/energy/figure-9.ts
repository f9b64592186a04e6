import type { LoanProblem } from '@edgebourse/optimization/loan-pricing/problem';
import { solveLoan } from '@edgebourse/optimization/loan-pricing/solve';
import type { Claim, Figure, StudyOptions } from '../report/figure';
import { falls, rises, short } from '../report/judge';
import { column, type Table } from '../report/table';
import { seededDraws } from '../random';
import { CALIBRATED, drawBorrower } from './borrowers';

const GRID = Array.from({ length: 20 }, (_, at) => (at + 1) / 20);
/** Borrowers of a run, as in figure 7. */
const BORROWERS = 100;
const COSTS = [0.1, 0.15, 0.2];
const DURATIONS = [1, 5, 10];

function borrowers({ seed, runs }: StudyOptions): LoanProblem[] {
    const draws = seededDraws(seed);
    const count = BORROWERS * Math.max(1, Math.ceil(runs / 50));
    return Array.from({ length: count }, () => drawBorrower(draws, CALIBRATED));
}

interface Sweep {
    readonly first: string;
    readonly names: readonly string[];
    /** The drawn borrower with the swept value x, for the curve of this index. */
    readonly change: (problem: LoanProblem, x: number, curve: number) => LoanProblem;
    readonly benefit: (problem: LoanProblem) => number;
    /** Whether the step from one x to the next contradicts the claim for a single borrower. */
    readonly contradicts: (before: number, after: number) => boolean;
}

/** Means over borrowers, and how many borrowers contradict the claim at this step or any curve. */
function sweepTable(problems: readonly LoanProblem[], { first, names, change, benefit, contradicts }: Sweep): Table {
    const values = GRID.map((x) =>
        names.map((_, curve) => problems.map((problem) => benefit(change(problem, x, curve)))),
    );
    const rows = values.map((curves, at) => {
        const means = curves.map((all) => all.reduce((sum, value) => sum + value, 0) / all.length);
        const against = curves.map((all, curve) => {
            const before = values[at - 1]?.[curve] ?? all;
            return all.filter((value, index) => at > 0 && contradicts(before[index] ?? value, value)).length;
        });
        return [GRID[at] ?? 0, ...means, against.reduce((sum, count) => sum + count, 0)];
    });
    return { columns: [first, ...names, 'contradicting'], rows };
}

function claims(
    id: string,
    paper: string,
    word: string,
    names: readonly string[],
    follows: (values: number[]) => boolean,
    why: string,
): Claim[] {
    return [
        {
            id: `${id}-mean`,
            paper,
            ours: (table) =>
                names
                    .map(
                        (name) =>
                            `${name}: ${[0, -1].map((at) => short(column(table, name).at(at) ?? 0)).join(' to ')}`,
                    )
                    .join('; '),
            holds: (table) => names.every((name) => follows(column(table, name))),
            why,
        },
        {
            id: `${id}-each`,
            paper: `(not in the paper) it ${word} for each single borrower`,
            ours: (table) =>
                `${String(column(table, 'contradicting').reduce((sum, count) => sum + count, 0))} steps of single borrowers contradict`,
            holds: (table) => column(table, 'contradicting').every((count) => count === 0),
        },
    ];
}

const TOLERANCE = 1e-9;
const isAbove = (left: number, right: number): boolean => left > right + TOLERANCE * Math.abs(right);

function assumptions(count: number): string[] {
    return [
        'The paper states no parameters for this figure. Borrowers are those of figure 7 ' +
            `(${String(count)} of them); the swept value replaces the drawn one.`,
    ];
}

function figure9a(problems: readonly LoanProblem[], caption: string): Figure {
    const names = COSTS.map((cost) => `c = ${String(cost)}`);
    const table = sweepTable(problems, {
        first: 'gamma',
        names,
        change: (problem, gamma, curve) => ({ ...problem, gamma, c: COSTS[curve] ?? problem.c }),
        benefit: (problem) => solveLoan(problem).bankUtility ?? 0,
        contradicts: (before, after) => isAbove(after, before),
    });
    return {
        id: '9a',
        title: 'benefit of the bank by the grade factor',
        caption: `Mean benefit from one borrower. ${caption}`,
        table,
        plot: {
            xLabel: 'grade factor gamma',
            yLabel: 'coins',
            yMin: 0,
            series: names.map((name) => ({ column: name })),
        },
        claims: claims(
            '9a',
            'the benefit of the bank decreases as gamma increases',
            'falls',
            names,
            falls,
            "It is provable: v* = (-k G/eta)(sqrt(alphaChoke) - sqrt(alphaBreakEven))^2 falls in gamma. The cause is the model's: a reliable " +
                'borrower pays no penalty.',
        ),
        assumptions: [...assumptions(problems.length), 'One curve for each cost c.'],
    };
}

function figure9b(problems: readonly LoanProblem[], caption: string): Figure {
    const names = DURATIONS.map((months) => `t = ${String(months)}`);
    const table = sweepTable(problems, {
        first: 'lambda',
        names,
        change: (problem, lambda, curve) => ({ ...problem, lambda, t: DURATIONS[curve] ?? problem.t }),
        benefit: (problem) => solveLoan(problem).borrowerUtility ?? 0,
        contradicts: (before, after) => isAbove(before, after),
    });
    return {
        id: '9b',
        title: 'benefit of borrowers by their ability to repay',
        caption: `Mean benefit of a borrower. ${caption}`,
        table,
        plot: {
            xLabel: 'ability to repay lambda',
            yLabel: 'coins',
            yMin: 0,
            series: names.map((name) => ({ column: name })),
        },
        claims: claims(
            '9b',
            'the benefit of borrowers increases with lambda',
            'rises',
            names,
            rises,
            'It is provable wherever theta - Qmin is at least e^(eta/2), 5.8 energy units.',
        ),
        assumptions: [...assumptions(problems.length), 'One curve for each duration t, in months.'],
    };
}

/** Figure 9 of the energy paper: what grade factor and ability to repay do. */
export function figure9(options: StudyOptions): Figure[] {
    const problems = borrowers(options);
    const caption = `${String(problems.length)} borrowers, seed ${String(options.seed)}.`;
    return [figure9a(problems, caption), figure9b(problems, caption)];
}
