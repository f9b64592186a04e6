import { join } from 'node:path';
import { MobilityTrace, readTrace } from '../mobility/trace';
import { newStreetCast } from './street-cast';
import { TRACE_START_S } from './street-terms';

describe('the cast of the street', () => {
    let trace: MobilityTrace;

    beforeAll(async () => {
        trace = await readTrace(join(__dirname, '../../../../data/mobility/trace.csv'));
    });

    it('is 40 vehicles, ten of which come later, and a buyer that stays', () => {
        const { buyer, vehicles } = newStreetCast(trace, '1', 0);
        expect(vehicles).toHaveLength(40);
        expect(vehicles.filter(({ arrivesAfterS }) => arrivesAfterS > 0)).toHaveLength(10);
        expect(trace.staySeconds(buyer.name, TRACE_START_S)).toBeGreaterThan(60);
        expect(vehicles.some(({ name }) => name === buyer.name)).toBe(false);
    });

    it('follows from the seed', () => {
        const names = (seed: string): string[] => newStreetCast(trace, seed, 0.2).vehicles.map(({ name }) => name);
        expect(names('1')).toEqual(names('1'));
        expect(names('1')).not.toEqual(names('2'));
    });

    it.each([
        [0, 0],
        [0.2, 8],
        [1, 40],
    ])('has the share %d of cheats: %d', (share, cheats) => {
        const { vehicles } = newStreetCast(trace, '3', share);
        expect(vehicles.filter(({ conduct }) => conduct === 'cheat')).toHaveLength(cheats);
    });

    it('asks what the paper’s figures 6 and 7 ask: reward from 1 to 2, cost and own demand below 1', () => {
        for (const { offer } of newStreetCast(trace, '1', 0).vehicles) {
            const [reward, cost, own] = [offer.rewardE12, offer.costE12, offer.ownDemandE12].map(
                (text) => Number(text) / 1e12,
            );
            expect([reward! >= 1, reward! <= 2, cost! < 1, own! < 1]).toEqual([true, true, true, true]);
        }
    });
});
