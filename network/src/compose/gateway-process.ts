import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { lastLines } from '../commands/logs';
import { NODE_FLAGS } from '../commands/node-flags';
import { stopProcess, writeProcessFile } from '../commands/process-file';
import type { GatewayFiles } from './gateway-files';

/** How a gateway beside a development network is started. */
export interface GatewayOptions {
    readonly files: GatewayFiles;
    /** `connection.json` of the network. */
    readonly connectionProfile: string;
    readonly host: string;
    readonly port: number;
    /** Derives the gateway's keys, so that a demo can be repeated; random keys when absent. */
    readonly developmentSeed?: string | undefined;
}

const READY_DEADLINE_MS = 60_000;
const POLL_MS = 50;
/** The gateway gives running requests ten seconds. */
const STOP_DEADLINE_MS = 20_000;

/** @returns The environment of a gateway process: this one's, with the gateway's settings and no others of that name. */
export function environmentOf(
    options: Omit<GatewayOptions, 'files'> & { files: Pick<GatewayFiles, 'data'> },
): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('EDGEBOURSE_'));
    return {
        ...Object.fromEntries(inherited),
        EDGEBOURSE_HOST: options.host,
        EDGEBOURSE_PORT: String(options.port),
        EDGEBOURSE_DATA_DIR: options.files.data,
        EDGEBOURSE_CONNECTION_PROFILE: options.connectionProfile,
        EDGEBOURSE_DEVELOPMENT_TOKENS: 'true',
        ...(options.developmentSeed !== undefined && { EDGEBOURSE_DEVELOPMENT_SEED: options.developmentSeed }),
    };
}

/**
 * Starts the gateway as a process of its own and waits until it is ready.
 * @returns Its base URL.
 * @throws Error with the end of its log when it ends before that, or is not ready in a minute.
 */
export async function startGateway(options: GatewayOptions): Promise<string> {
    const { files, host, port } = options;
    await stopGateway(files);
    await mkdir(files.data, { recursive: true });
    const script = require.resolve('@edgebourse/gateway/main');
    const log = await open(files.log, 'a');
    const url = `http://${host}:${port}`;
    try {
        const child = spawn(process.execPath, [...NODE_FLAGS, script, files.data], {
            detached: true,
            stdio: ['ignore', log.fd, log.fd],
            env: environmentOf(options),
        });
        if (child.pid !== undefined) await writeProcessFile(files.pid, child.pid, files.data);
        await whenReady(child, url, files);
        child.unref();
    } finally {
        await log.close();
    }
    return url;
}

async function whenReady(child: ChildProcess, url: string, files: GatewayFiles): Promise<void> {
    const deadline = Date.now() + READY_DEADLINE_MS;
    while (Date.now() < deadline) {
        if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) break;
        const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
        await answer?.arrayBuffer();
        if (answer?.ok === true) return;
        await wait(POLL_MS);
    }
    const reason = child.exitCode === null ? 'is not ready' : `ended with code ${child.exitCode}`;
    await stopGateway(files);
    throw new Error(`the gateway ${reason}; its log ends with:\n${await lastLines(files.log, 10)}`);
}

/** Lets a gateway finish its requests and end; kills it when it does not in time. */
export async function stopGateway(files: GatewayFiles): Promise<void> {
    await stopProcess(files.pid, STOP_DEADLINE_MS);
}
