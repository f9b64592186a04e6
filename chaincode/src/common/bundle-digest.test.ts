import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleVersion, digestOfVersion } from '../bundle/records';
import { bundleDigest } from './bundle-digest';

const LOCK = {
    packages: {
        contracts: { dependencies: { shim: '1' } },
        'node_modules/shim': { version: '1.0.0', integrity: 'sha512-shim', dependencies: { deep: '*' } },
        'node_modules/deep': { version: '2.0.0', integrity: 'sha512-outer' },
        'node_modules/shim/node_modules/deep': { version: '1.0.0', integrity: 'sha512-deep' },
        'node_modules/other': { version: '9.0.0', integrity: 'sha512-other' },
    } as Record<string, object>,
};

describe('the digest of a chaincode', () => {
    let root: string;
    let folder: string;
    const write = async (lock: object, dependencies: object = { shim: '1' }): Promise<void> => {
        await writeFile(join(root, 'package-lock.json'), JSON.stringify(lock));
        await writeFile(join(root, 'contracts/package.json'), JSON.stringify({ dependencies }));
    };
    const withLocked = (place: string, integrity: string): object => ({
        packages: { ...LOCK.packages, [place]: { ...LOCK.packages[place], integrity } },
    });

    beforeEach(async () => {
        root = await mkdtemp(join(tmpdir(), 'bundle-'));
        folder = join(root, 'contracts/dist');
        await mkdir(join(folder, 'coin'), { recursive: true });
        await writeFile(join(folder, 'index.js'), 'one');
        await writeFile(join(folder, 'coin/contract.js'), 'two');
        await write(LOCK);
    });
    afterEach(() => rm(root, { recursive: true }));

    it('is the same for the same code in another place', async () => {
        const copy = await mkdtemp(join(tmpdir(), 'bundle-'));
        await cp(root, copy, { recursive: true });
        expect(bundleDigest(join(copy, 'contracts/dist'))).toBe(bundleDigest(folder));
        await rm(copy, { recursive: true });
    });

    it('changes with any byte, name or place of a file', async () => {
        const before = bundleDigest(folder);
        await writeFile(join(folder, 'coin/contract.js'), 'twO');
        const changed = bundleDigest(folder);
        await rm(join(folder, 'coin/contract.js'));
        await writeFile(join(folder, 'contract.js'), 'two');
        expect(new Set([before, changed, bundleDigest(folder)]).size).toBe(3);
    });

    it('changes with every locked package that is needed, as Node would find it, and with no other', async () => {
        const before = bundleDigest(folder);
        await write(withLocked('node_modules/shim/node_modules/deep', 'sha512-forged'));
        expect(bundleDigest(folder)).not.toBe(before);
        await write(withLocked('node_modules/deep', 'sha512-forged'));
        expect(bundleDigest(folder)).toBe(before);
        await write(withLocked('node_modules/other', 'sha512-forged'));
        expect(bundleDigest(folder)).toBe(before);
    });

    it('is refused for a package that the lock file does not know', async () => {
        await write(LOCK, { unknown: '1' });
        expect(() => bundleDigest(folder)).toThrow('unknown, needed in contracts, is not in the lock file');
    });

    it('stands in the version of a definition, and is found in no other text', () => {
        const digest = bundleDigest(folder);
        expect(digestOfVersion(bundleVersion(12, digest))).toBe(digest);
        expect(digestOfVersion('1.0')).toBeUndefined();
    });
});
