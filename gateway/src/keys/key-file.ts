import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomic } from '@edgebourse/storage/atomic-file';

const OWNER_ONLY = 0o600;

/** Writes a secret that only the gateway's user may read. */
export async function writeSecret(path: string, content: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFileAtomic(path, content, OWNER_ONLY);
}

/**
 * Reads a secret, making it at the first start.
 * @returns The file's content.
 * @throws Error when the file is there but cannot be read: a secret is never made anew over another.
 */
export async function readOrMakeSecret(path: string, make: () => string): Promise<string> {
    try {
        return await readFile(path, 'utf8');
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const content = make();
    await writeSecret(path, content);
    return content;
}
