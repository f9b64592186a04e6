import fc from 'fast-check';
import { unlinkable } from './registration-service';

describe('grouping wallets for registration', () => {
    it('puts every wallet into one transaction of at most seven, never two of one participant', () => {
        const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 });
        fc.assert(
            fc.property(sizes, (omegas) => {
                const participants = omegas.map((omega, owner) =>
                    Array.from({ length: omega }, (_, place) => ({ owner, place })),
                );
                const groups = unlinkable(participants);
                expect(new Set(groups.flat())).toEqual(new Set(participants.flat()));
                expect(groups.flat()).toHaveLength(participants.flat().length);
                for (const group of groups) {
                    expect(group.length).toBeLessThanOrEqual(7);
                    expect(new Set(group.map(({ owner }) => owner)).size).toBe(group.length);
                }
            }),
            { numRuns: 50, seed: 3 },
        );
    });
});
