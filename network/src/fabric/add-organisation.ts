import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { configtx, configtxFile, PROFILE } from './configtx';
import { configOf, memberUpdate, membersOf } from './config-update';
import { readDeployments, writeDeployments } from './deployment';
import { command } from './fabric-command';
import { fabricFiles, type FabricFiles } from './fabric-files';
import {
    assertProcesses,
    planOf,
    topologyOf,
    topologyText,
    upFabric,
    type FabricNetwork,
    type Progress,
} from './fabric-network';
import { orderersOf, peersOf, type Plan } from './node-plans';
import { peerCli } from './peer-cli';
import { ordererPorts } from './ports';
import { parseTopology, type Topology, type TopologyOrganisation } from './topology';

/** An organisation that is let into a running network, with one peer that endorses. */
export interface NewOrganisation extends TopologyOrganisation {
    /** The first port of its peer. */
    readonly port: number;
}

/**
 * Lets an organisation into a running network: administrators of a majority sign the channel's new configuration, its
 * peer joins, its chaincode process runs the code in force, and all agree on a definition that counts it among the
 * endorsers. What was cut short goes on when it is called again with the same organisation.
 * @throws Error when the topology would not fit, or a step fails.
 */
export async function addOrganisation(
    dataDir: string,
    added: NewOrganisation,
    progress: Progress = () => undefined,
): Promise<FabricNetwork> {
    const files = fabricFiles(resolve(dataDir));
    await assertProcesses(files);
    const before = await topologyOf(files);
    const isKept = before.organisations.some(({ mspId }) => mspId === added.mspId);
    const topology = isKept ? before : withOrganisation(before, added, files.topology);
    if (!isKept) {
        await upFabric(dataDir, before, progress);
        await enterChannel(await planOf(files, topology), added.mspId, progress);
        await writeFile(files.topology, topologyText(topology));
    }
    await agreeOnEndorsers(files, topology.endorsement.organisations);
    return upFabric(dataDir, topology, progress);
}

/** The topology with one more organisation; checked as any. */
function withOrganisation(before: Topology, { port, ...organisation }: NewOrganisation, source: string): Topology {
    const { mspId } = organisation;
    const { endorsement } = before;
    const after: Topology = {
        ...before,
        organisations: [...before.organisations, organisation],
        peers: [...before.peers, { organisation: mspId, port }],
        endorsement: { ...endorsement, organisations: [...endorsement.organisations, mspId] },
    };
    return parseTopology(JSON.stringify(after), source);
}

/** The code stays; the definition of who endorses changes. */
async function agreeOnEndorsers(files: FabricFiles, endorsers: readonly string[]): Promise<void> {
    const kept = await readDeployments(files);
    if (kept?.current.endorsers.join() === endorsers.join()) return;
    if (kept?.next !== undefined) throw new Error('an upgrade has begun: finish it first with `upgrade`');
    if (kept === undefined) throw new Error(`no network: ${files.deployments} does not exist`);
    await writeDeployments(files, { current: { ...kept.current, sequence: kept.current.sequence + 1, endorsers } });
}

async function enterChannel(plan: Plan, mspId: string, progress: Progress): Promise<void> {
    const folder = join(plan.files.config, `add-${mspId}`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const channel = configOf(await fetchConfig(plan, join(folder, 'config.block')));
    if (membersOf(channel).has(mspId)) return;
    const member = membersOf(configOf(await makeConfig(plan, folder))).get(mspId);
    if (member === undefined) throw new Error(`configtxgen made no group of ${mspId}`);
    const update = join(folder, 'update.pb');
    await writeFile(update, memberUpdate(plan.topology.channel, channel, mspId, member));
    const admins = peersOf(plan).filter(({ organisation }) => membersOf(channel).has(organisation.mspId));
    const [submitter, ...signers] = admins.slice(0, Math.floor(membersOf(channel).size / 2) + 1);
    if (submitter === undefined) throw new Error('nobody can sign');
    progress(`administrators of ${String(signers.length + 1)} organisations sign for ${mspId}`);
    for (const signer of signers) await peerCli(plan, signer)('channel', 'signconfigtx', '-f', update);
    const channelId = plan.topology.channel;
    await peerCli(plan, submitter)('channel', 'update', '-f', update, '-c', channelId, ...ordererFlags(plan));
}

/** The newest configuration, from the orderers. */
async function fetchConfig(plan: Plan, file: string): Promise<Uint8Array> {
    const [peer] = peersOf(plan);
    if (peer === undefined) throw new Error('no peer');
    const args = ['channel', 'fetch', 'config', file, '-c', plan.topology.channel, ...ordererFlags(plan)];
    await peerCli(plan, peer)(...args);
    return readFile(file);
}

/** What the channel would have been with the new organisation from the start: only that one's part is taken of it. */
async function makeConfig({ topology, organisations, programs }: Plan, folder: string): Promise<Uint8Array> {
    const file = join(folder, 'whole.block');
    await writeFile(configtxFile(folder), JSON.stringify(configtx(topology, organisations)));
    const args = ['-profile', PROFILE, '-channelID', topology.channel, '-outputBlock', file, '-configPath', folder];
    await command(programs.configtxgen, args);
    return readFile(file);
}

function ordererFlags(plan: Plan): readonly string[] {
    const [orderer] = orderersOf(plan);
    if (orderer === undefined) throw new Error('no orderer');
    const address = `${plan.topology.host}:${ordererPorts(orderer.node.port).grpc}`;
    return ['-o', address, '--tls', '--cafile', orderer.organisation.tlsCaFile];
}
