import fc from 'fast-check';
import { earnedMicro, fuelOf, paymentMicro, relayCostMicro } from './terms';

const E12 = 10n ** 12n;

test('a whole machine at two coins an hour costs two coins an hour', () => {
    expect(paymentMicro({ price: 2n * E12, amount: E12, ms: 3_600_000n })).toBe(2_000_000n);
    expect(paymentMicro({ price: 2n * E12, amount: E12 / 2n, ms: 1_800_000n })).toBe(500_000n);
});

test('a payment is rounded down, a relayed half micro-coin up', () => {
    expect(paymentMicro({ price: E12, amount: 1n, ms: 3_600_000n })).toBe(0n);
    expect(relayCostMicro(500n, 1000n)).toBe(1n);
    expect(relayCostMicro(499n, 1000n)).toBe(0n);
    expect(relayCostMicro(4_000_000n, 1000n)).toBe(4000n);
});

test('half a machine of ten million fuel a second has five million for a second', () => {
    expect(fuelOf(E12 / 2n, 10_000_000n, 1000n)).toBe(5_000_000n);
});

test('all pieces right earn all, none nothing, and never more than the payment', () => {
    const part = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.nat(50), fc.nat(50));
    fc.assert(
        fc.property(part, ([payment, right, wrong]) => {
            const pieces = right + wrong;
            fc.pre(pieces > 0);
            const earned = earnedMicro(payment, right, pieces);
            expect(earned >= 0n && earned <= payment).toBe(true);
            if (wrong === 0) expect(earned).toBe(payment);
            if (right === 0) expect(earned).toBe(0n);
        }),
        { numRuns: 1000, seed: 8 },
    );
});
