import { relative, resolve } from 'node:path';
import type { ConnectionProfile } from '../connection-profile';
import { addOrganisation, type NewOrganisation } from '../fabric/add-organisation';
import { prepareCompose } from '../fabric/compose';
import { fabricFiles } from '../fabric/fabric-files';
import {
    downFabric,
    fabricStatus,
    namesInForce,
    restartFabric,
    topologyOf,
    upFabric,
    useFabricCa,
} from '../fabric/fabric-network';
import { logFile } from '../fabric/managed-process';
import { readTopology, type Topology } from '../fabric/topology';
import { upgradeFabric } from '../fabric/upgrade';
import { ledgerKind, SHIPPED_TOPOLOGY } from './ledger-kind';
import { lastLines } from './logs';

/** Who can issue certificates: the development CA of this project, or servers of Fabric CA. */
export const CA_KINDS = ['development', 'fabric-ca'] as const;

/** One of them. */
export type CaKind = (typeof CA_KINDS)[number];

const NAME_WIDTH = 24;

/**
 * Starts a consortium of Fabric processes, or what of it does not run; prints the steps and where things are.
 * @param topologyFile - When left out: what is in force on the folder, or the shipped one for a new folder.
 * @param ca - Who issues the certificates of a new network.
 */
export async function fabricUp(dataDir: string, topologyFile: string | undefined, ca: CaKind): Promise<void> {
    if (ca === 'fabric-ca') await useFabricCa(dataDir);
    const topology = await chosenTopology(dataDir, topologyFile);
    const { profile, files, version } = await upFabric(dataDir, topology, print);
    print(`running\nfabric      ${version}`);
    print(describe(profile));
    print(`connection  ${relative('', files.connection)}\nlogs        ${relative('', files.logs)}`);
}

/** Prepares a network of containers; prints what to do next. */
export async function fabricCompose(dataDir: string, topologyFile: string | undefined): Promise<void> {
    const path = relative('', await prepareCompose(dataDir, await chosenTopology(dataDir, topologyFile)));
    print(`compose     ${path}\nnext        docker compose -f ${path} up -d`);
    print(`then        npm run network -- up --ledger fabric --data ${relative('', dataDir)}`);
}

async function chosenTopology(dataDir: string, topologyFile: string | undefined): Promise<Topology> {
    const isNew = (await ledgerKind(dataDir)) === undefined;
    if (topologyFile === undefined && !isNew) return topologyOf(fabricFiles(dataDir));
    return readTopology(topologyFile ?? SHIPPED_TOPOLOGY);
}

/** Stops its processes; prints how each went. */
export async function fabricDown(dataDir: string): Promise<void> {
    for (const { name, outcome } of await downFabric(dataDir)) print(`${name.padEnd(NAME_WIDTH)} ${outcome}`);
}

/** Prints which of its processes run. @returns Whether all do. */
export async function printFabricStatus(dataDir: string): Promise<boolean> {
    const states = await fabricStatus(dataDir);
    for (const { name, pid } of states) print(`${name.padEnd(NAME_WIDTH)} ${pid ?? 'not running'}`);
    return states.every(({ pid }) => pid !== undefined);
}

/** Stops and starts one of its processes. */
export async function fabricRestart(dataDir: string, name: string): Promise<void> {
    await restartFabric(dataDir, name);
    print(`${name} restarted`);
}

/** Lets an organisation into a running network; prints the steps and the members. */
export async function fabricAddOrganisation(dataDir: string, organisation: NewOrganisation): Promise<void> {
    const { profile } = await addOrganisation(dataDir, organisation, print);
    print(describe(profile));
}

/** Puts new contracts in the place of those that run. */
export async function fabricUpgrade(dataDir: string, contracts: string | undefined): Promise<void> {
    const { before, after } = await upgradeFabric(dataDir, contracts && resolve(contracts), print);
    print(after === before ? `version ${after.version} runs already` : `version ${after.version} runs`);
}

/**
 * Prints the end of one process's log, of each when none is named.
 * @throws Error when the network has no process of that name.
 */
export async function fabricLogs(dataDir: string, name: string | undefined, lines: number): Promise<void> {
    const files = fabricFiles(dataDir);
    const names = await namesInForce(files);
    if (name !== undefined && !names.includes(name)) {
        throw new Error(`no process ${name}; there are ${names.join(', ')}`);
    }
    for (const one of name === undefined ? names : [name]) {
        if (name === undefined) print(`== ${one}`);
        print(await lastLines(logFile(files, one), lines));
    }
}

function describe({ address, channel, chaincode, organisations }: ConnectionProfile): string {
    const members = organisations.map(({ mspId }) => mspId).join(' ');
    return `address     ${address}\nchannel     ${channel}\nchaincode   ${chaincode}\nmembers     ${members}`;
}

function print(text: string): void {
    process.stdout.write(`${text}\n`);
}
