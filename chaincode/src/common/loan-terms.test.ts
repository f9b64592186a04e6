import { E12, gradeFactorE12, MONTH_MS, monthsE12, repaymentE12 } from './loan-terms';

describe('the terms of a loan', () => {
    it('count months of 30 days', () => {
        expect(monthsE12(MONTH_MS)).toBe(E12);
        expect(monthsE12(3_600_000n)).toBe(1_388_888_888n);
    });

    it('take the share of loans kept as the probability of repaying, and none from no record', () => {
        expect(repaymentE12(2n, 1n)).toBe(666_666_666_666n);
        expect(repaymentE12(5n, 0n)).toBe(E12);
        expect(repaymentE12(0n, 3n)).toBe(0n);
        expect(repaymentE12(0n, 0n)).toBeUndefined();
    });

    it('grade from 1 for A1 to 1/35 for G5, in equal steps', () => {
        const grades = 'ABCDEFG'
            .split('')
            .flatMap((letter) => [1, 2, 3, 4, 5].map((step) => `${letter}${String(step)}`));
        const factors = grades.map((grade) => gradeFactorE12(grade));
        expect(factors).toEqual(grades.map((_, index) => ((35n - BigInt(index)) * E12) / 35n));
        expect([factors[0], factors[34]]).toEqual([E12, E12 / 35n]);
    });

    it.each(['H1', 'A0', 'A6', 'a1', 'A11', ''])('know no grade %j', (grade) => {
        expect(gradeFactorE12(grade)).toBeUndefined();
    });
});
