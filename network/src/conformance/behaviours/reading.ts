import { behaviour } from '../behaviour';
import { answered, evaluate, prepare, submit } from '../calls';

/** What reads see: committed state, ranges, pages, composite keys, history. */
export const READING = [
    behaviour('a transaction does not see its own writes', async ({ first: by }, key) => {
        await prepare(by, ['Put', key, 'before']);
        const during = await submit(by, ['PutAndGet', key, 'after']);
        return { during, afterwards: await evaluate(by, ['Get', key]) };
    }),
    behaviour('a missing key reads as nothing, and so does a deleted one', async ({ first: by }, key) => {
        const missing = await evaluate(by, ['Get', key]);
        await prepare(by, ['Put', key, 'x']);
        await prepare(by, ['Delete', key]);
        return { missing, deleted: await evaluate(by, ['Get', key]) };
    }),
    behaviour('an empty value reads as nothing and stays in no range', async ({ first: by }, key) => {
        await prepare(by, ['Put', key, 'x']);
        const put = await submit(by, ['Put', key, '']);
        return {
            put,
            read: await evaluate(by, ['Get', key]),
            range: await evaluate(by, ['Range', key, `${key}~`, '']),
        };
    }),
    behaviour('an empty key is refused', ({ first: by }) => submit(by, ['Put', '', 'x'])),
    behaviour(
        'a range holds the keys from its start to before its end, by their UTF-8 bytes',
        async ({ first: by }, key) => {
            for (const end of ['b', 'a', 'ä', 'Z', '\u{1F600}', '\uFB01']) await prepare(by, ['Put', key + end, end]);
            const all = await evaluate(by, ['Range', key, `${key}\u{10FFFF}`, '']);
            return { all, part: await evaluate(by, ['Range', `${key}a`, `${key}b`, '']) };
        },
    ),
    behaviour('a range over everything leaves composite keys out', async ({ first: by }, key) => {
        await prepare(by, ['Composite', key, 'in']);
        const all = await evaluate(by, ['Range', '', '', '']);
        return typeof all === 'string' && all.includes('\\u0000');
    }),
    behaviour('pages follow each other by their bookmarks until the range ends', async ({ first: by }, key) => {
        await prepare(by, ['PutMany', key, '5']);
        const pages = [];
        let bookmark = '';
        do {
            const page = await answered(by, ['Page', key, `${key}~`, '2', bookmark]);
            pages.push(page);
            ({ bookmark } = JSON.parse(page) as { bookmark: string });
        } while (bookmark !== '' && pages.length < 9);
        return pages;
    }),
    behaviour('a page and a write do not go into one transaction', ({ first: by }, key) =>
        submit(by, ['PageAndPut', key]),
    ),
    behaviour('composite keys are found by their first attributes', async ({ first: by }, key) => {
        for (const [one, two] of [
            ['a', '2'],
            ['a', '1'],
            ['ab', '3'],
            ['b', '4'],
        ] as const) {
            await prepare(by, ['Composite', key, one, two]);
        }
        return evaluate(by, ['Partial', key, 'a']);
    }),
    behaviour('the history of a key is told newest first, its deletion included', async ({ first: by }, key) => {
        await prepare(by, ['Put', key, 'one']);
        await prepare(by, ['Put', key, 'two']);
        await prepare(by, ['Delete', key]);
        const told = JSON.parse(await answered(by, ['History', key])) as {
            isDelete: boolean;
            value: string;
        }[];
        return told.map(({ isDelete, value }) => ({ isDelete, value }));
    }),
    behaviour('rich queries are refused where state lies in LevelDB', ({ first: by }) => evaluate(by, ['Query'])),
    behaviour('a chaincode that is not there cannot be invoked', ({ first: by }) => evaluate(by, ['InvokeOther'])),
];
