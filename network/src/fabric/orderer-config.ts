import { join } from 'node:path';
import type { FabricOrganisation } from './crypto-material';
import { ordererPorts } from './ports';

/** Where an orderer listens and keeps its data. */
export interface NodePlace {
    readonly host: string;
    /** The first of its ports. */
    readonly port: number;
    readonly dataFolder: string;
}

const BYTES_MAX = 104_857_600;

/** The content of `orderer.yaml`: TLS for clients and cluster on one port, channel participation, no system channel. */
export function ordererConfig({ mspId, tlsCaFile, orderer }: FabricOrganisation, place: NodePlace): object {
    const { host, port, dataFolder } = place;
    const ports = ordererPorts(port);
    const tls = { Enabled: true, PrivateKey: orderer.tls.key, Certificate: orderer.tls.cert, RootCAs: [tlsCaFile] };
    return {
        General: {
            ListenAddress: host,
            ListenPort: ports.grpc,
            TLS: { ...tls, ClientAuthRequired: false },
            Keepalive: { ServerMinInterval: '60s', ServerInterval: '7200s', ServerTimeout: '20s' },
            MaxRecvMsgSize: BYTES_MAX,
            MaxSendMsgSize: BYTES_MAX,
            Cluster: { ClientCertificate: orderer.tls.cert, ClientPrivateKey: orderer.tls.key, SendBufferSize: 100 },
            BootstrapMethod: 'none',
            LocalMSPDir: orderer.mspFolder,
            LocalMSPID: mspId,
            Authentication: { TimeWindow: '15m' },
        },
        FileLedger: { Location: join(dataFolder, 'ledger') },
        Operations: { ListenAddress: `${host}:${ports.operations}` },
        Metrics: { Provider: 'prometheus' },
        Admin: {
            ListenAddress: `${host}:${ports.admin}`,
            TLS: { ...tls, ClientAuthRequired: true, ClientRootCAs: [tlsCaFile] },
        },
        ChannelParticipation: { Enabled: true, MaxRequestBodySize: '1 MB' },
        Consensus: { WALDir: join(dataFolder, 'wal'), SnapDir: join(dataFolder, 'snapshots') },
    };
}
