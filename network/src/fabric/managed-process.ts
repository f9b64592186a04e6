import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines } from '../commands/logs';
import { runningProcess, stopProcess, writeProcessFile } from '../commands/process-file';
import type { FabricFiles } from './fabric-files';

const READY_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 15_000;
const POLL_MS = 100;
const LOG_LINES = 10;

/** A process of the network: how it is started, and how one sees that it serves. */
export interface ProcessPlan {
    /** Unique in the network: `peer-Eag1MSP`. */
    readonly name: string;
    readonly program: string;
    readonly args: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly workingFolder: string;
    isReady(): Promise<boolean>;
}

/** @returns The pid file of a process. */
export function pidFile(files: FabricFiles, name: string): string {
    return join(files.run, `${name}.pid`);
}

/** @returns The log file of a process. */
export function logFile(files: FabricFiles, name: string): string {
    return join(files.logs, `${name}.log`);
}

/** Where a process runs: started here, or in a container that somebody else starts. */
interface Host {
    readonly files: FabricFiles;
    readonly hosting: 'processes' | 'containers';
}

/**
 * Starts a process that outlives this one, unless it runs already, and waits until it serves. A container is only waited
 * for.
 * @throws Error with the end of its log when it ends before that or is not ready in a minute.
 */
export async function ensureProcess({ files, hosting }: Host, plan: ProcessPlan): Promise<void> {
    if (hosting === 'containers') {
        if (await becomesReady(plan, () => true)) return;
        throw new Error(`${plan.name} does not serve: is \`docker compose up\` done?`);
    }
    if ((await runningProcess(pidFile(files, plan.name))) !== undefined) return;
    await Promise.all([files.run, files.logs, plan.workingFolder].map((folder) => mkdir(folder, { recursive: true })));
    const log = await open(logFile(files, plan.name), 'a');
    try {
        const mark = markOf(files, plan.name);
        const child = spawn(plan.program, plan.args, {
            // Fabric's programs take no argument that tells one network's process from another's; this name does.
            argv0: mark,
            cwd: plan.workingFolder,
            detached: true,
            stdio: ['ignore', log.fd, log.fd],
            env: { ...inherited(), ...plan.environment },
        });
        child.on('error', () => undefined);
        if (child.pid !== undefined) await writeProcessFile(pidFile(files, plan.name), child.pid, mark);
        await whenReady(files, plan, child);
        child.unref();
    } finally {
        await log.close();
    }
}

/** Ends a process that this network started, whichever way it takes; others are never touched. */
export async function endProcess(files: FabricFiles, name: string): Promise<'not running' | 'stopped' | 'killed'> {
    return stopProcess(pidFile(files, name), STOP_DEADLINE_MS);
}

function markOf(files: FabricFiles, name: string): string {
    return `${name}@${files.run}`;
}

/** Settings of Fabric in the caller's environment must not reach the processes. */
function inherited(): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(([name]) => !/^(CORE|ORDERER|FABRIC|CHAINCODE)_/.test(name));
    const { PATH } = process.env;
    // The external builder's scripts need this Node.
    return { ...Object.fromEntries(kept), PATH: [dirname(process.execPath), PATH].join(':') };
}

async function whenReady(files: FabricFiles, plan: ProcessPlan, child: ChildProcess): Promise<void> {
    const isAlive = (): boolean => child.exitCode === null && child.signalCode === null && child.pid !== undefined;
    if (await becomesReady(plan, isAlive)) return;
    const reason = child.exitCode === null ? 'is not ready' : `ended with code ${child.exitCode}`;
    await endProcess(files, plan.name);
    const end = await lastLines(logFile(files, plan.name), LOG_LINES);
    throw new Error(`${plan.name} ${reason}; its log ends with:\n${end}`);
}

/** @returns Whether it serves in a minute, and while it lives. */
async function becomesReady(plan: ProcessPlan, isAlive: () => boolean): Promise<boolean> {
    const deadline = Date.now() + READY_DEADLINE_MS;
    while (Date.now() < deadline && isAlive()) {
        if (await plan.isReady()) return true;
        await delay(POLL_MS);
    }
    return false;
}
