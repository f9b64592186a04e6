import { join } from 'node:path';
import type { FabricOrganisation } from './crypto-material';
import { ordererPorts, peerPorts } from './ports';
import type { Topology } from './topology';

/** The profile's name in the file. */
export const PROFILE = 'Consortium';

/** How patient SmartBFT is; apart from the batch interval the values that Fabric's documentation recommends. */
const SMART_BFT = {
    RequestForwardTimeout: '5s',
    RequestComplainTimeout: '20s',
    RequestAutoRemoveTimeout: '3m0s',
    ViewChangeResendInterval: '5s',
    ViewChangeTimeout: '20s',
    LeaderHeartbeatTimeout: '20s',
    CollectTimeout: '1s',
    IncomingMessageBufferSize: 200,
    RequestPoolSize: 100_000,
    LeaderHeartbeatCount: 10,
};

const implicit = (Rule: string): object => ({ Type: 'ImplicitMeta', Rule });
const signature = (Rule: string): object => ({ Type: 'Signature', Rule });

const READ_WRITE_ADMIN = {
    Readers: implicit('ANY Readers'),
    Writers: implicit('ANY Writers'),
    Admins: implicit('MAJORITY Admins'),
};

/**
 * The content of `configtx.yaml`: every organisation with its anchor peer and orderer, SmartBFT, and the chaincode's
 * lifecycle decided by a majority.
 */
export function configtx(topology: Topology, organisations: readonly FabricOrganisation[]): object {
    const orderers = topology.orderers.map(({ organisation }) => organisation);
    const sections = organisations.map((organisation) => section(topology, organisation));
    const application = {
        Organizations: sections,
        Policies: {
            ...READ_WRITE_ADMIN,
            Endorsement: implicit('MAJORITY Endorsement'),
            LifecycleEndorsement: implicit('MAJORITY Endorsement'),
        },
        Capabilities: { V2_5: true },
    };
    const profile = {
        Policies: READ_WRITE_ADMIN,
        Capabilities: { V3_0: true },
        Orderer: ordering(
            topology,
            organisations,
            sections.filter(({ ID }) => orderers.includes(ID)),
        ),
        Application: application,
    };
    return { Profiles: { [PROFILE]: profile } };
}

function section(topology: Topology, { mspId, mspFolder }: FabricOrganisation): { readonly ID: string } {
    const { host } = topology;
    const mine = ({ organisation }: { readonly organisation: string }): boolean => organisation === mspId;
    const policies = {
        Readers: signature(`OR('${mspId}.member')`),
        Writers: signature(`OR('${mspId}.member')`),
        Admins: signature(`OR('${mspId}.admin')`),
        Endorsement: signature(`OR('${mspId}.peer')`),
    };
    const anchors = topology.peers.filter(mine).map(({ port }) => ({ Host: host, Port: peerPorts(port).grpc }));
    const endpoints = topology.orderers.filter(mine).map(({ port }) => `${host}:${ordererPorts(port).grpc}`);
    const whole = { Name: mspId, ID: mspId, MSPDir: mspFolder, Policies: policies };
    return {
        ...whole,
        ...(anchors.length > 0 && { AnchorPeers: anchors }),
        ...(endpoints.length > 0 && { OrdererEndpoints: endpoints }),
    };
}

function ordering(topology: Topology, organisations: readonly FabricOrganisation[], sections: object[]): object {
    const { maxMessageCount, absoluteMaxBytes, batchIntervalMs } = topology.ordering;
    return {
        OrdererType: 'BFT',
        // Both are ignored under SmartBFT, but must be there.
        BatchTimeout: '2s',
        BatchSize: {
            MaxMessageCount: maxMessageCount,
            AbsoluteMaxBytes: absoluteMaxBytes,
            PreferredMaxBytes: absoluteMaxBytes,
        },
        SmartBFT: { ...SMART_BFT, RequestBatchMaxInterval: `${batchIntervalMs}ms` },
        ConsenterMapping: consenters(topology, organisations),
        Organizations: sections,
        Policies: { ...READ_WRITE_ADMIN, BlockValidation: implicit('ANY Writers') },
        Capabilities: { V2_0: true },
    };
}

function consenters({ orderers, host }: Topology, organisations: readonly FabricOrganisation[]): object[] {
    return orderers.map(({ organisation, port }, index) => {
        const owner = organisations.find(({ mspId }) => mspId === organisation);
        if (owner === undefined) throw new Error(`no crypto material of ${organisation}`);
        const { identity, tls } = owner.orderer;
        return {
            ID: index + 1,
            Host: host,
            Port: ordererPorts(port).grpc,
            MSPID: organisation,
            Identity: identity.cert,
            ClientTLSCert: tls.cert,
            ServerTLSCert: tls.cert,
        };
    });
}

/** Where configtxgen looks for the file. */
export function configtxFile(configFolder: string): string {
    return join(configFolder, 'configtx.yaml');
}
