import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { parseTopology, readTopology, type Topology } from './topology';

const SHIPPED = join(__dirname, '../../../test-network-config/topology.yaml');

describe('a topology', () => {
    let shipped: Topology;
    beforeAll(async () => {
        shipped = await readTopology(SHIPPED);
    });

    const changed = (change: Partial<Topology>): Topology => parseTopology(stringify({ ...shipped, ...change }), 'it');

    it('as shipped has six organisations with a peer each and four orderers of four organisations', () => {
        expect(shipped.organisations.map(({ mspId }) => mspId)).toEqual(
            shipped.peers.map(({ organisation }) => organisation),
        );
        expect(new Set(shipped.orderers.map(({ organisation }) => organisation)).size).toBe(4);
        expect(shipped.endorsement).toMatchObject({ outOf: 2 });
    });

    it('is refused with a port that two processes would take, and tells both', () => {
        const [first, second, ...rest] = shipped.peers;
        const peers = [first!, { ...second!, port: first!.port + 2 }, ...rest];
        expect(() => changed({ peers })).toThrow(
            /it is no topology:\n- port 7152 is used twice: by the peer of AuthorityMSP and the peer of Eag1MSP/,
        );
    });

    it('is refused with an organisation that is not listed, wherever it is named', () => {
        const peers = [...shipped.peers, { organisation: 'OtherMSP', port: 9000 }];
        expect(() => changed({ peers })).toThrow(/a peer names an unknown organisation: OtherMSP/);
        const endorsement = { outOf: 1, organisations: ['Eag1MSP', 'OtherMSP'] };
        expect(() => changed({ endorsement })).toThrow(
            /the endorsement policy names an unknown organisation: OtherMSP/,
        );
    });

    it('is refused with a number of orderers that is not 3f + 1', () => {
        const [first] = shipped.orderers;
        expect(() => changed({ orderers: [first!] })).toThrow(/1 orderers: SmartBFT needs 3f \+ 1/);
        const orderers = [...shipped.orderers, { organisation: 'Wsp2MSP', port: 9000 }];
        expect(() => changed({ orderers })).toThrow(/5 orderers: SmartBFT needs 3f \+ 1/);
    });

    it('is refused when more organisations must endorse than can, or something is listed twice', () => {
        const endorsement = { outOf: 2, organisations: ['Eag1MSP', 'Eag1MSP'] };
        expect(() => changed({ endorsement })).toThrow(
            /names Eag1MSP twice\n- endorsement needs 2 organisations, but 1 of those named have a peer/,
        );
        const organisations = [...shipped.organisations, shipped.organisations[0]!];
        expect(() => changed({ organisations })).toThrow(/organisation AuthorityMSP is listed twice/);
    });

    it('is refused with a member that nobody knows, and says where', async () => {
        const text = await readFile(SHIPPED, 'utf8');
        expect(() => parseTopology(`${text}\nport: 1\n`, 'it')).toThrow(/it is no topology:\n.*port/);
        expect(() => parseTopology(text.replace('outOf: 2', 'outOf: none'), 'it')).toThrow(/endorsement\.outOf/);
    });
});
