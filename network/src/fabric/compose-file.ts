import { execPath } from 'node:process';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ProcessPlan } from './managed-process';

/** Where Fabric's peer image has its own builder for chaincode that runs as a service. */
export const IMAGE_BUILDER_FOLDER = '/opt/hyperledger/ccaas_builder';

/** Images by the first word of a process's name. */
const IMAGES: Readonly<Record<string, string>> = {
    orderer: 'hyperledger/fabric-orderer:3.1',
    peer: 'hyperledger/fabric-peer:3.1',
    chaincode: 'node:20-bookworm-slim',
};

/** One service of a Compose file, as far as this project uses what the Compose specification offers. */
export interface ComposeService {
    readonly image: string;
    readonly command: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    /** The topology's host and ports are those of the machine. */
    readonly network_mode: 'host';
    readonly working_dir: string;
    readonly volumes: readonly string[];
    readonly restart: 'unless-stopped';
    readonly user?: string;
}

/** What the containers share with the machine. */
export interface ComposeFolders {
    /** The network's data directory, absolute. */
    readonly data: string;
    /** This project, absolute: the chaincode's code. */
    readonly project: string;
}

/** @returns The service that runs one process of a network. Paths are the same in the container and outside. */
export function composeService(plan: ProcessPlan, { data, project }: ComposeFolders): ComposeService {
    const [kind = ''] = plan.name.split('-');
    const image = IMAGES[kind];
    if (image === undefined) throw new Error(`no image for ${plan.name}`);
    const program = plan.program === execPath ? 'node' : kind;
    const { getuid, getgid } = process;
    const user = getuid && getgid && `${String(getuid())}:${String(getgid())}`;
    return {
        image,
        command: [program, ...plan.args],
        environment: plan.environment,
        network_mode: 'host',
        working_dir: plan.workingFolder,
        volumes: [`${data}:${data}`, ...(kind === 'chaincode' ? [`${project}:${project}:ro`] : [])],
        restart: 'unless-stopped',
        ...(user !== undefined && { user }),
    };
}

/** @returns The text of a Compose file that runs these processes. */
export function composeFile(name: string, plans: readonly ProcessPlan[], folders: ComposeFolders): string {
    const services = Object.fromEntries(plans.map((plan) => [plan.name.toLowerCase(), composeService(plan, folders)]));
    // A dollar sign would be taken for a variable.
    return stringify({ name, services }).replaceAll('$', '$$$$');
}

/** @returns The Compose file of a data directory; where it exists, the processes are containers. */
export function composePath(dataDir: string): string {
    return join(dataDir, 'compose.yaml');
}
