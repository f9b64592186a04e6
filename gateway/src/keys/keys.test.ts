import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicKeyText } from '@edgebourse/chaincode/common/envelope';
import { readConfig, type Config } from '../config';
import { openAuthorityKey } from './authority-key';
import { assertDevelopment, isLoopback } from './development-tokens';
import { openReceiptKeys } from './receipt-keys';

describe('the keys of a gateway', () => {
    let config: Config;
    beforeEach(async () => {
        config = readConfig({ dataDir: await mkdtemp(join(tmpdir(), 'keys-')) });
    });
    afterEach(() => rm(config.dataDir, { recursive: true }));

    const receiptKeys = async (settings: Config): Promise<string[]> =>
        [...(await openReceiptKeys(settings, ['Eag1MSP', 'Eag2MSP'])).values()].map((key) => publicKeyText(key));

    it('are made once and found again', async () => {
        const [first, authority] = [await receiptKeys(config), await openAuthorityKey(config)];
        expect(await receiptKeys(config)).toEqual(first);
        expect(new Set(first).size).toBe(2);
        expect((await openAuthorityKey(config)).publicKey).toBe(authority.publicKey);
    });

    it('follow from a development seed alone', async () => {
        const seeded = readConfig({ dataDir: config.dataDir, developmentSeed: 'demo' });
        const elsewhere = readConfig({ dataDir: join(config.dataDir, 'none'), developmentSeed: 'demo' });
        expect(await receiptKeys(seeded)).toEqual(await receiptKeys(elsewhere));
        expect((await openAuthorityKey(seeded)).publicKey).toBe((await openAuthorityKey(elsewhere)).publicKey);
        expect(await receiptKeys(seeded)).not.toEqual(await receiptKeys(config));
    });

    it('refuse a file that holds something else, rather than making a new key over it', async () => {
        const path = join(config.dataDir, 'broken.key');
        await writeFile(path, 'broken');
        await expect(openAuthorityKey({ ...config, authorityKeyFile: path })).rejects.toThrow(/32 bytes/);
    });
});

describe('development aids', () => {
    it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('are allowed on %s', (host) => {
        expect(isLoopback(host)).toBe(true);
        expect(() => {
            assertDevelopment(readConfig({ host, developmentTokens: true }), true);
        }).not.toThrow();
    });

    it.each(['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', 'example.org', '127.0.0.1.example.org'])(
        'are refused on %s',
        (host) => {
            expect(() => {
                assertDevelopment(readConfig({ host, developmentTokens: true }), true);
            }).toThrow(/loopback/);
        },
    );
});
