import type { ConnectionProfile } from '../connection-profile';
import type { FabricOrganisation } from './crypto-material';
import { peerPorts } from './ports';
import type { Topology } from './topology';

/** Users of an organisation that clients may sign as; the others are its nodes. */
const NODES = ['peer', 'orderer'];

/** @returns What clients read: they speak to the first peer, whose gateway finds the others, and fall back on these. */
export function clientProfile(topology: Topology, all: readonly FabricOrganisation[]): ConnectionProfile {
    const { peers, host, channel, chaincode, endorsement } = topology;
    const [first, ...fallbacks] = peers.map(({ organisation, port }) => {
        const owner = all.find(({ mspId }) => mspId === organisation);
        if (owner === undefined) throw new Error(`no crypto material of ${organisation}`);
        return { address: `${host}:${peerPorts(port).grpc}`, tlsCaPem: owner.tlsCaFile };
    });
    if (first === undefined) throw new Error('the topology has no peer');
    const organisations = all.map(({ mspId, crypto }) => ({
        mspId,
        users: Object.fromEntries(Object.entries(crypto.users).filter(([name]) => !NODES.includes(name))),
    }));
    return { ...first, fallbacks, channel, chaincode, endorsement, developmentCa: true, organisations };
}
