import { newLocalLedger, type LocalLedger } from '../../../testing/local-ledger';
import { ProbeContract } from '../../../testing/probe-contract';
import type { Signer } from '../../../testing/proposal';

describe('the simulator', () => {
    let ledger: LocalLedger;
    let client: Signer;

    const evaluate = async (name: string, ...args: string[]): Promise<unknown> => {
        const text = await ledger.evaluate(client, `probe:${name}`, args);
        return text === '' ? '' : JSON.parse(text);
    };
    const put = (key: string, value = key): Promise<unknown> => ledger.submit(client, 'probe:Put', [key, value]);

    beforeAll(async () => {
        ledger = await newLocalLedger({ contracts: [ProbeContract], organisations: ['OneMSP', 'TwoMSP'] });
        client = await ledger.identity('OneMSP');
        await ledger.submit(client, 'probe:PutMany', ['many', '250']);
    });

    afterAll(() => ledger.close());

    it('reads a range in batches, in key order, without its end key', async () => {
        const rows = (await evaluate('Range', 'many', 'many249', '')) as [string, string][];
        expect(rows).toHaveLength(249);
        expect(rows.map(([key]) => key)).toEqual(rows.map(([key]) => key).toSorted());
        expect(rows.at(-1)).toEqual(['many248', 'many248']);
    });

    it('orders keys by their UTF-8 bytes', async () => {
        for (const key of ['u\uff61', 'u\u{1f600}', 'uz']) await put(key);
        const rows = (await evaluate('Range', 'u', 'v', '')) as [string, string][];
        expect(rows.map(([key]) => key)).toEqual(['uz', 'u\uff61', 'u\u{1f600}']);
    });

    it('finds composite keys by their beginning and keeps them out of plain ranges', async () => {
        for (const parts of ['a/1', 'a/2', 'b/1']) {
            await ledger.submit(client, 'probe:Composite', ['thing', ...parts.split('/')]);
        }
        expect(await evaluate('Partial', 'thing', 'a')).toEqual(['a/1', 'a/2']);
        expect(await evaluate('Range', '', 'a', '')).toEqual([]);
    });

    it('hands out pages with bookmarks until the range ends', async () => {
        const first = await evaluate('Page', 'many', 'many999', '200', '');
        expect(first).toMatchObject({ fetchedRecordsCount: 200, bookmark: 'many200' });
        const second = (await evaluate('Page', 'many', 'many999', '200', 'many200')) as { rows: unknown[] };
        expect(second).toMatchObject({ fetchedRecordsCount: 50, bookmark: '' });
        expect(second.rows).toHaveLength(50);
    });

    it('refuses writes beside a page query', async () => {
        await expect(ledger.submit(client, 'probe:PageAndPut', ['p'])).rejects.toThrow(
            /PUT_STATE failed: transaction ID: .*already performed a paginated query\. Writes are not allowed/,
        );
    });

    it('refuses rich queries and other chaincodes with the words of a LevelDB peer', async () => {
        await expect(evaluate('Query')).rejects.toThrow(
            /GET_QUERY_RESULT failed.*ExecuteQuery not supported for leveldb/,
        );
        await expect(evaluate('InvokeOther')).rejects.toThrow(/INVOKE_CHAINCODE failed.*chaincode other not found/);
    });

    it('tells the history of a key, newest first, deletions included', async () => {
        const ids: string[] = [];
        for (const value of ['1', '2']) {
            ids.unshift((await ledger.submit(client, 'probe:Put', ['told', value])).txId);
        }
        ids.unshift((await ledger.submit(client, 'probe:Delete', ['told'])).txId);
        expect(await evaluate('History', 'told')).toEqual([
            { txId: ids[0], isDelete: true, value: '' },
            { txId: ids[1], isDelete: false, value: '2' },
            { txId: ids[2], isDelete: false, value: '1' },
        ]);
    });

    it('treats an empty value as a deletion', async () => {
        await put('gone');
        await ledger.submit(client, 'probe:Put', ['gone', '']);
        expect(await ledger.entries('gone')).toEqual([]);
    });

    it('reads what was committed when the run began', async () => {
        await put('fixed', 'old');
        const before = await ledger.endorse(client, 'probe:Append', ['fixed', '+']);
        await put('fixed', 'new');
        expect((await ledger.commit([before]))[0]?.code).toBe('MVCC_READ_CONFLICT');
        expect(await ledger.evaluate(client, 'probe:Get', ['fixed'])).toBe('new');
    });

    it.each(['Hang', 'Spin'])('gives up a contract that does not come to an end (%s)', async (name) => {
        const hurried = await newLocalLedger({
            contracts: [ProbeContract],
            organisations: ['OneMSP'],
            executeTimeoutMs: 50,
        });
        const caller = await hurried.identity('OneMSP');
        await expect(hurried.evaluate(caller, `probe:${name}`)).rejects.toThrow(/timeout expired while executing/);
        expect(await hurried.evaluate(caller, 'probe:Get', ['x'])).toBe('');
        await hurried.close();
    });
});

