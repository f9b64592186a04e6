import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { serviceChaincodePackage, type ChaincodePackage } from './chaincode-package';
import { collectionFlags } from './collections';
import type { Deployment } from './deployment';
import { orderersOf, peersOf, serviceAddress, type OwnedNode, type Plan } from './node-plans';
import { peerCli } from './peer-cli';
import { ordererPorts, peerPorts } from './ports';

/** What Fabric answers to an organisation that approves again what it has approved. */
const APPROVED = 'with unchanged content';
/** What a peer answers that has not read the block yet in which its organisation was let in. */
const BEHIND = 'creator org unknown';
const FOLLOW_MS = 60_000;
const POLL_MS = 500;

/** A peer with the package that it installs: each names its own organisation's service. */
export interface PackagedPeer extends OwnedNode {
    readonly package: ChaincodePackage;
    readonly packageFile: string;
}

/** Writes each organisation's package of a deployment. */
export async function packageAll(plan: Plan, { version, slot }: Deployment): Promise<readonly PackagedPeer[]> {
    const { files, topology } = plan;
    await mkdir(files.packages, { recursive: true });
    return Promise.all(
        peersOf(plan).map(async (peer) => {
            const { mspId, tlsCaFile } = peer.organisation;
            const content = serviceChaincodePackage(`${topology.chaincode}_${version}`, {
                address: serviceAddress(topology, peer.node, slot),
                tlsCaPem: await readFile(tlsCaFile, 'utf8'),
            });
            const packageFile = join(files.packages, `${mspId}-${slot}.tar.gz`);
            await writeFile(packageFile, content.bytes);
            return { ...peer, package: content, packageFile };
        }),
    );
}

/**
 * Installs, lets every organisation approve, and commits a definition of the chaincode, unless that was done before.
 * @throws Error when the channel is further on than this deployment.
 */
export async function deploy(plan: Plan, deployment: Deployment, peers: readonly PackagedPeer[]): Promise<void> {
    const [first] = peers;
    if (first === undefined) return;
    const committed = await committedDefinition(plan, first);
    if (committed?.sequence === deployment.sequence && committed.version === deployment.version) return;
    if ((committed?.sequence ?? 0) >= deployment.sequence) {
        const { sequence, version } = committed ?? {};
        throw new Error(`the channel has definition ${String(sequence)} of version ${String(version)} already`);
    }
    await Promise.all(peers.map(async (peer) => install(plan, peer)));
    const flags = await definition(plan, deployment);
    await Promise.all(peers.map(async (peer) => approve(plan, flags, peer)));
    await commit(plan, flags, first, peers);
}

interface CommittedDefinition {
    readonly name: string;
    readonly sequence: number;
    readonly version: string;
}

async function committedDefinition(plan: Plan, peer: OwnedNode): Promise<CommittedDefinition | undefined> {
    const { channel, chaincode } = plan.topology;
    const text = await peerCli(plan, peer)('lifecycle', 'chaincode', 'querycommitted', '-C', channel, '-O', 'json');
    const { chaincode_definitions = [] } = JSON.parse(text) as { chaincode_definitions?: CommittedDefinition[] };
    return chaincode_definitions.find(({ name }) => name === chaincode);
}

async function install(plan: Plan, peer: PackagedPeer): Promise<void> {
    const run = peerCli(plan, peer);
    const installed = await run('lifecycle', 'chaincode', 'queryinstalled', '-O', 'json');
    if (installed.includes(peer.package.id)) return;
    await run('lifecycle', 'chaincode', 'install', peer.packageFile);
}

async function approve(
    plan: Plan,
    flags: readonly string[],
    peer: PackagedPeer,
    deadline = Date.now() + FOLLOW_MS,
): Promise<void> {
    await peerCli(plan, peer)(
        ...['lifecycle', 'chaincode', 'approveformyorg', ...flags],
        ...['--package-id', peer.package.id],
    ).catch(async (error: unknown) => {
        if (String(error).includes(APPROVED)) return;
        if (!String(error).includes(BEHIND) || Date.now() > deadline) throw error;
        await delay(POLL_MS);
        await approve(plan, flags, peer, deadline);
    });
}

async function commit(plan: Plan, flags: readonly string[], by: OwnedNode, peers: readonly OwnedNode[]): Promise<void> {
    const endorsers = peers.flatMap(({ organisation, node }) => [
        ...['--peerAddresses', `${plan.topology.host}:${peerPorts(node.port).grpc}`],
        ...['--tlsRootCertFiles', organisation.tlsCaFile],
    ]);
    await peerCli(plan, by)('lifecycle', 'chaincode', 'commit', ...flags, ...endorsers);
}

async function definition(plan: Plan, { version, sequence }: Deployment): Promise<readonly string[]> {
    const { topology } = plan;
    const [orderer] = orderersOf(plan);
    if (orderer === undefined) throw new Error('no orderer');
    return [
        ...['--orderer', `${topology.host}:${ordererPorts(orderer.node.port).grpc}`],
        ...['--tls', '--cafile', orderer.organisation.tlsCaFile],
        ...['--channelID', topology.channel, '--name', topology.chaincode],
        ...['--version', version, '--sequence', String(sequence)],
        ...(await collectionFlags(plan.files, topology)),
        ...['--signature-policy', endorsementPolicy(plan), '--waitForEvent', '--waitForEventTimeout', '60s'],
    ];
}

/** Fabric's text form: so many of the organisations, each by a peer. */
function endorsementPolicy({ topology: { endorsement } }: Plan): string {
    const peers = endorsement.organisations.map((mspId) => `'${mspId}.peer'`).join(',');
    return `OutOf(${endorsement.outOf},${peers})`;
}
