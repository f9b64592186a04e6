import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configtx } from './configtx';
import { ensureMaterial, type FabricOrganisation } from './crypto-material';
import { readTopology, type Topology } from './topology';

const SHIPPED = join(__dirname, '../../../test-network-config/topology.yaml');

interface Section {
    readonly ID: string;
    readonly AnchorPeers?: object[];
    readonly OrdererEndpoints?: string[];
}

interface Configtx {
    readonly Profiles: {
        readonly Consortium: {
            readonly Orderer: {
                readonly OrdererType: string;
                readonly Organizations: Section[];
                readonly ConsenterMapping: { readonly ID: number; readonly Port: number; readonly MSPID: string }[];
                readonly SmartBFT: { readonly RequestBatchMaxInterval: string };
            };
            readonly Application: { readonly Organizations: Section[] };
        };
    };
}

describe('what is generated from a topology', () => {
    let folder: string;
    let topology: Topology;
    let organisations: readonly FabricOrganisation[];
    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'configtx-'));
        topology = await readTopology(SHIPPED);
        organisations = await ensureMaterial(folder, topology);
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('is a channel of six organisations with an anchor peer each, ordered by four under SmartBFT', () => {
        const { Orderer, Application } = (configtx(topology, organisations) as Configtx).Profiles.Consortium;
        expect(Application.Organizations.map(({ ID }) => ID)).toEqual(organisations.map(({ mspId }) => mspId));
        expect(Application.Organizations.every(({ AnchorPeers }) => AnchorPeers?.length === 1)).toBe(true);
        expect(Orderer).toMatchObject({ OrdererType: 'BFT', SmartBFT: { RequestBatchMaxInterval: '50ms' } });
        expect(Orderer.ConsenterMapping.map(({ ID, Port, MSPID }) => [ID, Port, MSPID])).toEqual([
            [1, 7250, 'AuthorityMSP'],
            [2, 7260, 'Eag1MSP'],
            [3, 7270, 'Mec1MSP'],
            [4, 7280, 'Wsp1MSP'],
        ]);
        expect(Orderer.Organizations.flatMap(({ OrdererEndpoints }) => OrdererEndpoints)).toEqual([
            '127.0.0.1:7250',
            '127.0.0.1:7260',
            '127.0.0.1:7270',
            '127.0.0.1:7280',
        ]);
    });

    it('is an MSP folder of each node, with its key, that tells roles by the OU of certificates', async () => {
        const { peer, mspFolder } = organisations[0]!;
        expect((await readdir(peer.mspFolder)).sort()).toEqual([
            'cacerts',
            'config.yaml',
            'keystore',
            'signcerts',
            'tlscacerts',
        ]);
        expect(await readdir(mspFolder)).not.toContain('keystore');
        expect(await readFile(join(mspFolder, 'config.yaml'), 'utf8')).toContain('"Enable":true');
    });

    it('is a TLS certificate of each node, for serving and calling, signed by its own organisation', async () => {
        const [one, other] = organisations;
        const certificate = new X509Certificate(await readFile(one!.orderer.tls.cert));
        expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
        expect([...certificate.keyUsage].sort()).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
        const isSignedBy = async (caFile: string): Promise<boolean> =>
            certificate.verify(new X509Certificate(await readFile(caFile)).publicKey);
        expect(await isSignedBy(one!.tlsCaFile)).toBe(true);
        expect(await isSignedBy(other!.tlsCaFile)).toBe(false);
    });
});
