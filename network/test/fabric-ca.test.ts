import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCaPrograms, findPrograms } from '@edgebourse/network/fabric/programs';
import { Consortium, networkCommand } from './support/consortium';
import { foundConsortium } from './support/lender';

/** Fourteen starts of a Fabric CA server, seven Fabric processes and three of chaincode. */
const TIMEOUT_MS = 300_000;
const FIRST_PORT = 8000;

describe('certificates of Fabric CA servers', () => {
    let folder = '';
    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'fabric-ca-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it(
        'make a network whose contracts know the roles in them, and that takes an organisation in later',
        async () => {
            const missing = await Promise.all([findPrograms(), findCaPrograms()]).then(() => undefined, String);
            if (missing !== undefined) {
                process.stderr.write(`skipped: ${missing}\n`);
                return;
            }
            const data = join(folder, 'ledger');
            const consortium = await Consortium.start('fabric', data, FIRST_PORT, '--ca', 'fabric-ca');
            try {
                // The policy is the authority's to write, and banks register by their operators' roles.
                const { x } = await foundConsortium(consortium);
                await x.open(1_000_000);
                const pem = await readFile(join(data, 'crypto/AuthorityMSP/registrar.cert.pem'));
                expect(new X509Certificate(pem).subject).toMatch(/OU=client\nCN=registrar/);
                const flags = ['--organisation', 'Wsp3MSP', '--kind', 'wsp', '--port', String(FIRST_PORT + 40)];
                expect(await networkCommand(data, 'add-org', ...flags)).toMatch(/members .*Wsp3MSP/);
                const added = await readFile(join(data, 'ca/Wsp3MSP/server.log'), 'utf8');
                expect(added).toContain('POST /enroll 201');
            } finally {
                await consortium.close();
            }
        },
        TIMEOUT_MS,
    );

    it('are refused with a clear word where the programs are missing', async () => {
        await expect(findCaPrograms({ PATH: folder })).rejects.toThrow(
            /no Fabric CA programs on PATH .*: fabric-ca-server, fabric-ca-client missing; leave out `--ca fabric-ca`/,
        );
    });
});
