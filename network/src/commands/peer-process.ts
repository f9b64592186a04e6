import { readFile } from 'node:fs/promises';
import { startDevelopmentNetwork } from './development-network';
import type { NetworkOptions } from './network-options';

/** The process that `up` starts: one embedded peer, described by the file given as first argument. */
async function main(): Promise<void> {
    const [path] = process.argv.slice(2);
    if (path === undefined) throw new Error('usage: peer-process <network.json>');
    const options = JSON.parse(await readFile(path, 'utf8')) as NetworkOptions;
    const network = await startDevelopmentNetwork(options, {
        onFailure: (error) => {
            log('error', `the ledger failed: ${describe(error)}`);
            process.exit(1);
        },
    });
    log('info', `serving channel ${options.channel}, chaincode ${options.chaincode} on ${network.address}`);
    let stopping = false;
    const stop = (signal: NodeJS.Signals): void => {
        if (stopping) return;
        stopping = true;
        log('info', `stopping on ${signal}`);
        network.close().then(
            () => {
                log('info', 'stopped');
                process.exit(0);
            },
            (error: unknown) => {
                fail(error);
            },
        );
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    process.send?.({ ready: true });
}

function log(level: 'info' | 'error', message: string): void {
    process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message })}\n`);
}

function fail(error: unknown): never {
    log('error', describe(error));
    process.exit(1);
}

function describe(error: unknown): string {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch(fail);
