import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newLocalLedger, type LocalLedger } from '../../testing/local-ledger';
import { ProbeContract } from '../../testing/probe-contract';
import { BLOCKS_FILE } from './block-log';
import { parseBlock } from './blocks';

const COLLECTION = '_implicit_org_OneMSP';
let folder: string;

const open = (dataDir: string): Promise<LocalLedger> =>
    newLocalLedger({ contracts: [ProbeContract], organisations: ['OneMSP', 'TwoMSP'], dataDir });

/** A ledger of six blocks with public, deleted, guarded and private keys; closed again. */
async function makeLedger(dataDir: string): Promise<string> {
    const ledger = await open(dataDir);
    const client = await ledger.identity('OneMSP');
    await ledger.submit(client, 'probe:Put', ['a', 'one']);
    await ledger.submit(client, 'probe:Append', ['a', '+two']);
    await ledger.submit(client, 'probe:Guard', ['a', 'TwoMSP', '']);
    await ledger.submit(client, 'probe:PutPrivate', [COLLECTION, 'p'], { transient: { value: 'secret' } });
    await ledger.submit(client, 'probe:Put', ['b', 'refused'], { endorsers: ['OneMSP'] });
    const hash = await ledger.stateHash();
    await ledger.close();
    return hash;
}

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recovery-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a ledger that is opened again', () => {
    it('answers as before and goes on with the next block', async () => {
        const hash = await makeLedger(folder);
        const ledger = await open(folder);
        const client = await ledger.identity('OneMSP');
        expect(await ledger.stateHash()).toBe(hash);
        expect((await ledger.submit(client, 'probe:Put', ['c', 'x'])).blockNumber).toBe(6);
        await ledger.close();
    });

    it('rebuilds its whole state from the blocks when the database is gone', async () => {
        const hash = await makeLedger(folder);
        await rm(join(folder, 'state'), { recursive: true });
        const ledger = await open(folder);
        const client = await ledger.identity('OneMSP');
        expect(await ledger.stateHash()).toBe(hash);
        expect(await ledger.evaluate(client, 'probe:Get', ['a'])).toBe('one+two');
        expect(await ledger.evaluate(client, 'probe:IsGuarded', ['a'])).toBe('true');
        expect(await ledger.evaluate(client, 'probe:GetPrivate', [COLLECTION, 'p'])).toBe('secret');
        const history = JSON.parse(await ledger.evaluate(client, 'probe:History', ['a'])) as unknown[];
        expect(history).toHaveLength(2);
        const refused = parseBlock((await ledger.core.block(5n))!);
        expect(refused.codes).toEqual([10]);
        await ledger.close();
    });

    it('applies the blocks that a crash kept from the state database', async () => {
        const before = join(folder, 'before');
        await makeLedger(folder);
        await cp(join(folder, 'state'), before, { recursive: true });
        const ahead = await open(folder);
        await ahead.submit(await ahead.identity('OneMSP'), 'probe:Put', ['late', 'x']);
        const hash = await ahead.stateHash();
        await ahead.close();
        await rm(join(folder, 'state'), { recursive: true });
        await cp(before, join(folder, 'state'), { recursive: true });
        const ledger = await open(folder);
        expect(await ledger.stateHash()).toBe(hash);
        await ledger.close();
    });

    it('drops a block that was only half written, and writes that number anew', async () => {
        await makeLedger(folder);
        await rm(join(folder, 'state'), { recursive: true });
        const blocks = join(folder, BLOCKS_FILE);
        await truncate(blocks, (await readFile(blocks)).length - 7);
        const ledger = await open(folder);
        expect(await ledger.core.height()).toBe(5n);
        await ledger.close();
    });

    it.each([0.2, 0.5, 0.8, 0.999])(
        'refuses a log in which one byte was changed, naming the place (%d)',
        async (part) => {
            await makeLedger(folder);
            const blocks = join(folder, BLOCKS_FILE);
            const bytes = await readFile(blocks);
            const position = Math.floor(bytes.length * part);
            bytes[position] = bytes[position]! ^ 1;
            await writeFile(blocks, bytes);
            await expect(open(folder)).rejects.toThrow(/blocks\.log: damaged at byte \d+/);
        },
    );

    it('refuses a log that ends before what its state knows', async () => {
        await makeLedger(folder);
        await truncate(join(folder, BLOCKS_FILE), 3000);
        await expect(open(folder)).rejects.toThrow(/6 records were acknowledged, only \d are sound/);
    });

    it('refuses the folder of other organisations', async () => {
        await makeLedger(folder);
        const other = newLocalLedger({ contracts: [ProbeContract], organisations: ['OneMSP'], dataDir: folder });
        await expect(other).rejects.toThrow('the ledger belongs to another channel or other organisations');
    });
});
