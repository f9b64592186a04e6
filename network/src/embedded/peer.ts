import type { KeyedCertificate } from './ca/certificate-authority';
import type { Collection, CoreConfig, EndorsementPolicy, Organisation } from './core/types';
import { openWorkerCore } from './core/worker-client';
import { serveFront, type Front, type FrontConfig } from './front/server';
import { createMspRegistry } from './msp/registry';

/** One organisation of the channel, with the certificate and key that its peer endorses with. */
export interface PeerOrganisation extends Organisation {
    readonly peer: KeyedCertificate;
}

/** Everything an embedded peer is told at start. */
export interface EmbeddedPeerConfig extends Pick<
    FrontConfig,
    'listen' | 'tls' | 'timeWindowMs' | 'cutting' | 'maxMessageBytes' | 'concurrency' | 'onFailure'
> {
    /** Folder of the block log and the state; made when missing. */
    readonly dataDir: string;
    readonly channelId: string;
    /** `contractsModule` is an absolute path of a module that exports `contracts`. */
    readonly chaincode: { readonly name: string; readonly version?: string; readonly contractsModule: string };
    readonly organisations: readonly PeerOrganisation[];
    readonly endorsementPolicy: EndorsementPolicy;
    readonly collections?: readonly Collection[];
}

/** A running embedded peer. */
export interface EmbeddedPeer extends Front {
    /** @returns The hash of the whole public state, as state-hash.ts computes it: equal before and after a refusal. */
    stateHash(): Promise<string>;
}

/**
 * Starts an embedded peer: contracts, simulator and state in a worker thread, Fabric's Gateway and Deliver services
 * over TLS here. Rejects when the ledger cannot be opened, the contracts cannot be loaded or the port is taken.
 */
export async function startEmbeddedPeer(config: EmbeddedPeerConfig): Promise<EmbeddedPeer> {
    const onDeath = config.onFailure;
    const core = await openWorkerCore(coreConfig(config), onDeath === undefined ? {} : { onDeath });
    try {
        const front = await serveFront({
            ...config,
            core,
            msp: createMspRegistry(config.organisations),
            chaincode: withVersion(config),
            peers: Object.fromEntries(config.organisations.map(({ mspId, peer }) => [mspId, peer])),
        });
        return {
            address: front.address,
            stateHash: async () => core.stateHash(),
            close: async () => {
                await front.close();
                await core.close();
            },
        };
    } catch (error) {
        await core.close();
        throw error;
    }
}

/** The worker gets certificates only: keys stay in this thread. */
function coreConfig(config: EmbeddedPeerConfig): CoreConfig {
    const { dataDir, channelId, endorsementPolicy, collections } = config;
    return {
        dataDir,
        channelId,
        chaincode: withVersion(config),
        endorsementPolicy,
        organisations: config.organisations.map(({ mspId, caCertificatesPem }) => ({ mspId, caCertificatesPem })),
        ...(collections === undefined ? {} : { collections }),
    };
}

/** Endorsements name the version, validation expects it: both must mean the same one. */
function withVersion({ chaincode }: EmbeddedPeerConfig): Required<EmbeddedPeerConfig['chaincode']> {
    return { ...chaincode, version: chaincode.version ?? '1.0' };
}
