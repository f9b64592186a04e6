import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FabricOrganisation } from './crypto-material';
import type { Deployment, Slot } from './deployment';
import type { FabricFiles } from './fabric-files';
import type { ProcessPlan } from './managed-process';
import { ordererConfig, type NodePlace } from './orderer-config';
import { peerConfig } from './peer-config';
import { ordererPorts, peerPorts } from './ports';
import type { FabricPrograms } from './programs';
import { isHealthy, isListening } from './readiness';
import type { Topology, TopologyNode } from './topology';

/** One line a call would drown the rest. */
const LOGGING = { FABRIC_LOGGING_SPEC: 'comm.grpc.server=warn:info', FABRIC_LOGGING_FORMAT: 'json' };

/** What all processes of a network are planned from. */
export interface Plan {
    readonly topology: Topology;
    readonly files: FabricFiles;
    readonly programs: FabricPrograms;
    readonly organisations: readonly FabricOrganisation[];
    /** Started here, or containers that somebody else starts. */
    readonly hosting: Hosting;
}

/** What runs the processes of a network. */
export type Hosting = 'processes' | 'containers';

/** A peer or orderer with the material of its organisation. */
export interface OwnedNode {
    readonly organisation: FabricOrganisation;
    readonly node: TopologyNode;
    /** The folder of its configuration, for FABRIC_CFG_PATH. */
    readonly configFolder: string;
}

/** @returns The peers with their organisations. */
export function peersOf(plan: Plan): readonly OwnedNode[] {
    return plan.topology.peers.map((node) => owned(plan, node, peerName(node.organisation)));
}

/** @returns The orderers with their organisations. */
export function orderersOf(plan: Plan): readonly OwnedNode[] {
    return plan.topology.orderers.map((node) => owned(plan, node, ordererName(node.organisation)));
}

/** @returns The name of an organisation's peer process. */
export function peerName(mspId: string): string {
    return `peer-${mspId}`;
}

/** @returns The name of an organisation's orderer process. */
export function ordererName(mspId: string): string {
    return `orderer-${mspId}`;
}

/** @returns The name of an organisation's chaincode process. */
export function chaincodeName(mspId: string, slot: Slot): string {
    return slot === 'a' ? `chaincode-${mspId}` : `chaincode-${mspId}-${slot}`;
}

/**
 * Names of all processes, in the order in which they are started.
 * @param slots - The places of chaincode processes that count.
 */
export function processNames({ peers, orderers }: Topology, slots: readonly Slot[]): readonly string[] {
    return [
        ...orderers.map(({ organisation }) => ordererName(organisation)),
        ...peers.flatMap(({ organisation }) => slots.map((slot) => chaincodeName(organisation, slot))),
        ...peers.map(({ organisation }) => peerName(organisation)),
    ];
}

/** @returns host:port where the chaincode process of a peer's organisation listens. */
export function serviceAddress({ host }: Topology, { port }: TopologyNode, slot: Slot): string {
    const { service, serviceNext } = peerPorts(port);
    return `${host}:${slot === 'a' ? service : serviceNext}`;
}

/** Writes the configuration of an orderer. @returns How it is started. */
export async function ordererPlan(plan: Plan, owner: OwnedNode): Promise<ProcessPlan> {
    const name = ordererName(owner.organisation.mspId);
    const place = placeOf(plan, owner.node, name);
    await writeConfig(owner.configFolder, 'orderer.yaml', ordererConfig(owner.organisation, place));
    const { host, port } = place;
    return {
        name,
        program: plan.programs.orderer,
        args: ['start'],
        environment: { ...LOGGING, FABRIC_CFG_PATH: owner.configFolder },
        workingFolder: place.dataFolder,
        isReady: () => isHealthy(`${host}:${ordererPorts(port).operations}`),
    };
}

/** Writes the configuration of a peer. @returns How it is started. */
export async function peerPlan(plan: Plan, owner: OwnedNode): Promise<ProcessPlan> {
    const name = peerName(owner.organisation.mspId);
    const place = placeOf(plan, owner.node, name);
    await writeConfig(owner.configFolder, 'core.yaml', peerConfig(owner.organisation, place, plan.hosting));
    const { host, port } = place;
    return {
        name,
        program: plan.programs.peer,
        args: ['node', 'start'],
        environment: { ...LOGGING, FABRIC_CFG_PATH: owner.configFolder },
        workingFolder: place.dataFolder,
        isReady: () => isHealthy(`${host}:${peerPorts(port).operations}`),
    };
}

/** @returns How the chaincode process of a peer's organisation is started; it serves one package. */
export function chaincodePlan(
    plan: Plan,
    { organisation, node }: OwnedNode,
    { module, slot }: Deployment,
    packageId: string,
): ProcessPlan {
    const { host, chaincode } = plan.topology;
    const address = serviceAddress(plan.topology, node, slot);
    const name = chaincodeName(organisation.mspId, slot);
    return {
        name,
        program: process.execPath,
        args: [require.resolve('./chaincode-process'), chaincode],
        environment: {
            CHAINCODE_ID: packageId,
            CHAINCODE_CONTRACTS: module,
            CHAINCODE_SERVER_ADDRESS: address,
            CHAINCODE_TLS_CERT: organisation.service.cert,
            CHAINCODE_TLS_KEY: organisation.service.key,
            CORE_PEER_LOCALMSPID: organisation.mspId,
        },
        workingFolder: join(plan.files.production, name),
        isReady: () => isListening(host, Number(address.slice(host.length + 1))),
    };
}

function owned(plan: Plan, node: TopologyNode, name: string): OwnedNode {
    const organisation = plan.organisations.find(({ mspId }) => mspId === node.organisation);
    if (organisation === undefined) throw new Error(`no crypto material of ${node.organisation}`);
    return { organisation, node, configFolder: join(plan.files.config, name) };
}

function placeOf({ topology, files }: Plan, { port }: TopologyNode, name: string): NodePlace {
    return { host: topology.host, port, dataFolder: join(files.production, name) };
}

/** JSON is YAML. */
async function writeConfig(folder: string, name: string, content: object): Promise<void> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), `${JSON.stringify(content, null, 4)}\n`);
}
