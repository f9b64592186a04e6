import { join } from 'node:path';
import { startDevelopmentNetwork } from '../commands/development-network';
import type { LedgerKind } from '../commands/ledger-kind';
import { completeOptions } from '../commands/network-options';
import type { ConnectionProfile } from '../connection-profile';
import { downFabric, upFabric } from '../fabric/fabric-network';
import type { Topology } from '../fabric/topology';

const CHANNEL = 'conformance';
const CHAINCODE = 'probe';
const ORGANISATIONS = ['AuthorityMSP', 'Eag1MSP', 'Eag2MSP'];
/** Compiled: peers load it in threads and processes of their own. */
const PROBE = join(__dirname, '../../dist/testing/probe-contract.js');

/** A ledger of its own with the probe contract. */
export interface ProbeLedger {
    readonly profile: ConnectionProfile;
    /** Its kind and version. */
    readonly name: string;
    close(): Promise<void>;
}

/** Three organisations of which two must endorse; ports of their own, so that another network can run beside it. */
const TOPOLOGY: Topology = {
    channel: CHANNEL,
    chaincode: CHAINCODE,
    host: '127.0.0.1',
    contracts: PROBE,
    organisations: [
        { mspId: 'AuthorityMSP', kind: 'authority' },
        { mspId: 'Eag1MSP', kind: 'eag', region: 'r1' },
        { mspId: 'Eag2MSP', kind: 'eag', region: 'r2' },
        { mspId: 'Mec1MSP', kind: 'mec' },
    ],
    peers: ORGANISATIONS.map((organisation, index) => ({ organisation, port: 7450 + 10 * index })),
    orderers: [...ORGANISATIONS, 'Mec1MSP'].map((organisation, index) => ({ organisation, port: 7550 + 10 * index })),
    endorsement: { outOf: 2, organisations: ORGANISATIONS },
    collections: [],
    ordering: { maxMessageCount: 100, absoluteMaxBytes: 104_857_600, batchIntervalMs: 20 },
};

/** Starts a ledger of either kind in an empty folder; throws when Fabric's programs are not there. */
export async function startProbeLedger(kind: LedgerKind, dataDir: string): Promise<ProbeLedger> {
    return kind === 'fabric' ? startFabric(dataDir) : startEmbedded(dataDir);
}

async function startEmbedded(dataDir: string): Promise<ProbeLedger> {
    const place = { dataDir, channel: CHANNEL, chaincode: CHAINCODE, contracts: PROBE };
    const network = await startDevelopmentNetwork(completeOptions({ ...place, organisations: ORGANISATIONS }));
    return { profile: network.profile, name: 'embedded peer', close: async () => network.close() };
}

async function startFabric(dataDir: string): Promise<ProbeLedger> {
    const close = async (): Promise<void> => {
        await downFabric(dataDir);
    };
    try {
        const { profile, version } = await upFabric(dataDir, TOPOLOGY);
        const organisations = profile.organisations.filter(({ mspId }) => ORGANISATIONS.includes(mspId));
        return { profile: { ...profile, organisations }, name: `Hyperledger Fabric ${version}`, close };
    } catch (error) {
        await close().catch(() => undefined);
        throw error;
    }
}
