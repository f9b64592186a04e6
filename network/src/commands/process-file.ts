import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const POLL_MS = 50;

/** Writes the process id of a child and a word from its command line by which it is recognised later. */
export async function writeProcessFile(path: string, pid: number, mark: string): Promise<void> {
    await writeFile(path, `${JSON.stringify({ pid, mark })}\n`);
}

/** The id of the process that the file names, when it runs and is still that one: ids are used again. */
export async function runningProcess(path: string): Promise<number | undefined> {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const { pid, mark } = JSON.parse(text) as { pid: number; mark: string };
    return (await commandLine(pid)).includes(mark) ? pid : undefined;
}

/**
 * Asks the process of the file to end, waits, and kills it when it has not ended by the deadline. Returns how it went;
 * the file is gone afterwards.
 */
export async function stopProcess(path: string, deadlineMs: number): Promise<'not running' | 'stopped' | 'killed'> {
    const pid = await runningProcess(path);
    if (pid === undefined) {
        await rm(path, { force: true });
        return 'not running';
    }
    process.kill(pid, 'SIGTERM');
    const stopped = await hasEnded(path, Date.now() + deadlineMs);
    if (!stopped) process.kill(pid, 'SIGKILL');
    await rm(path, { force: true });
    return stopped ? 'stopped' : 'killed';
}

async function hasEnded(path: string, deadline: number): Promise<boolean> {
    while (Date.now() < deadline) {
        if ((await runningProcess(path)) === undefined) return true;
        await delay(POLL_MS);
    }
    return false;
}

/** The command line of a process; empty when there is none or it has ended. */
async function commandLine(pid: number): Promise<string> {
    const linux = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
    if (linux !== undefined) return linux;
    const ps = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
    return ps.stdout;
}
