import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTokens } from './tokens';

describe('the tokens of a development gateway', () => {
    it('are found by organisation and user, and missing ones are named', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'tokens-'));
        try {
            const path = join(folder, 'tokens.json');
            await writeFile(path, '{"Eag1MSP.operator":"abc"}');
            const token = await readTokens(path);
            expect(token('Eag1MSP', 'operator')).toBe('abc');
            expect(() => token('Eag1MSP', 'admin')).toThrow('no token of Eag1MSP.admin');
        } finally {
            await rm(folder, { recursive: true });
        }
    });
});
