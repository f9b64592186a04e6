import { mkdir, readdir, rm } from 'node:fs/promises';
import { findFreePort } from '../compose/free-port';
import { startService, stopService, type Service } from '../compose/service';
import type { LedgerKind } from './ledger-kind';

/** Demos run on this machine only. */
export const DEMO_HOST = '127.0.0.1';

/** Deletes only what is a data directory of ours, or nothing. @throws Error for a folder with other files. */
export async function emptyFolder(dataDir: string): Promise<void> {
    const entries = await readdir(dataDir).catch((): string[] => []);
    if (entries.length > 0 && !entries.includes('network.json')) {
        throw new Error(`${dataDir} holds other files: name another folder with --data`);
    }
    await stopService(dataDir);
    await rm(dataDir, { recursive: true, force: true });
    await mkdir(dataDir, { recursive: true });
}

/** What a demo runs on. */
export interface DemoLedger {
    readonly dataDir: string;
    readonly seed: string;
    readonly ledger: LedgerKind;
}

/**
 * Starts a new ledger with a gateway, lets the work be done on it and stops both, also after a failure or a signal, so
 * that nothing is left running.
 */
export async function withDemoService<Result>(
    { dataDir, seed, ledger }: DemoLedger,
    work: (service: Service) => Promise<Result>,
): Promise<Result> {
    const gatewayPort = await findFreePort(DEMO_HOST);
    const place = { dataDir, host: DEMO_HOST, peerPort: 0, gatewayPort };
    const service = await startService({ ...place, developmentSeed: seed, ledger });
    let stopping: Promise<void> | undefined;
    // Every further signal waits too: a terminal and npm both send one, and the second would leave peer and gateway behind.
    const stop = (): void => {
        stopping ??= service.stop().finally(() => process.exit(1));
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    try {
        return await work(service);
    } finally {
        await service.stop();
        process.off('SIGINT', stop);
        process.off('SIGTERM', stop);
    }
}
