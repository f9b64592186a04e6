import { join } from 'node:path';
import { collectionsConfig } from './collections';
import { parseTopology, readTopology, type Topology } from './topology';

const SHIPPED = join(__dirname, '../../../test-network-config/topology.yaml');

describe('named private collections of a topology', () => {
    const withCollections = async (collections: object[]): Promise<Topology> =>
        parseTopology(JSON.stringify({ ...(await readTopology(SHIPPED)), collections }), 'it');

    it('become the collections of the definition, for their members alone', async () => {
        const topology = await withCollections([{ name: 'energyBooks', members: ['Eag1MSP', 'Eag2MSP'] }]);
        expect(collectionsConfig(topology)).toEqual([
            {
                name: 'energyBooks',
                policy: "OR('Eag1MSP.member','Eag2MSP.member')",
                requiredPeerCount: 0,
                maxPeerCount: 1,
                blockToLive: 0,
                memberOnlyRead: true,
                memberOnlyWrite: true,
            },
        ]);
        expect(collectionsConfig(await readTopology(SHIPPED))).toEqual([]);
    });

    it('are refused with an unknown member, or a name that is taken', async () => {
        const books = { name: 'books', members: ['OtherMSP'] };
        await expect(withCollections([books, { ...books, members: ['Eag1MSP'] }])).rejects.toThrow(
            /collection books is listed twice\n.*collection books names an unknown organisation: OtherMSP/s,
        );
    });
});
