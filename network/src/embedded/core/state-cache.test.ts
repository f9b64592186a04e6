import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseKey, stateRange } from './keys';
import { StateStore, type DatabaseChange, type StateView } from './state-store';
import { encodeVersioned, NO_METADATA } from './versioned-value';

const compositeKey = (...parts: string[]): string => `\0${parts.map((part) => `${part}\0`).join('')}`;

const put = (text: string, ...parts: string[]): DatabaseChange => ({
    type: 'put',
    key: databaseKey.state(compositeKey(...parts)),
    value: encodeVersioned({
        value: Buffer.from(text),
        metadata: NO_METADATA,
        version: { block: 1, transaction: 0 },
    }),
});

async function rowsOf(view: StateView, ...prefix: string[]): Promise<string[]> {
    const begin = compositeKey(...prefix);
    const rows: string[] = [];
    for await (const { value } of view.range(stateRange(begin, `${begin}\u{10ffff}`)))
        rows.push(Buffer.from(value).toString());
    return rows;
}

describe('state that is read again', () => {
    let folder: string;
    let store: StateStore;
    const views: StateView[] = [];

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'ranges-'));
        store = await StateStore.open(folder);
        await store.apply([put('a1', 'coin', 'a', '1'), put('b1', 'coin', 'b', '1')], 1);
    });

    afterEach(async () => {
        await Promise.all(views.splice(0).map((view) => view.close()));
        await store.close();
        await rm(folder, { recursive: true });
    });

    const open = (): StateView => {
        const view = store.view();
        views.push(view);
        return view;
    };

    it('shows each view its own moment, before and after a change of theirs and of their neighbours', async () => {
        const before = open();
        expect(await rowsOf(before, 'coin', 'a')).toEqual(['a1']);
        expect(await rowsOf(before, 'coin', 'c')).toEqual([]);
        await store.apply([put('a2', 'coin', 'a', '2'), put('c1', 'coin', 'c', '1')], 2);
        const after = open();
        for (let again = 0; again < 2; again += 1) {
            expect(await rowsOf(after, 'coin', 'a')).toEqual(['a1', 'a2']);
            expect(await rowsOf(before, 'coin', 'a')).toEqual(['a1']);
            expect(await rowsOf(after, 'coin', 'b')).toEqual(['b1']);
            expect(await rowsOf(after, 'coin', 'c')).toEqual(['c1']);
            expect(await rowsOf(before, 'coin', 'c')).toEqual([]);
            expect(await rowsOf(after, 'coin')).toEqual(['a1', 'a2', 'b1', 'c1']);
        }
        await store.apply([{ type: 'del', key: databaseKey.state(compositeKey('coin', 'a', '1')) }], 3);
        expect(await rowsOf(open(), 'coin', 'a')).toEqual(['a2']);
        expect(await rowsOf(after, 'coin', 'a')).toEqual(['a1', 'a2']);
    });

    it('shows a view that is opened while a change is written one whole moment', async () => {
        const old = open();
        await rowsOf(old, 'coin', 'a');
        const writing = store.apply([put('a2', 'coin', 'a', '2'), put('b2', 'coin', 'b', '2')], 2);
        const between = open();
        const seen = [await rowsOf(between, 'coin', 'a'), await rowsOf(between, 'coin', 'b')];
        await writing;
        expect([
            JSON.stringify([['a1'], ['b1']]),
            JSON.stringify([
                ['a1', 'a2'],
                ['b1', 'b2'],
            ]),
        ]).toContain(JSON.stringify(seen));
        expect(await rowsOf(open(), 'coin', 'a')).toEqual(['a1', 'a2']);
        expect(await rowsOf(between, 'coin', 'a')).toEqual(seen[0]);
    });

    it('gives each view the value of its own moment, also one that is missing or large', async () => {
        const key = (...parts: string[]): string => databaseKey.state(compositeKey(...parts));
        const textOf = (view: StateView, ...parts: string[]): string | undefined => {
            const found = view.get(key(...parts));
            return found && Buffer.from(found.value).toString();
        };
        const before = open();
        expect([textOf(before, 'coin', 'a', '1'), textOf(before, 'new')]).toEqual(['a1', undefined]);
        const large = 'z'.repeat(10_000);
        await store.apply([put('a9', 'coin', 'a', '1'), put('n1', 'new'), put(large, 'large')], 2);
        const after = open();
        for (let again = 0; again < 2; again += 1) {
            expect([textOf(after, 'coin', 'a', '1'), textOf(after, 'new')]).toEqual(['a9', 'n1']);
            expect([textOf(before, 'coin', 'a', '1'), textOf(before, 'new')]).toEqual(['a1', undefined]);
            expect(textOf(after, 'large')).toBe(large);
        }
        await store.apply([{ type: 'del', key: key('new') }], 3);
        expect([textOf(open(), 'new'), textOf(after, 'new')]).toEqual([undefined, 'n1']);
        expect(store.get(key('new'))).toBeUndefined();
    });

    it('holds all rows also when there are many or large ones', async () => {
        const many = Array.from({ length: 250 }, (_, index) => put('x', 'many', String(index).padStart(4, '0')));
        const large = Array.from({ length: 12 }, (_, index) => put('y'.repeat(20_000), 'large', String(index)));
        await store.apply([...many, ...large], 2);
        for (let again = 0; again < 2; again += 1) {
            expect(await rowsOf(open(), 'many')).toHaveLength(250);
            expect(await rowsOf(open(), 'large')).toHaveLength(12);
        }
    });
});
