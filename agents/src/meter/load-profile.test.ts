import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { joinProfiles, parsePowerTable } from './load-profile';

const LOAD = 'time,a,b\n2016-06-13T00:00:00,1,0.01\n2016-06-13T00:15:00,0.5,0.0019\n';
const PV = 'time,b\n2016-06-13T00:00:00,0\n2016-06-13T00:15:00,2\n';
const folder = join(__dirname, '../../../data/neighbourhood');

describe('a load profile', () => {
    it('is net energy in whole Wh: kW times 250, load minus photovoltaics', () => {
        const profile = joinProfiles(parsePowerTable(LOAD), parsePowerTable(PV));
        expect(profile.nodes).toEqual([
            { node: 'a', hasPhotovoltaics: false, netWh: [250, 125] },
            { node: 'b', hasPhotovoltaics: true, netWh: [3, -500] },
        ]);
    });

    it('counts intervals as floor(time / 15 min), local time read as UTC', () => {
        const { firstInterval } = joinProfiles(parsePowerTable(LOAD), parsePowerTable(PV));
        expect(firstInterval).toBe(Date.UTC(2016, 5, 13) / 900_000);
    });

    it.each([
        ['a cell is missing', LOAD.replace(',0.0019', '')],
        ['a cell is no number', LOAD.replace('0.0019', 'x')],
        ['a row is missing', LOAD.replace('00:15:00', '00:30:00')],
        ['there is no time', LOAD.replace('time', 'date')],
    ])('is refused when %s', (_reason, text) => {
        expect(() => parsePowerTable(text)).toThrow(Error);
    });

    it('is refused when the tables cover different times', () => {
        const later = PV.replaceAll('2016-06-13', '2016-06-14');
        expect(() => joinProfiles(parsePowerTable(LOAD), parsePowerTable(later))).toThrow(/different times/);
    });

    it('of the neighbourhood has the totals that its description states', () => {
        const [load, pv] = ['load_kw.csv', 'pv_kw.csv'].map((name) => readFileSync(join(folder, name), 'utf8'));
        const loads = joinProfiles(
            parsePowerTable(load!),
            parsePowerTable('time' + load!.replace(/,[^\n]*/g, '').slice(4)),
        );
        const net = joinProfiles(parsePowerTable(load!), parsePowerTable(pv!));
        const kWh = (values: number[]): number => Math.round(values.reduce((sum, value) => sum + value, 0) / 1000);
        expect(net.nodes).toHaveLength(118);
        expect(net.nodes.filter((node) => node.hasPhotovoltaics)).toHaveLength(27);
        expect(net.intervals).toBe(672);
        // Each reading is rounded to whole Wh: the total may differ by a kWh from the sum of the powers.
        expect(Math.abs(kWh(loads.nodes.flatMap((node) => node.netWh)) - 5189)).toBeLessThanOrEqual(1);
        expect(kWh(net.nodes.flatMap((node) => node.netWh.map((wh) => Math.max(-wh, 0))))).toBe(3888);
    });
});
