import { Lru } from './lru';

describe('the LRU map', () => {
    it('forgets what was not asked for longest', () => {
        const made: string[] = [];
        const lru = new Lru<string>(2);
        const get = (key: string): string => lru.get(key, () => (made.push(key), key));
        ['a', 'b', 'a', 'c', 'a', 'b'].forEach(get);
        expect(made).toEqual(['a', 'b', 'c', 'b']);
    });

    it('keeps nothing of a failed making', () => {
        const lru = new Lru<number>(2);
        const fail = (): number => {
            throw new Error('no');
        };
        expect(() => lru.get('a', fail)).toThrow('no');
        expect(lru.get('a', () => 1)).toBe(1);
    });
});
