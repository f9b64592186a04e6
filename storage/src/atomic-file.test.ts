import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from './atomic-file';

let folder: string;

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atomic-file-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('replacing a file', () => {
    it('leaves the new content with the asked permissions, and nothing else', async () => {
        const path = join(folder, 'key.pem');
        await writeFileAtomic(path, 'old');
        await writeFileAtomic(path, Buffer.from('new'), 0o600);
        expect(await readFile(path, 'utf8')).toBe('new');
        expect((await stat(path)).mode & 0o777).toBe(0o600);
        expect(await readdir(folder)).toEqual(['key.pem']);
    });

    it('leaves the old content when it fails', async () => {
        const path = join(folder, 'kept');
        await writeFileAtomic(join(folder, 'kept'), 'old');
        await expect(writeFileAtomic(join(path, 'below-a-file'), 'x')).rejects.toThrow(/ENOTDIR/);
        expect(await readFile(path, 'utf8')).toBe('old');
    });

    it('by many at once ends with one of the contents whole', async () => {
        const path = join(folder, 'contested');
        const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(1000));
        await Promise.all(contents.map((content) => writeFileAtomic(path, content)));
        expect(contents).toContain(await readFile(path, 'utf8'));
        expect(await readdir(folder)).toEqual(['contested']);
    });
});
