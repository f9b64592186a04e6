import { join } from 'node:path';
import { MobilityTrace, readTrace } from './trace';

const HEADER = 'time_s,vehicle,x_m,y_m,speed_mps';

describe('a mobility trace', () => {
    it('tells who is where, how far apart and for how long', () => {
        const trace = new MobilityTrace(`${HEADER}\n0,v1,0,0,1\n0,v2,3,4,0\n1,v1,1,0,1\n`);
        expect(trace.present(0)).toEqual(['v1', 'v2']);
        expect(trace.present(1.9)).toEqual(['v1']);
        expect(trace.distance('v1', 'v2', 0)).toBe(5);
        expect(trace.distance('v1', 'v2', 1)).toBeUndefined();
        expect([trace.staySeconds('v1', 0), trace.staySeconds('v2', 0), trace.staySeconds('v2', 1)]).toEqual([2, 1, 0]);
    });

    it.each(['time,vehicle', `${HEADER}\n0,v1,a,0,1`, `${HEADER}\n0,v1,0`])('refuses %j', (text) => {
        expect(() => new MobilityTrace(text)).toThrow();
    });

    it('of the data has 240 vehicles in two minutes, 102 to 125 at a time', async () => {
        const trace = await readTrace(join(__dirname, '../../../../data/mobility/trace.csv'));
        const counts = Array.from({ length: trace.end }, (_, second) => trace.present(second).length);
        const all = new Set(Array.from({ length: trace.end }, (_, second) => trace.present(second)).flat());
        expect([trace.end, all.size]).toEqual([120, 240]);
        expect([Math.min(...counts), Math.max(...counts)]).toEqual([102, 125]);
    });
});
