import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { composeFile, composePath } from './compose-file';
import { ensureGenesis } from './channel';
import { fabricFiles } from './fabric-files';
import { ensureDeployments, keepTopology, planOf } from './fabric-network';
import { packageAll } from './lifecycle';
import type { ProcessPlan } from './managed-process';
import { chaincodePlan, ordererPlan, orderersOf, peerPlan, peersOf } from './node-plans';
import type { Topology } from './topology';

const PROJECT = join(__dirname, '../../..');

/**
 * Prepares a network whose processes are containers: keys, configuration, block 0, packages, and a Compose file that runs
 * them. From then on `up` on this folder starts nothing but waits for the containers, and does the rest.
 * @returns The path of the Compose file.
 * @throws Error when the folder holds another topology, or Fabric's programs for the command line are missing.
 */
export async function prepareCompose(dataDir: string, topology: Topology): Promise<string> {
    const data = resolve(dataDir);
    const files = fabricFiles(data);
    await keepTopology(files, topology);
    const plan = await planOf(files, topology, 'containers');
    await ensureGenesis(plan);
    const { current } = await ensureDeployments(plan);
    const packaged = await packageAll(plan, current);
    const plans: readonly ProcessPlan[] = [
        ...(await Promise.all(orderersOf(plan).map((orderer) => ordererPlan(plan, orderer)))),
        ...packaged.map((peer) => chaincodePlan(plan, peer, current, peer.package.id)),
        ...(await Promise.all(peersOf(plan).map((peer) => peerPlan(plan, peer)))),
    ];
    // Docker would make missing folders for itself, as root.
    await Promise.all(plans.map(async ({ workingFolder }) => mkdir(workingFolder, { recursive: true })));
    const path = composePath(data);
    await writeFile(path, composeFile(topology.channel, plans, { data, project: PROJECT }));
    return path;
}