describe('private data', () => {
    let ledger: LocalLedger;
    let client: Signer;
    const shared = 'shared';
    const own = '_implicit_org_OneMSP';

    beforeAll(async () => {
        ledger = await newLocalLedger({
            contracts: [ProbeContract],
            organisations: ['OneMSP', 'TwoMSP', 'ThreeMSP'],
            collections: [{ name: shared, members: ['OneMSP', 'TwoMSP'], memberOnlyRead: true, memberOnlyWrite: true }],
        });
        client = await ledger.identity('OneMSP');
        const transient = { value: 'secret' };
        await ledger.submit(client, 'probe:PutPrivate', [shared, 'k'], { transient });
        await ledger.submit(client, 'probe:PutPrivate', [own, 'k'], { transient, endorsers: ['OneMSP'] });
    });

    afterAll(() => ledger.close());

    const read = (mspId: string, name: string, ...args: string[]): Promise<string> =>
        ledger.evaluate(client, `probe:${name}`, args, { endorsers: [mspId] });

    it('is read by the peers of members only', async () => {
        expect(await read('TwoMSP', 'GetPrivate', shared, 'k')).toBe('secret');
        await expect(read('ThreeMSP', 'GetPrivate', shared, 'k')).rejects.toThrow(
            /private data matching public hash version is not available/,
        );
        expect(await read('ThreeMSP', 'GetPrivate', shared, 'missing')).toBe('');
    });

    it('shows its hash to everyone and itself to nobody who looks at the blocks', async () => {
        expect(await read('ThreeMSP', 'GetPrivateHash', own, 'k')).toMatch(/^[0-9a-f]{64}$/);
        for (let number = 0n; number < (await ledger.core.height()); number++) {
            expect(Buffer.from((await ledger.core.block(number))!).includes('secret')).toBe(false);
        }
    });

    it('in an implicit collection needs that organisation to endorse, and only it', async () => {
        const call = (endorsers: string[]): Promise<{ code: string }> =>
            ledger.submit(client, 'probe:PutPrivate', [own, 'x'], { transient: { value: 'v' }, endorsers });
        expect((await call(['TwoMSP'])).code).toBe('ENDORSEMENT_POLICY_FAILURE');
        expect((await call(['OneMSP'])).code).toBe('VALID');
    });

    it('is closed to clients of other organisations where the collection says so', async () => {
        const stranger = await ledger.identity('ThreeMSP');
        const read = ledger.evaluate(stranger, 'probe:GetPrivate', [shared, 'k'], { endorsers: ['OneMSP'] });
        await expect(read).rejects.toThrow(/does not have read access permission/);
        const options = { transient: { value: 'v' }, endorsers: ['OneMSP', 'TwoMSP'] };
        const write = ledger.submit(stranger, 'probe:PutPrivate', [shared, 'k'], options);
        await expect(write).rejects.toThrow(/does not have write access permission/);
    });

    it('may be ranged over, but not in a transaction that writes', async () => {
        expect(JSON.parse(await read('OneMSP', 'RangePrivate', shared, '', ''))).toEqual([['k', 'secret']]);
        await expect(read('OneMSP', 'RangePrivateAndPut', shared, 'k')).rejects.toThrow(
            /already performed queries on pvt data\. Writes are not allowed/,
        );
    });

    it('knows no collection that was not defined', async () => {
        await expect(read('OneMSP', 'GetPrivate', 'nowhere', 'k')).rejects.toThrow(
            /collection \[nowhere\] not defined in the collection config for chaincode/,
        );
    });

    it('obeys the policy of a single key, and stays readable when that changes', async () => {
        const write = (endorsers: string[]): Promise<{ code: string }> =>
            ledger.submit(client, 'probe:PutPrivate', [shared, 'g'], { transient: { value: 'v' }, endorsers });
        await write(['OneMSP', 'TwoMSP']);
        await ledger.submit(client, 'probe:GuardPrivate', [shared, 'g', 'ThreeMSP']);
        expect(await read('TwoMSP', 'GetPrivate', shared, 'g')).toBe('v');
        expect((await write(['OneMSP', 'TwoMSP'])).code).toBe('ENDORSEMENT_POLICY_FAILURE');
        expect((await write(['ThreeMSP'])).code).toBe('VALID');
    });

    it('is checked for conflicts by the hashes of its keys', async () => {
        const options = { transient: { value: 'again' } };
        const deletion = await ledger.endorse(client, 'probe:DeletePrivate', [shared, 'c'], options);
        const write = await ledger.endorse(client, 'probe:PutPrivate', [shared, 'c'], options);
        expect((await ledger.commit([write, deletion])).map(({ code }) => code)).toEqual(['VALID', 'VALID']);
        expect(await read('OneMSP', 'GetPrivate', shared, 'c')).toBe('');
    });
});
