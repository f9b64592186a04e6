import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConnectionProfile, type ConnectionProfile } from '../connection-profile';
import { lastLines } from './logs';
import { networkFiles, type NetworkFiles } from './network-files';
import { NODE_FLAGS } from './node-flags';
import type { NetworkOptions } from './network-options';
import { runningProcess, writeProcessFile } from './process-file';

const READY_DEADLINE_MS = 60_000;

/** How `up` found or made the network. */
export interface UpResult {
    readonly profile: ConnectionProfile;
    readonly pid: number;
    readonly files: NetworkFiles;
    readonly alreadyRunning: boolean;
}

/**
 * Starts the peer as a process of its own and waits until it serves. Does nothing when it already runs with the same
 * options; throws when it runs with others, ends before it serves, or does not serve in a minute.
 */
export async function up(options: NetworkOptions): Promise<UpResult> {
    const files = networkFiles(options.dataDir);
    await mkdir(options.dataDir, { recursive: true });
    const running = await runningProcess(files.pid);
    const text = `${JSON.stringify(options, null, 4)}\n`;
    if (running !== undefined) {
        if ((await readFile(files.options, 'utf8')) !== text) {
            throw new Error(
                `a network with other options runs on ${options.dataDir} (process ${running}): stop it first`,
            );
        }
        return { profile: await readConnectionProfile(files.connection), pid: running, files, alreadyRunning: true };
    }
    await writeFile(files.options, text);
    const pid = await startProcess(files);
    return { profile: await readConnectionProfile(files.connection), pid, files, alreadyRunning: false };
}

async function startProcess(files: NetworkFiles): Promise<number> {
    const log = await open(files.log, 'a');
    try {
        const script = join(__dirname, 'peer-process.js');
        const child = spawn(process.execPath, [...NODE_FLAGS, script, files.options], {
            detached: true,
            stdio: ['ignore', log.fd, log.fd, 'ipc'],
        });
        if (child.pid !== undefined) await writeProcessFile(files.pid, child.pid, files.options);
        return await whenReady(child, files);
    } finally {
        await log.close();
    }
}

/** The child tells over its message channel; afterwards the two have nothing more to do with each other. */
async function whenReady(child: ChildProcess, files: NetworkFiles): Promise<number> {
    const outcome = await new Promise<string | undefined>((resolve) => {
        const timer = setTimeout(() => {
            child.kill();
            resolve(`does not serve after ${READY_DEADLINE_MS / 1000} s`);
        }, READY_DEADLINE_MS);
        child.once('message', () => {
            clearTimeout(timer);
            resolve(undefined);
        });
        child.once('exit', (code) => {
            clearTimeout(timer);
            resolve(`ended with code ${code ?? 'none'} before it served`);
        });
    });
    if (outcome !== undefined || child.pid === undefined) {
        throw new Error(
            `the peer ${outcome ?? 'did not start'}; its log ends with:\n${await lastLines(files.log, 10)}`,
        );
    }
    child.disconnect();
    child.unref();
    return child.pid;
}
