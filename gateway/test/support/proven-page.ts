import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/**
 * Holds a page to what a test has seen. With `EDGEBOURSE_WRITE_PAGES` in the environment (`npm run docs:proven`) the
 * page is written instead.
 * @param path - From the root of the repository.
 */
export async function expectPage(path: string, content: string): Promise<void> {
    const file = join(ROOT, path);
    if (process.env['EDGEBOURSE_WRITE_PAGES'] !== undefined) await writeFile(file, content);
    const present = await readFile(file, 'utf8').catch(() => '');
    if (present !== content) throw new Error(`${path} is stale: run npm run docs:proven`);
}
