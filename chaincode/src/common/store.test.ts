import { MemoryState } from '../../test/support/memory-state';
import { EdgeError } from './errors';
import { Store } from './store';

const missing = new EdgeError('RECORD_CORRUPT', { reason: 'test' });

async function filled(entries: Record<string, unknown>): Promise<MemoryState> {
    const state = new MemoryState();
    const store = new Store(state.stub());
    for (const [name, value] of Object.entries(entries)) store.put(['note', ...name.split('/')], value);
    await store.flush();
    state.commit();
    return state;
}

describe('the store of a transaction', () => {
    it('refuses to delete what was never read: a blind delete of a missing key commits as valid', async () => {
        const store = new Store((await filled({ a: 1 })).stub());
        expect(() => {
            store.delete(['note', 'a']);
        }).toThrow(/^RECORD_CORRUPT .*delete without read/);
    });

    it('throws the given refusal for a missing record', async () => {
        const store = new Store((await filled({})).stub());
        await expect(store.require(['note', 'a'], () => missing)).rejects.toBe(missing);
        expect(await store.get(['note', 'a'])).toBeUndefined();
    });

    it('sees its own writes and deletions, singly and in ranges, before anything is written', async () => {
        const state = await filled({ 'x/a': 1, 'x/b': 2, 'y/a': 3 });
        const store = new Store(state.stub());
        store.put(['note', 'x', 'c'], 4);
        await store.get(['note', 'x', 'a']);
        store.delete(['note', 'x', 'a']);
        store.put(['note', 'x', 'b'], 5);
        expect(await store.get(['note', 'x', 'a'])).toBeUndefined();
        expect(await store.range(['note', 'x'])).toEqual([
            { attributes: ['x', 'b'], value: 5 },
            { attributes: ['x', 'c'], value: 4 },
        ]);
        expect((await new Store(state.stub()).range(['note', 'x'])).length).toBe(2);
        await store.flush();
        state.commit();
        const after = await new Store(state.stub()).range(['note']);
        expect(after.map(({ attributes, value }) => [...attributes, value])).toEqual([
            ['x', 'b', 5],
            ['x', 'c', 4],
            ['y', 'a', 3],
        ]);
    });

    it('does not confuse an attribute with the beginning of another', async () => {
        const store = new Store((await filled({ x: 1, xx: 2 })).stub());
        expect(await store.range(['note', 'x'])).toEqual([{ attributes: ['x'], value: 1 }]);
    });

    it('reads each key from the ledger once', async () => {
        const state = await filled({ a: 1, b: 2 });
        state.reads.length = 0;
        const store = new Store(state.stub());
        await Promise.all([store.get(['note', 'a']), store.get(['note', 'a'])]);
        await store.range(['note']);
        await store.get(['note', 'b']);
        expect(state.reads).toHaveLength(2);
    });

    it('lets what a range has shown be deleted', async () => {
        const state = await filled({ a: 1 });
        const store = new Store(state.stub());
        await store.range(['note']);
        store.delete(['note', 'a']);
        await store.flush();
        state.commit();
        expect([...state.entries]).toEqual([]);
    });

    it('refuses a range of more than 10 000 records instead of showing a part', async () => {
        const state = new MemoryState();
        for (let index = 0; index <= 10_000; index += 1) state.entries.set(`\0note\0${String(index)}\0`, '1');
        await expect(new Store(state.stub()).range(['note'])).rejects.toThrow(/^RECORD_CORRUPT .*range too large/);
        const { rows, isWhole } = await new Store(state.stub()).beginning(['note']);
        expect([rows.length, isWhole]).toEqual([10_000, false]);
    });
});
