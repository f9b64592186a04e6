import fc from 'fast-check';
import { withCode } from '../../test/with-code';
import { fromDecimalUnits, toDecimalUnits } from './decimal';
import { solveDecimalAuction } from './solve-decimal';

describe('quantities with decimal fractions', () => {
    it('come back unchanged, whatever their size', () => {
        fc.assert(
            fc.property(
                fc.array(fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true }), { maxLength: 6 }),
                (values) => {
                    const { units, places } = toDecimalUnits(values);
                    expect(units.map((unit) => fromDecimalUnits(unit, places))).toEqual(values);
                },
            ),
            { numRuns: 50, seed: 3 },
        );
    });

    it('are subtracted as decimals: 0.3 less 0.1 leaves 0.2', () => {
        const result = solveDecimalAuction({
            buys: [{ id: 'b', limit: 0.31, quantity: 0.3, time: 0.5 }],
            sells: [
                { id: 's1', limit: 0.1, quantity: 0.1, time: 0.5 },
                { id: 's2', limit: 0.12, quantity: 7, time: 0.25 },
            ],
            quote: 0.2,
        });
        expect(result).toEqual({
            price: 0.2,
            volume: 0.3,
            matches: [
                { buy: 'b', sell: 's1', quantity: 0.1 },
                { buy: 'b', sell: 's2', quantity: 0.2 },
            ],
        });
    });

    it('give the same as whole quantities of a smaller unit', () => {
        const whole = {
            buys: [
                { id: 'b1', limit: 9, quantity: 25, time: 2 },
                { id: 'b2', limit: 9, quantity: 50, time: 1 },
            ],
            sells: [{ id: 's', limit: 3, quantity: 60, time: 1 }],
            quote: 99,
        };
        const scale = (orders: typeof whole.buys): typeof whole.buys =>
            orders.map((one) => ({ ...one, quantity: one.quantity / 100 }));
        const small = solveDecimalAuction({ ...whole, buys: scale(whole.buys), sells: scale(whole.sells) });
        const large = solveDecimalAuction(whole);
        expect(small).toEqual({
            price: large.price,
            volume: large.volume / 100,
            matches: large.matches.map((match) => ({ ...match, quantity: match.quantity / 100 })),
        });
    });

    it('refuse two orders that nothing tells apart', () => {
        const one = { id: 'b', limit: 1, quantity: 0.5, time: 1 };
        expect(() => solveDecimalAuction({ buys: [one, one], sells: [], quote: 1 })).toThrow(
            withCode('AUCTION_DUPLICATE_ORDER'),
        );
    });
});
