import { runBatch } from './batch';
import { EdgeError } from './errors';
import { LruMap } from './lru';

describe('a batch', () => {
    it('of more than 1000 commands is refused as a whole', async () => {
        const commands = Array<number>(1001).fill(0);
        await expect(runBatch(commands, async () => ({ status: 'done' }))).rejects.toThrow(/^BATCH_TOO_LARGE /);
    });

    it('reports a refused command in its place and goes on', async () => {
        const results = await runBatch([1, 2, 3], async (n) => {
            if (n === 2) throw new EdgeError('ID_REUSED', { n });
            return { status: 'done', n };
        });
        expect(results).toEqual([
            { status: 'done', n: 1 },
            { status: 'refused', code: 'ID_REUSED', message: 'ID_REUSED {"n":2}' },
            { status: 'done', n: 3 },
        ]);
    });

    it('fails as a whole on a defect', async () => {
        const defect = new TypeError('a defect');
        await expect(runBatch([1], async () => Promise.reject(defect))).rejects.toBe(defect);
    });
});

describe('a least-recently-used map', () => {
    it('forgets what was used least recently', () => {
        const map = new LruMap<string, number>(2);
        const made: string[] = [];
        const get = (key: string): number => map.getOrMake(key, () => made.push(key));
        for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) get(key);
        expect(made).toEqual(['a', 'b', 'c', 'b']);
    });

    it('keeps nothing when making fails', () => {
        const map = new LruMap<string, number>(1);
        const fail = (): number => {
            throw new RangeError('no');
        };
        expect(() => map.getOrMake('a', fail)).toThrow(RangeError);
        expect(map.getOrMake('a', () => 1)).toBe(1);
    });
});
