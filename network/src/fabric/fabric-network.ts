import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConnectionProfile } from '../connection-profile';
import { runningProcess } from '../commands/process-file';
import { ensureGenesis, joinOrderers, joinPeers } from './channel';
import { ensureMaterial, type FabricOrganisation } from './crypto-material';
import { fabricFiles, type FabricFiles } from './fabric-files';
import { deploy, packageAll } from './lifecycle';
import { endProcess, ensureProcess, pidFile } from './managed-process';
import { chaincodePlan, ordererPlan, orderersOf, peerPlan, peersOf, processNames, type Plan } from './node-plans';
import { peerPorts } from './ports';
import { findPrograms } from './programs';
import { parseTopology, type Topology } from './topology';

/** Users of an organisation that clients may sign as; the others are its nodes. */
const NODES = ['peer', 'orderer'];

/** A consortium of Fabric processes that serve. */
export interface FabricNetwork {
    readonly profile: ConnectionProfile;
    readonly topology: Topology;
    readonly files: FabricFiles;
    /** Of Fabric's `peer`. */
    readonly version: string;
}

/** One process of a network, and its id while it runs. */
export interface ProcessState {
    readonly name: string;
    readonly pid: number | undefined;
}

/**
 * Starts what does not run yet of a consortium: orderers, chaincode and peers, channel, chaincode definition. Every step
 * finds out first whether it was done before, so a network that was stopped, or an attempt that failed half way, goes on.
 * @param progress - Told what is done next.
 * @throws Error when Fabric's programs are missing, the data directory holds another topology, or a step fails; what
 * was started stays, for its logs.
 */
export async function upFabric(
    dataDir: string,
    topology: Topology,
    progress: (step: string) => void = () => undefined,
): Promise<FabricNetwork> {
    const programs = await findPrograms();
    const files = fabricFiles(resolve(dataDir));
    await keepTopology(files, topology);
    const organisations = await ensureMaterial(files.crypto, topology);
    const plan: Plan = { topology, files, programs, organisations };
    await startOrdering(plan, progress);
    await startPeers(plan, progress);
    const profile = profileOf(topology, organisations);
    await writeFile(files.connection, `${JSON.stringify(profile, null, 4)}\n`);
    return { profile, topology, files, version: programs.version };
}

/** Stops every process that `up` started on this data directory. @returns How each went. */
export async function downFabric(dataDir: string): Promise<readonly { name: string; outcome: string }[]> {
    const files = fabricFiles(resolve(dataDir));
    const names = processNames(await topologyOf(files));
    // Peers first: they are clients of the others.
    return Promise.all([...names].reverse().map(async (name) => ({ name, outcome: await endProcess(files, name) })));
}

/** Which processes of the network on this data directory run. */
export async function fabricStatus(dataDir: string): Promise<readonly ProcessState[]> {
    const files = fabricFiles(resolve(dataDir));
    const names = processNames(await topologyOf(files));
    return Promise.all(names.map(async (name) => ({ name, pid: await runningProcess(pidFile(files, name)) })));
}

/** Stops one process and starts it again. @throws Error when the network has none of that name. */
export async function restartFabric(dataDir: string, name: string): Promise<void> {
    const files = fabricFiles(resolve(dataDir));
    const topology = await topologyOf(files);
    const names = processNames(topology);
    if (!names.includes(name)) throw new Error(`no process ${name}; there are ${names.join(', ')}`);
    await endProcess(files, name);
    await upFabric(dataDir, topology);
}

/** The topology in force on a data directory; throws when there is no network of Fabric processes. */
export async function topologyOf(files: FabricFiles): Promise<Topology> {
    const text = await readFile(files.topology, 'utf8').catch(() => undefined);
    if (text === undefined) throw new Error(`no network: ${files.topology} does not exist`);
    return parseTopology(text, files.topology);
}

async function startOrdering(plan: Plan, progress: (step: string) => void): Promise<void> {
    progress(`starting ${plan.topology.orderers.length} orderers`);
    await ensureGenesis(plan);
    await Promise.all(
        orderersOf(plan).map(async (orderer) => ensureProcess(plan.files, await ordererPlan(plan, orderer))),
    );
    await joinOrderers(plan);
}

async function startPeers(plan: Plan, progress: (step: string) => void): Promise<void> {
    progress(`starting ${plan.topology.peers.length} peers, each with its chaincode process`);
    await Promise.all(peersOf(plan).map(async (peer) => ensureProcess(plan.files, await peerPlan(plan, peer))));
    const packaged = await packageAll(plan);
    await Promise.all(
        packaged.map(async (peer) => ensureProcess(plan.files, chaincodePlan(plan, peer, peer.package.id))),
    );
    progress('joining the channel');
    await joinPeers(plan);
    progress('agreeing on the chaincode');
    await deploy(plan, packaged);
}

/** Refuses a data directory that was made for something else. */
async function keepTopology(files: FabricFiles, topology: Topology): Promise<void> {
    const text = `${JSON.stringify(topology, null, 4)}\n`;
    const before = await readFile(files.topology, 'utf8').catch(() => undefined);
    if (before === text) return;
    if (before !== undefined)
        throw new Error(`${files.topology} is of another network: name another folder with --data`);
    await mkdir(resolve(files.topology, '..'), { recursive: true });
    await writeFile(files.topology, text);
}

/** Clients speak to the first peer; its gateway finds the others. */
function profileOf(
    { peers, host, channel, chaincode }: Topology,
    all: readonly FabricOrganisation[],
): ConnectionProfile {
    const [first] = peers;
    const owner = all.find(({ mspId }) => mspId === first?.organisation);
    if (first === undefined || owner === undefined) throw new Error('the topology has no peer');
    const organisations = all.map(({ mspId, crypto }) => ({
        mspId,
        users: Object.fromEntries(Object.entries(crypto.users).filter(([name]) => !NODES.includes(name))),
    }));
    const address = `${host}:${peerPorts(first.port).grpc}`;
    return { address, tlsCaPem: owner.tlsCaFile, channel, chaincode, developmentCa: true, organisations };
}
