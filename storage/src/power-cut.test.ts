import { openDurableLog, type DurableLog } from './durable-log';
import { PowerCutDisk, type PowerCutOptions } from './testing/power-cut-disk';

const PATH = '/disk/records.log';
const LONG = 'a long record that is torn when the power goes for the first time';

/** Appends until all are durable or the power is off. @returns What was acknowledged. */
async function append(disk: PowerCutDisk, records: readonly string[]): Promise<string[]> {
    const acknowledged: string[] = [];
    try {
        const log = await openDurableLog(PATH, { fileLayer: disk });
        for (const record of records) {
            await log.append(Buffer.from(record));
            acknowledged.push(record);
        }
    } catch (error) {
        expect(String(error)).toContain('the power is off');
    }
    return acknowledged;
}

async function contentOf(log: DurableLog): Promise<string[]> {
    const records: string[] = [];
    for await (const record of log.entries()) records.push(record.toString());
    return records;
}

/**
 * Two lives of a log, each ended by a power cut; the second begins with a torn tail and ends with a shorter one.
 * @returns Whether the third life has everything that was acknowledged.
 */
async function survives(first: PowerCutOptions, second: PowerCutOptions): Promise<boolean> {
    const begun = new PowerCutDisk({ ...first, torn: 0.9 });
    const acknowledged = await append(begun, ['a', 'b', LONG]);
    const middle = begun.restart({ ...second, torn: 0.9 });
    try {
        acknowledged.push(...(await append(middle, ['c', 'd'])));
        const log = await openDurableLog(PATH, { fileLayer: middle.restart() });
        const content = await contentOf(log);
        return acknowledged.every((record) => content.includes(record));
    } catch {
        return false;
    }
}

const CUTS = [1, 2, 3, 4, 5];

async function survivesAll(ignored: Pick<PowerCutOptions, 'ignore'>, life: 'first' | 'second'): Promise<boolean> {
    for (const first of CUTS) {
        for (const second of CUTS) {
            const lives = [{ cutAt: first }, { cutAt: second }] as const;
            const [one, two] =
                life === 'first' ? [{ ...lives[0], ...ignored }, lives[1]] : [lives[0], { ...lives[1], ...ignored }];
            if (!(await survives(one, two))) return false;
        }
    }
    return true;
}

describe('a log whose machine loses power', () => {
    it('has every acknowledged record after two power cuts, wherever they happen', async () => {
        expect(await survivesAll({}, 'first')).toBe(true);
    });

    it.each([1, 2, 3, 4])('needs sync %d of its first life: of the folder, then of each record', async (ignore) => {
        expect(await survivesAll({ ignore }, 'first')).toBe(false);
    });

    it.each([2, 3])('needs sync %d of its second life: of the cut tail, then of the record', async (ignore) => {
        expect(await survivesAll({ ignore }, 'second')).toBe(false);
    });
});
