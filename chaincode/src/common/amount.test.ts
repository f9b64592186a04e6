import fc from 'fast-check';
import { AMOUNT_MAX, costMicro, floorDiv, max, min, parseAmount, parsePositive, sum } from './amount';

describe('amounts', () => {
    it.each(['', '-1', '+1', '01', '1.0', '1e3', ' 1', '1\n', '0x1', '１', '1'.repeat(26), String(AMOUNT_MAX + 1n)])(
        'refuses %j',
        (text) => {
            expect(() => parseAmount(text)).toThrow(/^AMOUNT_INVALID /);
        },
    );

    it('refuses zero where something must be paid', () => {
        expect(() => parsePositive('0')).toThrow(/^AMOUNT_INVALID /);
        expect(parsePositive('1')).toBe(1n);
    });

    it('reads every canonical text up to the largest amount', () => {
        expect(parseAmount(String(AMOUNT_MAX))).toBe(AMOUNT_MAX);
        fc.assert(
            fc.property(fc.bigInt(0n, AMOUNT_MAX), (amount) => {
                expect(parseAmount(String(amount))).toBe(amount);
            }),
            { numRuns: 50, seed: 1 },
        );
    });

    it('costs the price per kWh, rounded half up to a micro-coin', () => {
        expect(costMicro(300_000n, 1000n)).toBe(300_000n);
        expect([costMicro(1n, 499n), costMicro(1n, 500n), costMicro(1n, 1499n)]).toEqual([0n, 1n, 1n]);
        expect(costMicro(0n, 10n ** 24n)).toBe(0n);
    });

    it('adds, compares and divides downwards', () => {
        expect(sum([])).toBe(0n);
        expect(sum([1n, -3n, 5n])).toBe(3n);
        expect([min(1n, 2n), max(1n, 2n), min(-1n, -2n)]).toEqual([1n, 2n, -2n]);
        expect([floorDiv(7n, 2n), floorDiv(-7n, 2n), floorDiv(-8n, 2n), floorDiv(0n, 2n)]).toEqual([3n, -4n, -4n, 0n]);
    });
});
