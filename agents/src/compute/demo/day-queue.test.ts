import fc from 'fast-check';
import { arrivingWork, businessShare, DAY_HOURS, districtOf } from './day-profile';
import { DayQueue } from './day-queue';

describe('the queue of a day', () => {
    it('does not grow below its capacity', () => {
        const hour = new DayQueue().run(3, 4, 0);
        expect(hour.backlog).toBe(0);
        expect(hour.waitMinutes).toBe(0);
        expect(hour.byNode).toBeCloseTo(3, 9);
    });

    it('grows by what is too much, and makes what comes later wait longer', () => {
        const queue = new DayQueue();
        const [first, second] = [queue.run(6, 4, 0), queue.run(6, 4, 0)];
        expect([first.backlog, second.backlog].map((work) => Math.round(work * 1e9) / 1e9)).toEqual([2, 4]);
        expect(first.waitMaxMinutes).toBeCloseTo(29.5, 9);
        expect(second.waitMinutes).toBeGreaterThan(first.waitMaxMinutes);
    });

    it('loses no work, and hired machines never make anybody wait longer', () => {
        const work = fc.double({ min: 0, max: 20, noNaN: true });
        fc.assert(
            fc.property(fc.array(work, { minLength: 1, maxLength: 24 }), work, (arrivals, hired) => {
                const [alone, helped] = [new DayQueue(), new DayQueue()];
                let done = 0;
                for (const arrived of arrivals) {
                    const [without, withHelp] = [alone.run(arrived, 4, 0), helped.run(arrived, 4, hired)];
                    expect(withHelp.waitMinutes).toBeLessThanOrEqual(without.waitMinutes + 1e-9);
                    done += withHelp.byNode + withHelp.byHired;
                }
                const arrived = arrivals.reduce((all, one) => all + one, 0);
                expect(done + helped.backlog).toBeCloseTo(arrived, 6);
            }),
            { numRuns: 200, seed: 8 },
        );
    });
});

describe('the districts', () => {
    it('fill and empty with the working day', () => {
        expect(businessShare(3)).toBeLessThan(0.1);
        expect(businessShare(12)).toBeGreaterThan(0.8);
        expect(businessShare(21)).toBeLessThan(0.1);
        expect([districtOf(0.5, 3), districtOf(0.5, 12), districtOf(0.5, 21)]).toEqual(['home', 'business', 'home']);
    });

    it('are each above a node of four machines at some time, and below it at another', () => {
        for (const district of ['business', 'home'] as const) {
            const work = Array.from({ length: DAY_HOURS }, (_, hour) => arrivingWork(district, hour));
            expect([Math.max(...work) > 4, Math.min(...work) < 4]).toEqual([true, true]);
        }
    });
});
