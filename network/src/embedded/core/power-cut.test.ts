import { PowerCutDisk, type PowerCutOptions } from '@edgebourse/storage/testing/power-cut-disk';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newLocalLedger, type LocalLedger } from '../../testing/local-ledger';
import { ProbeContract } from '../../testing/probe-contract';
import { BLOCKS_FILE } from './block-log';

const CHECKER = join(__dirname, '../../../test/check_chain.py');
const TRANSACTIONS = 3;
/** Syncs of a new ledger before its first transaction: the folder for each of two files, and block 0. */
const OPENING = 3;

let folder: string;

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'power-cut-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (fileLayer: PowerCutDisk): Promise<LocalLedger> =>
    newLocalLedger({ contracts: [ProbeContract], organisations: ['OneMSP'], dataDir: folder, fileLayer });

/** Submits until the power goes. @returns Ids of the transactions that were acknowledged. */
async function submitAll(disk: PowerCutDisk): Promise<string[]> {
    const acknowledged: string[] = [];
    const ledger = await open(disk);
    try {
        const client = await ledger.identity('OneMSP');
        for (let index = 0; index < TRANSACTIONS; index++) {
            acknowledged.push((await ledger.submit(client, 'probe:Put', [`key${index}`, 'x'])).txId);
        }
    } catch (error) {
        expect(String(error)).toContain('the power is off');
    } finally {
        await ledger.close();
    }
    return acknowledged;
}

/** A second program reads the blocks; the ledger itself must know every acknowledged transaction, and go on. */
async function expectWhole(disk: PowerCutDisk, acknowledged: readonly string[]): Promise<void> {
    const ledger = await open(disk);
    try {
        for (const txId of acknowledged) expect(await ledger.core.status(txId)).toMatchObject({ code: 0 });
        const client = await ledger.identity('OneMSP');
        expect(await ledger.submit(client, 'probe:Put', ['after', 'x'])).toMatchObject({ code: 'VALID' });
    } finally {
        await ledger.close();
    }
    await writeFile(join(folder, BLOCKS_FILE), disk.contentOf(join(folder, BLOCKS_FILE)));
    const { stdout } = await promisify(execFile)('python3', [CHECKER, folder]);
    expect(JSON.parse(stdout)).toMatchObject({ blocks: acknowledged.length + 2, valid: acknowledged.length + 1 });
}

async function cutPower(options: PowerCutOptions): Promise<{ disk: PowerCutDisk; acknowledged: string[] }> {
    const disk = new PowerCutDisk(options);
    const acknowledged = await submitAll(disk);
    return { disk: disk.restart(), acknowledged };
}

describe('a ledger whose machine loses power', () => {
    it.each([1, 2, 3])('has what it acknowledged when the block of transaction %d is torn', async (number) => {
        const { disk, acknowledged } = await cutPower({ cutAt: OPENING + number, torn: 0.7 });
        expect(acknowledged).toHaveLength(number - 1);
        await expectWhole(disk, acknowledged);
    });

    it('rebuilds its state from the blocks when the state is lost with the power', async () => {
        const { disk, acknowledged } = await cutPower({ cutAt: OPENING + 3, torn: 0.2 });
        await rm(join(folder, 'state'), { recursive: true });
        await expectWhole(disk, acknowledged);
    });

    // The two syncs of the folder make up for each other; storage/src/power-cut.test.ts shows that one is needed.
    it.each([OPENING, OPENING + 1, OPENING + 2])('would lose a block without sync %d, and says so', async (ignore) => {
        const { disk } = await cutPower({ ignore, cutAt: ignore + 1 });
        await expect(open(disk)).rejects.toThrow(/were acknowledged, only \d are sound/);
    });
});
