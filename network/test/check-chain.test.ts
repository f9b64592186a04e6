import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BLOCKS_FILE } from '../src/embedded/core/block-log';
import { parseBlock } from '../src/embedded/core/blocks';
import { newLocalLedger } from '../src/testing/local-ledger';
import { ProbeContract } from '../src/testing/probe-contract';

const checker = join(__dirname, 'check_chain.py');
let folder: string;

async function check(): Promise<unknown> {
    const { stdout } = await promisify(execFile)('python3', [checker, folder]);
    return JSON.parse(stdout);
}

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'check-chain-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a checker in another language', () => {
    it('finds the same chain and, from the blocks alone, the same state', async () => {
        const options = { contracts: [ProbeContract], organisations: ['OneMSP', 'TwoMSP'], dataDir: folder };
        const ledger = await newLocalLedger(options);
        const client = await ledger.identity('OneMSP');
        await ledger.submit(client, 'probe:Put', ['a', 'x'.repeat(300)]);
        await ledger.submit(client, 'probe:Put', ['\u{1f600}', 'y']);
        await ledger.submit(client, 'probe:Composite', ['thing', 'one']);
        await ledger.submit(client, 'probe:Put', ['b', 'gone']);
        await ledger.submit(client, 'probe:Delete', ['b']);
        await ledger.submit(client, 'probe:Put', ['c', 'refused'], { endorsers: ['OneMSP'] });
        const entries = await ledger.entries();
        const digest = createHash('sha256');
        for (const { key, value } of entries) {
            digest.update(`${Buffer.from(key).toString('base64')} ${Buffer.from(value).toString('base64')}\n`);
        }
        const tip = parseBlock((await ledger.core.block(6n))!).hash.toString('hex');
        await ledger.close();
        expect(await check()).toMatchObject({
            blocks: 7,
            valid: 5,
            invalid: 1,
            keys: entries.length,
            state: digest.digest('hex'),
            tip,
        });
    });

    it('names the place of a changed byte', async () => {
        const ledger = await newLocalLedger({ contracts: [ProbeContract], organisations: ['OneMSP'], dataDir: folder });
        await ledger.submit(await ledger.identity('OneMSP'), 'probe:Put', ['a', 'x']);
        await ledger.close();
        const bytes = await readFile(join(folder, BLOCKS_FILE));
        bytes[bytes.length - 9] = bytes[bytes.length - 9]! ^ 4;
        await writeFile(join(folder, BLOCKS_FILE), bytes);
        await expect(check()).rejects.toThrow(/check_chain: byte \d+: the frame does not match its checksum/);
    });
});
