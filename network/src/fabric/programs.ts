import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const CA_NAMES = ['fabric-ca-server', 'fabric-ca-client'] as const;
const NAMES = ['peer', 'orderer', 'osnadmin', 'configtxgen'] as const;
/** SmartBFT came with Fabric 3.0, what is used of the configuration with 3.1. */
const VERSION = /^\s*Version:\s*v?(3\.(?:[1-9]|\d{2,})\.\d+\S*)/m;

/** Fabric's programs, by absolute path, and the version that `peer` tells. */
export interface FabricPrograms {
    readonly peer: string;
    readonly orderer: string;
    readonly osnadmin: string;
    readonly configtxgen: string;
    readonly version: string;
}

/** The environment variable that names the folder of the programs, or several as PATH does; without it they are looked for on PATH. */
export const PROGRAM_FOLDER = 'FABRIC_BIN';

/**
 * Finds Fabric's programs.
 * @throws Error that names the missing ones, or says which version was found where 3.1 or later is needed.
 */
export async function findPrograms(environment: NodeJS.ProcessEnv = process.env): Promise<FabricPrograms> {
    const named = environment[PROGRAM_FOLDER];
    const folders = named === undefined ? (environment['PATH'] ?? '').split(delimiter) : named.split(delimiter);
    const [peer, orderer, osnadmin, configtxgen] = await Promise.all(NAMES.map((name) => find(name, folders)));
    if (peer === undefined || orderer === undefined || osnadmin === undefined || configtxgen === undefined) {
        const found = [peer, orderer, osnadmin, configtxgen];
        const missing = NAMES.filter((_, index) => found[index] === undefined).join(', ');
        const where = named === undefined ? `on PATH (and ${PROGRAM_FOLDER} is not set)` : `in ${named}`;
        throw new Error(
            `no Fabric programs ${where}: ${missing} missing; docs/operating/fabric.md says where to get them`,
        );
    }
    return { peer, orderer, osnadmin, configtxgen, version: await versionOf(peer) };
}

/** Fabric CA's programs, by absolute path. */
export interface CaPrograms {
    readonly server: string;
    readonly client: string;
}

/**
 * Finds Fabric CA's programs where findPrograms looks for Fabric's.
 * @throws Error that names the missing ones.
 */
export async function findCaPrograms(environment: NodeJS.ProcessEnv = process.env): Promise<CaPrograms> {
    const named = environment[PROGRAM_FOLDER];
    const folders = named === undefined ? (environment['PATH'] ?? '').split(delimiter) : named.split(delimiter);
    const [server, client] = await Promise.all(CA_NAMES.map((name) => find(name, folders)));
    if (server !== undefined && client !== undefined) return { server, client };
    const missing = CA_NAMES.filter((_, index) => [server, client][index] === undefined).join(', ');
    const where = named === undefined ? `on PATH (and ${PROGRAM_FOLDER} is not set)` : `in ${named}`;
    throw new Error(`no Fabric CA programs ${where}: ${missing} missing; leave out \`--ca fabric-ca\` or install them`);
}

async function find(name: string, folders: readonly string[]): Promise<string | undefined> {
    for (const folder of folders) {
        const path = join(folder, name);
        const found = await access(path, constants.X_OK).then(
            () => true,
            () => false,
        );
        if (found) return path;
    }
    return undefined;
}

async function versionOf(peer: string): Promise<string> {
    const { stdout } = await promisify(execFile)(peer, ['version']);
    const [, version] = VERSION.exec(stdout) ?? [];
    if (version === undefined) throw new Error(`${peer} is not of Fabric 3.1 or later; it says:\n${stdout}`);
    return version;
}
