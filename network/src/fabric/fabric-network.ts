import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConnectionProfile } from '../connection-profile';
import { runningProcess } from '../commands/process-file';
import { ensureGenesis, joinOrderers, joinPeers } from './channel';
import { clientProfile } from './client-profile';
import { composePath } from './compose-file';
import { enrolMaterial, ensureMaterial } from './crypto-material';
import { firstDeployment, readDeployments, writeDeployments, type Deployment, type Slot } from './deployment';
import { fabricFiles, type FabricFiles } from './fabric-files';
import { deploy, packageAll, type PackagedPeer } from './lifecycle';
import { endProcess, ensureProcess, pidFile } from './managed-process';
import {
    chaincodePlan,
    ordererPlan,
    orderersOf,
    peerPlan,
    peersOf,
    processNames,
    type Hosting,
    type Plan,
} from './node-plans';
import { findCaPrograms, findPrograms } from './programs';
import { parseTopology, type Topology } from './topology';

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

/** Told what is done next. */
export type Progress = (step: string) => void;

const SILENT: Progress = () => undefined;
const SLOTS: readonly Slot[] = ['a', 'b'];

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
    progress: Progress = SILENT,
): Promise<FabricNetwork> {
    const files = fabricFiles(resolve(dataDir));
    await keepTopology(files, topology);
    const plan = await planOf(files, topology);
    await startOrdering(plan, progress);
    await startPeers(plan, progress);
    const profile = await writeProfile(plan);
    return { profile, topology, files, version: plan.programs.version };
}

/** @returns What the processes of a topology are planned from; makes the crypto material that is missing. */
export async function planOf(files: FabricFiles, topology: Topology, hosting?: Hosting): Promise<Plan> {
    const programs = await findPrograms();
    if (await exists(files.ca)) await enrolMaterial(await findCaPrograms(), files.crypto, files.ca, topology);
    const organisations = await ensureMaterial(files.crypto, topology);
    const kept: Hosting = (await exists(composePath(files.home))) ? 'containers' : 'processes';
    return { topology, files, programs, organisations, hosting: hosting ?? kept };
}

/**
 * For what this program does with the processes themselves.
 * @throws Error where the processes are containers.
 */
export async function assertProcesses(files: FabricFiles): Promise<void> {
    const path = composePath(files.home);
    if (await exists(path)) throw new Error(`the processes are containers: use \`docker compose -f ${path}\``);
}

/**
 * Lets Fabric CA servers issue the certificates of a network that has none yet.
 * @throws Error when there are no such programs, or the network has its certificates from the development CA.
 */
export async function useFabricCa(dataDir: string): Promise<void> {
    const files = fabricFiles(resolve(dataDir));
    await findCaPrograms();
    if (await exists(files.ca)) return;
    if (await exists(files.crypto)) throw new Error(`${files.crypto} is of the development CA: name another folder`);
    await mkdir(files.ca, { recursive: true, mode: 0o700 });
}

async function exists(path: string): Promise<boolean> {
    return access(path).then(
        () => true,
        () => false,
    );
}

/** Writes what clients of the network read. @returns It. */
export async function writeProfile({ files, topology, organisations }: Plan): Promise<ConnectionProfile> {
    const profile = clientProfile(topology, organisations);
    await writeFile(files.connection, `${JSON.stringify(profile, null, 4)}\n`);
    return profile;
}

/** Stops every process that `up` started on this data directory. @returns How each that ran, or should have, went. */
export async function downFabric(dataDir: string): Promise<readonly { name: string; outcome: string }[]> {
    const files = fabricFiles(resolve(dataDir));
    await assertProcesses(files);
    const expected = await namesInForce(files);
    const names = processNames(await topologyOf(files), SLOTS);
    // Peers first: they are clients of the others.
    const ended = await Promise.all(
        [...names].reverse().map(async (name) => ({ name, outcome: await endProcess(files, name) })),
    );
    return ended.filter(({ name, outcome }) => outcome !== 'not running' || expected.includes(name));
}

