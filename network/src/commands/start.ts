import { InvalidArgumentError, type Command } from 'commander';
import { relative, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isFreePort } from '../compose/free-port';
import { gatewayFiles } from '../compose/gateway-files';
import { startService, type Service } from '../compose/service';
import { fabricFiles } from '../fabric/fabric-files';
import { namesInForce } from '../fabric/fabric-network';
import { pidFile } from '../fabric/managed-process';
import { ledgerKind } from './ledger-kind';
import { networkFiles } from './network-files';
import { runningProcess } from './process-file';

/** Where `demo` leaves its ledger, which `start` then serves. */
export const DEMO_FOLDER = '.edgebourse/demo';
const HOST = '127.0.0.1';
const PEER_PORT = 7051;
const GATEWAY_PORT = 8080;
const WATCH_MS = 1000;

interface StartOptions {
    readonly data: string;
    readonly port: number;
    readonly peerPort: number;
}

/** Adds `start`: peer and gateway in the foreground, until Ctrl-C. */
export function addStart(program: Command): void {
    program
        .command('start')
        .description('serve a ledger and a gateway before it, until Ctrl-C')
        .option('--data <folder>', 'folder of the ledger; a new one is begun where there is none', DEMO_FOLDER)
        .option('--port <number>', 'port of the gateway', portNumber, GATEWAY_PORT)
        .option('--peer-port <number>', 'port of the peer', portNumber, PEER_PORT)
        .action(start);
}

/** A port to listen on. */
export function portNumber(text: string): number {
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError(`not a port: ${text}`);
    return Number(text);
}

async function start({ data, port, peerPort }: StartOptions): Promise<void> {
    const dataDir = resolve(data);
    await assertPorts(dataDir, { gateway: port, peer: peerPort });
    const interrupted = firstSignal();
    const service = await startService({ dataDir, host: HOST, peerPort, gatewayPort: port });
    describe(service, dataDir);
    const reason = await Promise.race([interrupted, firstDeath(dataDir)]);
    print(`${reason}: draining`);
    await service.stop();
    print('stopped; the ledger is kept');
    if (!reason.startsWith('SIG')) process.exitCode = 1;
}

/** A port that an earlier start still holds is given back before it is taken again. */
async function assertPorts(dataDir: string, ports: { gateway: number; peer: number }): Promise<void> {
    const isGatewayUp = (await runningProcess(gatewayFiles(dataDir).pid)) !== undefined;
    if (!isGatewayUp && !(await isFreePort(HOST, ports.gateway))) throw taken(ports.gateway, '--port');
    if ((await ledgerKind(dataDir)) === 'fabric') return;
    const isPeerUp = (await runningProcess(networkFiles(dataDir).pid)) !== undefined;
    if (!isPeerUp && !(await isFreePort(HOST, ports.peer))) throw taken(ports.peer, '--peer-port');
}

function taken(port: number, flag: string): Error {
    return new Error(`port ${port} of ${HOST} is taken or not allowed: name another with ${flag}`);
}

function describe({ gatewayUrl, peerAddress }: Service, dataDir: string): void {
    const gateway = gatewayFiles(dataDir);
    const network = networkFiles(dataDir);
    const lines = {
        gateway: gatewayUrl,
        'API page': `${gatewayUrl}/docs`,
        tokens: shown(gateway.tokens),
        peer: peerAddress,
        connection: shown(network.connection),
        logs: `${shown(gateway.log)} ${shown(network.log)}`,
    };
    for (const [name, value] of Object.entries(lines)) print(`${name.padEnd(11)} ${value}`);
    print('Ctrl-C stops both.');
}

/** @returns The path as someone in this folder would type it. */
function shown(path: string): string {
    return relative('', path);
}

/** Registered before anything is started, so that no signal is lost; a second one does not cut the draining short. */
function firstSignal(): Promise<string> {
    return new Promise((done) => {
        process.on('SIGINT', done);
        process.on('SIGTERM', done);
    });
}

/** Resolves when a process of the ledger, or the gateway, has ended by itself. */
async function firstDeath(dataDir: string): Promise<string> {
    for (;;) {
        // Asked anew each time: an upgrade changes which processes there must be.
        const parts = { gateway: gatewayFiles(dataDir).pid, ...(await ledgerPidFiles(dataDir)) };
        for (const [name, path] of Object.entries(parts)) {
            if ((await runningProcess(path)) === undefined) return `the ${name} has ended`;
        }
        await wait(WATCH_MS);
    }
}

/** By name. */
async function ledgerPidFiles(dataDir: string): Promise<Readonly<Record<string, string>>> {
    if ((await ledgerKind(dataDir)) !== 'fabric') return { peer: networkFiles(dataDir).pid };
    const files = fabricFiles(dataDir);
    return Object.fromEntries((await namesInForce(files)).map((name) => [name, pidFile(files, name)]));
}

function print(text: string): void {
    process.stdout.write(`${text}\n`);
}
