import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nodeFileLayer } from './file-layer';

/**
 * Replaces a file so that a reader, or a restart after a crash, sees the old or the new content and never a mixture.
 * Resolves after both the content and the directory entry are on the disk.
 * @param mode permission bits of the new file; 0o600 suits private keys.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
    const temporary = `${path}.${randomUUID()}.tmp`;
    const file = await open(temporary, 'wx', mode);
    try {
        await file.writeFile(content);
        await file.sync();
        await file.close();
        await rename(temporary, path);
    } catch (error) {
        await file.close().catch(() => undefined);
        await rm(temporary, { force: true });
        throw error;
    }
    await nodeFileLayer.syncDirectory(dirname(path));
}
