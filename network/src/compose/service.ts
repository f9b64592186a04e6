import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { ledgerKind, SHIPPED_TOPOLOGY, type LedgerKind } from '../commands/ledger-kind';
import { networkFiles } from '../commands/network-files';
import { completeOptions } from '../commands/network-options';
import { stopProcess } from '../commands/process-file';
import { up } from '../commands/up';
import { fabricFiles } from '../fabric/fabric-files';
import { downFabric, topologyOf, upFabric } from '../fabric/fabric-network';
import { readTopology } from '../fabric/topology';
import { readFabricFacts } from './fabric-facts';
import { gatewayFiles } from './gateway-files';
import { startGateway, stopGateway } from './gateway-process';
import { readLedgerFacts, type LedgerFacts } from './ledger-facts';

/** What runs a ledger and a gateway before it. */
export interface ServiceOptions {
    readonly dataDir: string;
    readonly host: string;
    /** Ports of the peer's gRPC service and of the gateway. */
    readonly peerPort: number;
    readonly gatewayPort: number;
    /** Of a new ledger; one that exists keeps its own. */
    readonly developmentSeed?: string;
    /** Of a new ledger, embedded unless told; one that exists stays what it is. */
    readonly ledger?: LedgerKind;
}

/** A peer and a gateway that serve. */
export interface Service {
    readonly gatewayUrl: string;
    readonly peerAddress: string;
    /** Drains the gateway, then stops the ledger. */
    stop(): Promise<void>;
    /** As stop. @returns What the ledger then tells of itself. */
    finish(): Promise<LedgerFacts>;
}

const PEER_STOP_DEADLINE_MS = 15_000;

/** Stops what an earlier call left running on this data directory. */
export async function stopService(dataDir: string): Promise<void> {
    await stopGateway(gatewayFiles(dataDir));
    if ((await ledgerKind(dataDir)) === 'fabric') await downFabric(dataDir);
    else await stopProcess(networkFiles(dataDir).pid, PEER_STOP_DEADLINE_MS);
}

/**
 * Starts a ledger and a gateway that acts for all its organisations, in processes of their own, and waits until they
 * serve. The gateway's seed is kept in the data directory, because its keys follow from it.
 * @throws Error when one of them does not come up; nothing is left running then.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
    const { dataDir, host, gatewayPort } = options;
    const files = gatewayFiles(dataDir);
    await stopService(dataDir);
    await mkdir(dataDir, { recursive: true });
    const developmentSeed = await keepSeed(files.options, options.developmentSeed);
    try {
        const peerAddress = await startLedger(options);
        const gatewayUrl = await startGateway({
            files,
            connectionProfile: networkFiles(dataDir).connection,
            host,
            port: gatewayPort,
            developmentSeed,
        });
        return { gatewayUrl, peerAddress, stop: () => stopService(dataDir), finish: () => finishService(dataDir) };
    } catch (error) {
        await stopService(dataDir);
        throw error;
    }
}

/** @returns host:port of the peer that clients speak to. */
async function startLedger({ dataDir, host, peerPort, ledger }: ServiceOptions): Promise<string> {
    const existing = await ledgerKind(dataDir);
    if ((existing ?? ledger) !== 'fabric') {
        return (await up(completeOptions({ dataDir, host, port: peerPort }))).profile.address;
    }
    const topology =
        existing === undefined ? await readTopology(SHIPPED_TOPOLOGY) : await topologyOf(fabricFiles(dataDir));
    return (await upFabric(dataDir, topology)).profile.address;
}

/** An embedded ledger is read from its files when nobody has them open, Fabric's from a peer while it runs. */
async function finishService(dataDir: string): Promise<LedgerFacts> {
    const isFabric = (await ledgerKind(dataDir)) === 'fabric';
    await stopGateway(gatewayFiles(dataDir));
    const facts = isFabric ? await readFabricFacts(networkFiles(dataDir).connection) : undefined;
    await stopService(dataDir);
    return facts ?? readLedgerFacts(networkFiles(dataDir).ledger);
}

/** @returns The seed that this data directory was begun with. */
async function keepSeed(path: string, seed: string | undefined): Promise<string | undefined> {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { developmentSeed?: string }).developmentSeed;
    await writeFile(path, `${JSON.stringify({ developmentSeed: seed })}\n`);
    return seed;
}
