import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serviceChaincodePackage, type ChaincodePackage } from './chaincode-package';
import { orderersOf, peersOf, type OwnedNode, type Plan } from './node-plans';
import { peerCli } from './peer-cli';
import { ordererPorts, peerPorts } from './ports';

/** Version and sequence of the first definition; an upgrade takes the next ones. */
const VERSION = '1.0';
const SEQUENCE = '1';

/** A peer with the package that it installs: each names its own organisation's service. */
export interface PackagedPeer extends OwnedNode {
    readonly package: ChaincodePackage;
    readonly packageFile: string;
}

/** Writes each organisation's package. */
export async function packageAll(plan: Plan): Promise<readonly PackagedPeer[]> {
    const { files, topology } = plan;
    await mkdir(files.packages, { recursive: true });
    return Promise.all(
        peersOf(plan).map(async (peer) => {
            const { mspId, tlsCaFile } = peer.organisation;
            const content = serviceChaincodePackage(`${topology.chaincode}_${VERSION}`, {
                address: `${topology.host}:${peerPorts(peer.node.port).service}`,
                tlsCaPem: await readFile(tlsCaFile, 'utf8'),
            });
            const packageFile = join(files.packages, `${mspId}.tar.gz`);
            await writeFile(packageFile, content.bytes);
            return { ...peer, package: content, packageFile };
        }),
    );
}

/** Installs, lets every organisation approve, and commits the chaincode's definition, unless that was done before. */
export async function deploy(plan: Plan, peers: readonly PackagedPeer[]): Promise<void> {
    const [first] = peers;
    if (first === undefined || (await isCommitted(plan, first))) return;
    await Promise.all(peers.map(async (peer) => install(plan, peer)));
    await Promise.all(peers.map(async (peer) => approve(plan, peer)));
    await commit(plan, first, peers);
}

async function isCommitted(plan: Plan, peer: OwnedNode): Promise<boolean> {
    const { channel, chaincode } = plan.topology;
    const text = await peerCli(plan, peer)('lifecycle', 'chaincode', 'querycommitted', '-C', channel, '-O', 'json');
    const { chaincode_definitions = [] } = JSON.parse(text) as { chaincode_definitions?: { name: string }[] };
    return chaincode_definitions.some(({ name }) => name === chaincode);
}

async function install(plan: Plan, peer: PackagedPeer): Promise<void> {
    const run = peerCli(plan, peer);
    const installed = await run('lifecycle', 'chaincode', 'queryinstalled', '-O', 'json');
    if (installed.includes(peer.package.id)) return;
    await run('lifecycle', 'chaincode', 'install', peer.packageFile);
}

async function approve(plan: Plan, peer: PackagedPeer): Promise<void> {
    await peerCli(plan, peer)(
        ...['lifecycle', 'chaincode', 'approveformyorg', ...definition(plan)],
        ...['--package-id', peer.package.id],
    );
}

async function commit(plan: Plan, by: OwnedNode, peers: readonly OwnedNode[]): Promise<void> {
    const endorsers = peers.flatMap(({ organisation, node }) => [
        ...['--peerAddresses', `${plan.topology.host}:${peerPorts(node.port).grpc}`],
        ...['--tlsRootCertFiles', organisation.tlsCaFile],
    ]);
    await peerCli(plan, by)('lifecycle', 'chaincode', 'commit', ...definition(plan), ...endorsers);
}

function definition(plan: Plan): readonly string[] {
    const { topology } = plan;
    const [orderer] = orderersOf(plan);
    if (orderer === undefined) throw new Error('no orderer');
    return [
        ...['--orderer', `${topology.host}:${ordererPorts(orderer.node.port).grpc}`],
        ...['--tls', '--cafile', orderer.organisation.tlsCaFile],
        ...['--channelID', topology.channel, '--name', topology.chaincode],
        ...['--version', VERSION, '--sequence', SEQUENCE],
        ...['--signature-policy', endorsementPolicy(plan), '--waitForEvent', '--waitForEventTimeout', '60s'],
    ];
}

/** Fabric's text form: so many of the organisations, each by a peer. */
function endorsementPolicy({ topology: { endorsement } }: Plan): string {
    const peers = endorsement.organisations.map((mspId) => `'${mspId}.peer'`).join(',');
    return `OutOf(${endorsement.outOf},${peers})`;
}
