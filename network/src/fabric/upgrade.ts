import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { nextDeployment, readDeployments, writeDeployments, type Deployment } from './deployment';
import { fabricFiles } from './fabric-files';
import { assertProcesses, planOf, startChaincode, topologyOf, upFabric, type Progress } from './fabric-network';
import { deploy } from './lifecycle';
import { endProcess } from './managed-process';
import { chaincodeName, peersOf, type Plan } from './node-plans';

/** What a peer was executing when it switched may take so long. */
const DRAIN_MS = 10_000;

/** What came of an upgrade. */
export interface Upgrade {
    readonly before: Deployment;
    /** The same where the contracts are those that run already. */
    readonly after: Deployment;
}

/**
 * Puts new contracts in the place of those that run, while clients go on: processes of both run side by side, every
 * organisation approves the next definition, one commits it, each peer switches when it reads that block. What two peers
 * endorse on different sides of the switch does not match and is made again by the gateway. What was cut short goes on
 * when it is called again.
 * @param contracts - Module that exports `contracts`; this project's own, as now built, when left out.
 * @throws Error when a step fails; the old contracts go on to serve then.
 */
export async function upgradeFabric(
    dataDir: string,
    contracts: string | undefined,
    progress: Progress = () => undefined,
): Promise<Upgrade> {
    const files = fabricFiles(resolve(dataDir));
    await assertProcesses(files);
    const topology = await topologyOf(files);
    await upFabric(dataDir, topology, progress);
    const plan = await planOf(files, topology);
    const deployments = await readDeployments(files);
    if (deployments === undefined) throw new Error(`no network: ${files.deployments} does not exist`);
    const { current } = deployments;
    const next = deployments.next ?? (await nextDeployment(files, current, contracts ?? topology.contracts));
    if (next === undefined) return { before: current, after: current };
    await writeDeployments(files, { current, next });
    progress(`starting version ${String(next.number)} beside version ${String(current.number)}`);
    const packaged = await startChaincode(plan, next);
    progress('agreeing on it');
    await deploy(plan, next, packaged);
    await writeDeployments(files, { current: next });
    progress(`ending version ${String(current.number)}`);
    await delay(DRAIN_MS);
    await endChaincode(plan, current);
    return { before: current, after: next };
}

async function endChaincode(plan: Plan, { slot }: Deployment): Promise<void> {
    await Promise.all(
        peersOf(plan).map(async ({ organisation }) => endProcess(plan.files, chaincodeName(organisation.mspId, slot))),
    );
}
