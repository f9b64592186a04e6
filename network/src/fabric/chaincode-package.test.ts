import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceChaincodePackage } from './chaincode-package';
import { BUILDER_FOLDER } from './peer-config';

const ENDPOINT = { address: '127.0.0.1:7153', tlsCaPem: 'PEM of the CA' };

describe('a chaincode package', () => {
    let folder: string;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'package-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const unpack = (archive: string): void => {
        execFileSync('tar', ['xzf', archive], { cwd: folder });
    };

    it('is what tar reads, and tells the peer where the service is', async () => {
        const { bytes } = serviceChaincodePackage('edgebourse_1.0', ENDPOINT);
        await writeFile(join(folder, 'package.tar.gz'), bytes);
        unpack('package.tar.gz');
        expect(JSON.parse(await readFile(join(folder, 'metadata.json'), 'utf8'))).toEqual({
            type: 'ccaas',
            label: 'edgebourse_1.0',
        });
        unpack('code.tar.gz');
        expect(JSON.parse(await readFile(join(folder, 'connection.json'), 'utf8'))).toMatchObject({
            address: ENDPOINT.address,
            tls_required: true,
            root_cert: ENDPOINT.tlsCaPem,
        });
    });

    it('has one id for one content and another for another', () => {
        const one = serviceChaincodePackage('edgebourse_1.0', ENDPOINT).id;
        expect(one).toMatch(/^edgebourse_1\.0:[0-9a-f]{64}$/);
        expect(serviceChaincodePackage('edgebourse_1.0', ENDPOINT).id).toBe(one);
        expect(serviceChaincodePackage('edgebourse_1.0', { ...ENDPOINT, address: '127.0.0.1:1' }).id).not.toBe(one);
    });

    it('passes the three steps of the external builder, and a package of another type does not', async () => {
        const step = (name: string, ...folders: string[]): void => {
            execFileSync(process.execPath, [join(BUILDER_FOLDER, 'bin', name), ...folders], { stdio: 'pipe' });
        };
        await writeFile(join(folder, 'package.tar.gz'), serviceChaincodePackage('edgebourse_1.0', ENDPOINT).bytes);
        unpack('package.tar.gz');
        unpack('code.tar.gz');
        const [built, released] = await Promise.all([mkdtemp(join(folder, 'b-')), mkdtemp(join(folder, 'r-'))]);
        step('detect', folder, folder);
        step('build', folder, folder, built);
        step('release', built, released);
        const server = await readFile(join(released, 'chaincode/server/connection.json'), 'utf8');
        expect(JSON.parse(server)).toMatchObject({ address: ENDPOINT.address });
        await writeFile(join(folder, 'metadata.json'), '{"type":"golang"}');
        expect(() => {
            step('detect', folder, folder);
        }).toThrow();
        await writeFile(join(folder, 'connection.json'), '{"address":"nowhere"}');
        expect(() => {
            step('build', folder, folder, built);
        }).toThrow(/no address host:port/);
    });
});
