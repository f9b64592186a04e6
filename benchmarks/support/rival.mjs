import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A rival in Python that answers a line of JSON for each line it is sent; undefined where it or a library is missing. */
export function startPythonRival(script, words) {
    const python = process.env.PYTHON ?? 'python3';
    const path = join(import.meta.dirname, '../rivals', script);
    const child = spawn(python, [path, ...words.map(String)], { stdio: ['pipe', 'pipe', 'ignore'] });
    child.on('error', () => undefined);
    child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const run = async (way) => {
        child.stdin.write(`${way}\n`);
        const { value } = await lines.next();
        return value === undefined ? undefined : JSON.parse(value);
    };
    const stop = async () => {
        if (child.exitCode !== null || child.pid === undefined) return;
        child.stdin.end();
        if (child.exitCode === null) await once(child, 'exit');
    };
    return { run, stop };
}
