import { seededDraws } from '../random';
import { confirmedTrades, expectedWhenLost, longRunWhenLost, requestTimes } from './waiting';

const regular = (perHour: number): number[] => requestTimes(perHour, 'regular', seededDraws(1));

describe('trades of a pair', () => {
    it.each([1, 2, 3, 4, 5])('are min(F, 1) and min(F, 6) an hour for regular requests, F = %d', (perHour) => {
        for (const locked of ['waits', 'is lost'] as const) {
            expect(confirmedTrades(regular(perHour), 60, locked) / 4).toBe(1);
            expect(confirmedTrades(regular(perHour), 10, locked) / 4).toBe(perHour);
        }
    });

    it('never exceed what confirmation allows, however many are requested', () => {
        expect(confirmedTrades(regular(30), 10, 'waits') / 4).toBe(6);
    });

    it('have the exact means for Poisson requests that are lost while coins are locked', () => {
        expect(expectedWhenLost(5, 60)).toBeCloseTo(0.719, 3);
        expect(expectedWhenLost(5, 10)).toBeCloseTo(2.639, 3);
        expect(longRunWhenLost(5, 60)).toBeCloseTo(5 / 6, 12);
    });
});
