import { join } from 'node:path';
import { IMAGE_BUILDER_FOLDER } from './compose-file';
import type { FabricOrganisation } from './crypto-material';
import type { NodePlace } from './orderer-config';
import { peerPorts } from './ports';

/** The external builder that is shipped here, for chaincode as a service. */
export const BUILDER_FOLDER = join(__dirname, '../../fabric-builder');

const BYTES_MAX = 104_857_600;

/**
 * The content of `core.yaml`. Every organisation has one peer, so each pulls its blocks from the orderers itself and
 * gossip only tells peers of each other.
 */
export function peerConfig(
    organisation: FabricOrganisation,
    place: NodePlace,
    hosting: 'processes' | 'containers' = 'processes',
): object {
    const { host, port, dataFolder } = place;
    const ports = peerPorts(port);
    return {
        peer: { ...peerSection(organisation, place), fileSystemPath: dataFolder },
        vm: { endpoint: '' },
        chaincode: {
            builder: 'none',
            externalBuilders: [
                hosting === 'containers'
                    ? { name: 'ccaas_builder', path: IMAGE_BUILDER_FOLDER }
                    : { name: 'edgebourse-service', path: BUILDER_FOLDER },
            ],
            installTimeout: '60s',
            startuptimeout: '30s',
            executetimeout: '60s',
            mode: 'net',
            keepalive: 0,
            system: { _lifecycle: 'enable', cscc: 'enable', lscc: 'enable', qscc: 'enable' },
            logging: { level: 'info', shim: 'warning' },
            runtimeParams: {
                useWriteBatch: true,
                maxSizeWriteBatch: 1000,
                useGetMultipleKeys: true,
                maxSizeGetMultipleKeys: 1000,
            },
        },
        ledger: {
            state: { stateDatabase: 'goleveldb', totalQueryLimit: 100_000 },
            history: { enableHistoryDatabase: true },
            pvtdataStore: { purgeInterval: 100, deprioritizedDataReconcilerInterval: '60m' },
            snapshots: { rootDir: join(dataFolder, 'snapshots') },
        },
        operations: { listenAddress: `${host}:${ports.operations}`, tls: { enabled: false } },
        metrics: { provider: 'prometheus' },
    };
}

function peerSection({ mspId, tlsCaFile, peer }: FabricOrganisation, { host, port }: NodePlace): object {
    const ports = peerPorts(port);
    const address = `${host}:${ports.grpc}`;
    return {
        id: `peer.${mspId}`,
        networkId: 'edgebourse',
        listenAddress: address,
        address,
        chaincodeListenAddress: `${host}:${ports.callback}`,
        chaincodeAddress: `${host}:${ports.callback}`,
        gateway: { enabled: true, endorsementTimeout: '30s', broadcastTimeout: '30s', dialTimeout: '30s' },
        keepalive: { interval: '7200s', timeout: '20s', minInterval: '60s' },
        gossip: gossip(address),
        tls: {
            enabled: true,
            clientAuthRequired: false,
            cert: { file: peer.tls.cert },
            key: { file: peer.tls.key },
            rootcert: { file: tlsCaFile },
        },
        authentication: { timewindow: '15m' },
        BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
        mspConfigPath: peer.mspFolder,
        localMspId: mspId,
        localMspType: 'bccsp',
        client: { connTimeout: '3s' },
        deliveryclient: { reconnectTotalTimeThreshold: '3600s', connTimeout: '3s', policy: 'cluster' },
        handlers: {
            authFilters: [{ name: 'DefaultAuth' }, { name: 'ExpirationCheck' }, { name: 'TimeWindowCheck' }],
            decorators: [{ name: 'DefaultDecorator' }],
            endorsers: { escc: { name: 'DefaultEndorsement' } },
            validators: { vscc: { name: 'DefaultValidation' } },
        },
        discovery: {
            enabled: true,
            authCacheEnabled: true,
            authCacheMaxSize: 1000,
            authCachePurgeRetentionRatio: 0.75,
        },
        limits: { concurrency: { endorserService: 2500, deliverService: 2500, gatewayService: 500 } },
        maxRecvMsgSize: BYTES_MAX,
        maxSendMsgSize: BYTES_MAX,
    };
}

function gossip(address: string): object {
    return {
        bootstrap: address,
        externalEndpoint: address,
        useLeaderElection: false,
        orgLeader: true,
        // After an upgrade peers choose endorsers by what the others have told of their chaincode.
        publishStateInfoInterval: '1s',
        requestStateInfoInterval: '1s',
        state: { enabled: false },
        pvtData: {
            pullRetryThreshold: '5s',
            transientstoreMaxBlockRetention: 20_000,
            pushAckTimeout: '3s',
            btlPullMargin: 10,
            reconcileBatchSize: 10,
            reconcileSleepInterval: '1m',
            reconciliationEnabled: true,
            implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 1 },
        },
    };
}
