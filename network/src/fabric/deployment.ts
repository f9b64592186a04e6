import { cp, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { bundleVersion } from '@edgebourse/chaincode/bundle/records';
import { bundleDigest } from '@edgebourse/chaincode/common/bundle-digest';
import type { FabricFiles } from './fabric-files';
import type { Topology } from './topology';

/** This project's own contracts. */
const OWN = '@edgebourse/chaincode/index';

/** An organisation's chaincode processes take these two places in turn, so that old and new run side by side. */
export type Slot = 'a' | 'b';

/** A definition of the chaincode, as the organisations agree on it, and the code behind it. */
export interface Deployment {
    /** Of the definition: every change of code or policy takes the next one. */
    readonly sequence: number;
    /** Of the code: 1, 2, ... */
    readonly number: number;
    /** Number and digest, as the definition names it. */
    readonly version: string;
    /** Absolute path of the module that exports `contracts`. */
    readonly module: string;
    readonly slot: Slot;
    /** MSP ids of those whose endorsement counts. */
    readonly endorsers: readonly string[];
}

/** What is in force on a network, and what is about to be. */
export interface Deployments {
    readonly current: Deployment;
    /** An upgrade that has begun. */
    readonly next?: Deployment;
}

/** @returns The deployments of a network; undefined before the first. */
export async function readDeployments({ deployments }: FabricFiles): Promise<Deployments | undefined> {
    const text = await readFile(deployments, 'utf8').catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as Deployments);
}

/** Replaces them, whole or not at all. */
export async function writeDeployments({ deployments }: FabricFiles, content: Deployments): Promise<void> {
    await writeFile(`${deployments}.new`, `${JSON.stringify(content, null, 4)}\n`);
    await rename(`${deployments}.new`, deployments);
}

/** @returns The first deployment of a network's contracts. */
export async function firstDeployment(files: FabricFiles, { contracts, endorsement }: Topology): Promise<Deployment> {
    const { module, digest } = await keepBundle(files, contracts);
    const { organisations: endorsers } = endorsement;
    return { sequence: 1, number: 1, version: bundleVersion(1, digest), module, slot: 'a', endorsers };
}

/** @returns The one that puts these contracts in the place of others; undefined when they are the same code. */
export async function nextDeployment(
    files: FabricFiles,
    current: Deployment,
    contracts: string | undefined,
): Promise<Deployment | undefined> {
    const { module, digest } = await keepBundle(files, contracts);
    if (current.version === bundleVersion(current.number, digest)) return undefined;
    const number = current.number + 1;
    return {
        ...current,
        sequence: current.sequence + 1,
        number,
        version: bundleVersion(number, digest),
        module,
        slot: current.slot === 'a' ? 'b' : 'a',
    };
}

/**
 * Keeps a copy of this project's contracts beside the ledger, so that what was agreed goes on to run when they are
 * built anew. Contracts from elsewhere run where they are.
 */
async function keepBundle(
    files: FabricFiles,
    contracts: string | undefined,
): Promise<{ readonly module: string; readonly digest: string }> {
    const source = require.resolve(contracts ?? OWN);
    const digest = bundleDigest(dirname(source));
    if (contracts !== undefined) return { module: source, digest };
    const root = join(dirname(source), '../..');
    const home = join(files.bundles, digest.slice(0, 16));
    const target = join(home, relative(root, source));
    if ((await readFile(target).catch(() => undefined)) === undefined) await copyBundle(root, dirname(source), home);
    return { module: target, digest };
}

/** The compiled files with package, lock file and the packages themselves at the places that they have here. */
async function copyBundle(root: string, folder: string, home: string): Promise<void> {
    const unfinished = `${home}.new`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    const name = relative(root, dirname(folder));
    for (const path of ['package-lock.json', join(name, 'package.json'), relative(root, folder)]) {
        await cp(join(root, path), join(unfinished, path), { recursive: true });
    }
    for (const path of ['node_modules', join(name, 'node_modules')]) {
        const found = await stat(join(root, path)).catch(() => undefined);
        if (found?.isDirectory() === true) await symlink(join(root, path), join(unfinished, path));
    }
    await rename(unfinished, home);
}
