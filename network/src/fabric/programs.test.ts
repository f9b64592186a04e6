import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPrograms } from './programs';

describe("Fabric's programs", () => {
    let folder: string;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'programs-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const program = (name: string, output: string): Promise<void> =>
        writeFile(join(folder, name), `#!/bin/sh\necho '${output}'\n`, { mode: 0o755 });
    const all = async (version: string): Promise<void> => {
        for (const name of ['orderer', 'osnadmin', 'configtxgen']) await program(name, '');
        await program('peer', `peer:\n Version: ${version}\n Commit SHA: x`);
    };

    it('are found in the folder that FABRIC_BIN names, else on PATH, with their version', async () => {
        await all('v3.1.5');
        expect(await findPrograms({ FABRIC_BIN: folder })).toMatchObject({
            peer: join(folder, 'peer'),
            version: '3.1.5',
        });
        expect(await findPrograms({ PATH: `/nowhere:${folder}` })).toMatchObject({ orderer: join(folder, 'orderer') });
    });

    it('are named when they are missing', async () => {
        await program('peer', '');
        await expect(findPrograms({ FABRIC_BIN: folder })).rejects.toThrow(/orderer, osnadmin, configtxgen missing/);
        await expect(findPrograms({ PATH: folder })).rejects.toThrow(/no Fabric programs on PATH/);
    });

    it('are refused when they are too old', async () => {
        await all('v2.5.12');
        await expect(findPrograms({ FABRIC_BIN: folder })).rejects.toThrow(/not of Fabric 3\.1 or later.*2\.5\.12/s);
    });
});
