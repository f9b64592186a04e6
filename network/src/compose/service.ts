import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { networkFiles } from '../commands/network-files';
import { completeOptions } from '../commands/network-options';
import { stopProcess } from '../commands/process-file';
import { up } from '../commands/up';
import { gatewayFiles } from './gateway-files';
import { startGateway, stopGateway } from './gateway-process';

/** What runs a ledger and a gateway before it. */
export interface ServiceOptions {
    readonly dataDir: string;
    readonly host: string;
    /** Ports of the peer's gRPC service and of the gateway. */
    readonly peerPort: number;
    readonly gatewayPort: number;
    /** Of a new ledger; one that exists keeps its own. */
    readonly developmentSeed?: string;
}

/** A peer and a gateway that serve. */
export interface Service {
    readonly gatewayUrl: string;
    readonly peerAddress: string;
    /** Drains the gateway, then stops the peer. */
    stop(): Promise<void>;
}

const PEER_STOP_DEADLINE_MS = 15_000;

/** Stops what an earlier call left running on this data directory. */
export async function stopService(dataDir: string): Promise<void> {
    await stopGateway(gatewayFiles(dataDir));
    await stopProcess(networkFiles(dataDir).pid, PEER_STOP_DEADLINE_MS);
}

/**
 * Starts the embedded peer and a gateway that acts for all its organisations, each in a process of its own, and waits
 * until both serve. The gateway's seed is kept in the data directory, because its keys follow from it.
 * @throws Error when one of them does not come up; nothing is left running then.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
    const { dataDir, host, peerPort, gatewayPort } = options;
    const files = gatewayFiles(dataDir);
    await stopService(dataDir);
    await mkdir(dataDir, { recursive: true });
    const developmentSeed = await keepSeed(files.options, options.developmentSeed);
    try {
        const { profile } = await up(completeOptions({ dataDir, host, port: peerPort }));
        const gatewayUrl = await startGateway({
            files,
            connectionProfile: networkFiles(dataDir).connection,
            host,
            port: gatewayPort,
            developmentSeed,
        });
        return { gatewayUrl, peerAddress: profile.address, stop: () => stopService(dataDir) };
    } catch (error) {
        await stopService(dataDir);
        throw error;
    }
}

/** @returns The seed that this data directory was begun with. */
async function keepSeed(path: string, seed: string | undefined): Promise<string | undefined> {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { developmentSeed?: string }).developmentSeed;
    await writeFile(path, `${JSON.stringify({ developmentSeed: seed })}\n`);
    return seed;
}
