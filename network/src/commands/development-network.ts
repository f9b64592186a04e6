import { writeFile } from 'node:fs/promises';
import type { ConnectionProfile } from '../connection-profile';
import type { IdentityRequest } from '../embedded/ca/certificate-authority';
import { ensureOrganisation, ensureTls, readKeyed, type OrganisationCrypto } from '../embedded/ca/crypto-folder';
import type { FrontConfig } from '../embedded/front/server';
import { startEmbeddedPeer, type EmbeddedPeer, type PeerOrganisation } from '../embedded/peer';
import { regionOf, usersOf } from './development-users';
import { networkFiles } from './network-files';
import type { NetworkOptions } from './network-options';

const ENDORSERS = 2;

/** A running development network. */
export interface DevelopmentNetwork extends EmbeddedPeer {
    readonly profile: ConnectionProfile;
}

/**
 * Opens or makes the crypto material, starts the embedded peer in this process and writes `connection.json`. Two
 * organisations must endorse (all, where there are fewer).
 */
export async function startDevelopmentNetwork(
    options: NetworkOptions,
    hooks: Pick<FrontConfig, 'onFailure'> = {},
): Promise<DevelopmentNetwork> {
    const files = networkFiles(options.dataDir);
    const tls = await ensureTls(files.crypto, ['localhost', '127.0.0.1', options.host]);
    const crypto: OrganisationCrypto[] = [];
    for (const mspId of options.organisations) {
        crypto.push(await ensureOrganisation(files.crypto, mspId, [...usersOf(mspId, regionOf(mspId)), PEER]));
    }
    const front = await startEmbeddedPeer({
        ...hooks,
        dataDir: files.ledger,
        channelId: options.channel,
        chaincode: { name: options.chaincode, contractsModule: options.contractsModule },
        organisations: await Promise.all(crypto.map(peerOrganisation)),
        endorsementPolicy: {
            outOf: Math.min(ENDORSERS, options.organisations.length),
            organisations: options.organisations,
        },
        listen: { host: options.host, port: options.port },
        tls,
    });
    const profile = profileOf(options, front.address, tls.caFile, crypto);
    await writeFile(files.connection, `${JSON.stringify(profile, null, 4)}\n`);
    return { ...front, profile };
}

const PEER: IdentityRequest = { commonName: 'peer', role: 'peer' };

async function peerOrganisation({ mspId, ca, users }: OrganisationCrypto): Promise<PeerOrganisation> {
    const files = users[PEER.commonName];
    if (files === undefined) throw new Error(`${mspId} has no peer identity`);
    return { mspId, caCertificatesPem: [ca.certificatePem], peer: await readKeyed(files) };
}

function profileOf(
    { channel, chaincode }: NetworkOptions,
    address: string,
    tlsCaPem: string,
    crypto: readonly OrganisationCrypto[],
): ConnectionProfile {
    const organisations = crypto.map(({ mspId, users }) => ({
        mspId,
        users: Object.fromEntries(Object.entries(users).filter(([name]) => name !== PEER.commonName)),
    }));
    return { address, tlsCaPem, channel, chaincode, developmentCa: true, organisations };
}
