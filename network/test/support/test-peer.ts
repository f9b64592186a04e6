import { credentials, type ChannelCredentials } from '@grpc/grpc-js';
import { connect, hash, signers, type Gateway } from '@hyperledger/fabric-gateway';
import { gateway } from '@hyperledger/fabric-protos';
import {
    createCertificateAuthority,
    issueIdentity,
    issueTlsServer,
    type CertificateAuthority,
    type IdentityRequest,
    type IssuedIdentity,
} from '@edgebourse/network/embedded/ca/certificate-authority';
import { openCore } from '@edgebourse/network/embedded/core/core';
import type { LedgerCore } from '@edgebourse/network/embedded/core/types';
import { serveFront, type FrontConfig } from '@edgebourse/network/embedded/front/server';
import { createMspRegistry } from '@edgebourse/network/embedded/msp/registry';
import { createPrivateKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProbeContract } from '../contracts/probe-contract';

export const CHANNEL = 'test-channel';
export const CHAINCODE = 'probe';
/** Two of the first two must endorse; the third is a member without a voice. */
export const ORGANISATIONS = ['Org1MSP', 'Org2MSP', 'Org3MSP'] as const;

/** A peer in this process with the probe contract, and clients for it. */
export interface TestPeer {
    /** As a client reaches it. */
    readonly address: string;
    readonly core: LedgerCore;
    issue(mspId: string, request?: Partial<IdentityRequest>): Promise<IssuedIdentity>;
    connectAs(identity: IssuedIdentity): Gateway;
    /** Fabric's own stub, for what the client library would not send. */
    readonly raw: gateway.GatewayClient;
    readonly credentials: ChannelCredentials;
    /** Stops the front only: the ledger can still be read. */
    stopFront(): Promise<void>;
    close(): Promise<void>;
}

/** Starts one on a free port in a folder of its own. */
export async function startTestPeer(options: Partial<FrontConfig> = {}): Promise<TestPeer> {
    const dataDir = await mkdtemp(join(tmpdir(), 'peer-'));
    const authorities = new Map<string, CertificateAuthority>();
    for (const mspId of ORGANISATIONS) authorities.set(mspId, await createCertificateAuthority(mspId));
    const organisations = [...authorities.values()].map(({ mspId, certificatePem }) => ({
        mspId,
        caCertificatesPem: [certificatePem],
    }));
    const issue = (mspId: string, request: Partial<IdentityRequest> = {}): Promise<IssuedIdentity> =>
        issueIdentity(authorities.get(mspId)!, { commonName: 'user', role: 'client', ...request });
    const endorsementPolicy = { outOf: 2, organisations: ORGANISATIONS.slice(0, 2) };
    const msp = createMspRegistry(organisations);
    const core = await openCore(
        {
            dataDir,
            channelId: CHANNEL,
            chaincode: { name: CHAINCODE, version: '1.0', contracts: [ProbeContract] },
            organisations,
            endorsementPolicy,
        },
        { registry: msp },
    );
    const peers: Record<string, IssuedIdentity> = {};
    for (const mspId of ORGANISATIONS) peers[mspId] = await issue(mspId, { commonName: 'peer', role: 'peer' });
    const tlsCa = await createCertificateAuthority('tls');
    const front = await serveFront({
        core,
        msp,
        channelId: CHANNEL,
        chaincode: { name: CHAINCODE, version: '1.0' },
        peers,
        endorsementPolicy,
        listen: { host: '127.0.0.1', port: 0 },
        tls: await issueTlsServer(tlsCa, ['localhost', '127.0.0.1']),
        ...options,
    });
    // Node warns when a TLS name is an address.
    const address = front.address.replace('127.0.0.1', 'localhost');
    const tls = credentials.createSsl(Buffer.from(tlsCa.certificatePem));
    const raw = new gateway.GatewayClient(address, tls);
    let stopped: Promise<void> | undefined;
    const stopFront = (): Promise<void> => (stopped ??= front.close());
    return {
        address,
        core,
        issue,
        raw,
        credentials: tls,
        connectAs: ({ mspId, certificatePem, privateKeyPem }) =>
            connect({
                client: raw,
                identity: { mspId, credentials: Buffer.from(certificatePem) },
                signer: signers.newPrivateKeySigner(createPrivateKey(privateKeyPem)),
                hash: hash.sha256,
            }),
        stopFront,
        close: async () => {
            raw.close();
            await stopFront();
            await core.close();
            await rm(dataDir, { recursive: true, force: true });
        },
    };
}