/** Which processes of the network on this data directory run. */
export async function fabricStatus(dataDir: string): Promise<readonly ProcessState[]> {
    const files = fabricFiles(resolve(dataDir));
    await assertProcesses(files);
    const names = await namesInForce(files);
    return Promise.all(names.map(async (name) => ({ name, pid: await runningProcess(pidFile(files, name)) })));
}

/** Stops one process and starts it again. @throws Error when the network has none of that name. */
export async function restartFabric(dataDir: string, name: string): Promise<void> {
    const files = fabricFiles(resolve(dataDir));
    await assertProcesses(files);
    const names = await namesInForce(files);
    if (!names.includes(name)) throw new Error(`no process ${name}; there are ${names.join(', ')}`);
    await endProcess(files, name);
    await upFabric(dataDir, await topologyOf(files));
}

/** The topology in force on a data directory; throws when there is no network of Fabric processes. */
export async function topologyOf(files: FabricFiles): Promise<Topology> {
    const text = await readFile(files.topology, 'utf8').catch(() => undefined);
    if (text === undefined) throw new Error(`no network: ${files.topology} does not exist`);
    return parseTopology(text, files.topology);
}

/** @returns The names of all processes that must run: of chaincode those that serve the definition in force. */
export async function namesInForce(files: FabricFiles): Promise<readonly string[]> {
    const deployments = await readDeployments(files);
    return processNames(await topologyOf(files), [deployments?.current.slot ?? 'a']);
}

async function startOrdering(plan: Plan, progress: Progress): Promise<void> {
    progress(`starting ${plan.topology.orderers.length} orderers`);
    await ensureGenesis(plan);
    await Promise.all(orderersOf(plan).map(async (orderer) => ensureProcess(plan, await ordererPlan(plan, orderer))));
    await joinOrderers(plan);
}

async function startPeers(plan: Plan, progress: Progress): Promise<void> {
    progress(`starting ${plan.topology.peers.length} peers, each with its chaincode process`);
    await Promise.all(peersOf(plan).map(async (peer) => ensureProcess(plan, await peerPlan(plan, peer))));
    const { current, next } = await ensureDeployments(plan);
    const packaged = await startChaincode(plan, current);
    // An upgrade that was cut short: some peers may be on the new definition already.
    if (next !== undefined) await startChaincode(plan, next);
    progress('joining the channel');
    await joinPeers(plan);
    if (next !== undefined) return;
    progress('agreeing on the chaincode');
    await deploy(plan, current, packaged);
}

/** Starts the chaincode processes of a deployment, of which each organisation has its own. @returns Their packages. */
export async function startChaincode(plan: Plan, deployment: Deployment): Promise<readonly PackagedPeer[]> {
    const packaged = await packageAll(plan, deployment);
    await Promise.all(
        packaged.map(async (peer) => ensureProcess(plan, chaincodePlan(plan, peer, deployment, peer.package.id))),
    );
    return packaged;
}

/** @returns What is in force; of a new network the first deployment of the topology's contracts. */
export async function ensureDeployments({
    files,
    topology,
}: Plan): Promise<{ current: Deployment; next?: Deployment }> {
    const kept = await readDeployments(files);
    if (kept !== undefined) return kept;
    const first = { current: await firstDeployment(files, topology) };
    await writeDeployments(files, first);
    return first;
}

/** Keeps the topology in force. @throws Error for a data directory that was made for something else. */
export async function keepTopology(files: FabricFiles, topology: Topology): Promise<void> {
    const text = topologyText(topology);
    const before = await readFile(files.topology, 'utf8').catch(() => undefined);
    // One that was kept before the form had all its members says the same.
    if (before !== undefined && topologyText(parseTopology(before, files.topology)) === text) return;
    if (before !== undefined)
        throw new Error(`${files.topology} is of another network: name another folder with --data`);
    await mkdir(resolve(files.topology, '..'), { recursive: true });
    await writeFile(files.topology, text);
}

/** @returns A topology as it is kept. */
export function topologyText(topology: Topology): string {
    return `${JSON.stringify(topology, null, 4)}\n`;
}
