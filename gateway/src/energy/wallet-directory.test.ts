import type { WalletRecord } from '@edgebourse/chaincode/identity/records';
import { WalletDirectory } from './wallet-directory';

const record = (wallet: string): WalletRecord => ({
    wallet,
    role: 'energy-node',
    region: 'r1',
    notAfter: '9',
    serial: '1',
    publicKey: '',
    certificate: '',
    status: 'active',
    attached: 'r1',
    nextSeq: 0,
    registeredAt: '1',
});

describe('the directory of wallets', () => {
    let now = 0;
    let reads: (readonly string[])[] = [];
    let missing = new Set<string>();
    let directory: WalletDirectory;

    beforeEach(() => {
        [now, reads, missing] = [0, [], new Set()];
        const wallets = async (asked: readonly string[]): Promise<WalletRecord[]> => {
            reads.push(asked);
            return asked.filter((wallet) => !missing.has(wallet)).map(record);
        };
        directory = new WalletDirectory({ wallets }, () => now);
    });

    it('reads the ledger once for all who ask in one turn', async () => {
        await Promise.all([directory.load(['a', 'b']), directory.load(['b', 'c']), directory.load(['a'])]);
        expect(reads).toEqual([['a', 'b', 'c']]);
        await directory.load(['a', 'c']);
        expect(reads).toHaveLength(1);
        expect(directory.require('a', 'r1').wallet).toBe('a');
    });

    it('keeps what it knows while it reads it again, and forgets what is gone', async () => {
        await directory.load(['a']);
        now = 60_000;
        missing.add('a');
        const again = directory.load(['a']);
        expect(directory.require('a').wallet).toBe('a');
        await again;
        expect(() => directory.require('a')).toThrow('WALLET_UNKNOWN');
    });

    it('asks in parts that the ledger answers', async () => {
        await directory.load(Array.from({ length: 1100 }, (_, index) => `w${String(index)}`));
        expect(reads.map((part) => part.length)).toEqual([500, 500, 100]);
    });
});
