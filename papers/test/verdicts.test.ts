import { judge, type Figure } from '../src/report/figure';
import type { Table } from '../src/report/table';
import { STUDIES } from '../src/studies';
import { committedTable } from './support/committed';
import { turns } from './support/turns';

/** Every claim of every figure, judged on the committed numbers. One run is enough for what the claims are. */
const cases = STUDIES.flatMap((study) =>
    study.figures({ seed: 1, runs: 1 }).flatMap((figure) => {
        const table = committedTable(study.name, figure.id);
        return judge(figure.claims, table).map((verdict) => ({
            name: `${study.name} ${verdict.claim.id}`,
            study: study.name,
            figure,
            table,
            verdict,
        }));
    }),
);

function verdictOn(figure: Figure, id: string, table: Table): boolean {
    return judge(figure.claims, table).find(({ claim }) => claim.id === id)!.holds;
}

describe('a verdict', () => {
    it.each(cases)('turns when the table says otherwise: $name', ({ study, figure, table, verdict }) => {
        const turn = turns[study]?.[verdict.claim.id];
        if (turn === undefined) throw new Error(`no table turns ${study} ${verdict.claim.id}: add it to turns.ts`);
        expect(verdictOn(figure, verdict.claim.id, turn(table))).toBe(!verdict.holds);
    });

    it('is what the committed pages say', () => {
        const against = cases.filter(({ verdict }) => !verdict.holds).map(({ name }) => name);
        expect(against).toEqual([
            'energy 5b-faster',
            'energy 7b-aas',
            'energy 8-bank',
            'energy 9-misreport-d',
            'energy 9-misreport-lambda',
            'energy 9-misreport-theta-Qmin',
            'computing 5b-cost-35',
            'computing 5d-gamma-vehicles',
            'computing 6-price-many',
            'computing 6-cause',
        ]);
    });

    it('says something about every claim, and no claim is there twice', () => {
        for (const { verdict } of cases) expect(verdict.ours).toMatch(/\d/);
        expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    });
});
