import fc from 'fast-check';
import { z } from 'zod';
import { auction } from '../market-clearing/command';
import { averagePriceProblem, meterPriceProblem } from '../market-quote/commands';
import { loanProblem } from '../loan-pricing/command';
import { numberCheck } from './number-check';

const value = fc.oneof(
    fc.double(),
    fc.constantFrom(0, -0, 1, 10, 10.000001, 1.0000001, -1, 5e-324, 1e308),
    fc.constantFrom(null, true, '1', [], {}),
);

describe('the quick check of flat lines', () => {
    it.each([loanProblem, meterPriceProblem])('decides as the schema of $name does', ({ input }) => {
        const check = numberCheck(input);
        const names = Object.keys(input.shape);
        const fitting = fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(1, 0.5, 2, 9.5)])));
        const lines = fc
            .tuple(
                fitting,
                fc.constantFrom(...names, 'other', '__proto__'),
                value,
                fc.subarray(names, { maxLength: 1 }),
            )
            .map(([line, name, odd, missing]) => {
                const entries = Object.entries({ ...line }).filter(([key]) => !missing.includes(key));
                // As a parsed line has it: __proto__ is a member like any other.
                return JSON.parse(JSON.stringify(Object.fromEntries([...entries, [name, odd]]))) as unknown;
            });
        let accepted = 0;
        fc.assert(
            fc.property(lines, (line) => {
                const { success, data } = input.safeParse(line);
                expect(check(line)).toBe(success);
                if (success) expect(data).toEqual(line);
                accepted += success ? 1 : 0;
            }),
            { numRuns: 3000 },
        );
        expect(accepted).toBeGreaterThan(50);
    });

    it.each([null, undefined, 5, 'x', true, [], [1]])('refuses %j', (line) => {
        expect(numberCheck(loanProblem.input)(line)).toBe(false);
    });

    it('is not offered for schemas that hold more than bounded numbers', () => {
        const others = [
            auction.input,
            averagePriceProblem.input,
            z.object({ a: z.number() }),
            z.strictObject({ a: z.number().default(1) }),
            z.strictObject({ a: z.number().multipleOf(2) }),
            z.strictObject({ a: z.int() }),
            z.strictObject({ a: z.number().nullable() }),
        ];
        for (const schema of others) expect(() => numberCheck(schema)).toThrow('bounded numbers');
    });
});
