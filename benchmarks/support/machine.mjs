import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg } from 'node:os';

function commitOf() {
    try {
        return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
    } catch {
        return undefined;
    }
}

/** What a figure was measured on. */
export function describeMachine() {
    const [load] = loadavg();
    const date = new Date().toISOString().slice(0, 10);
    return {
        cpu: cpus()[0]?.model,
        threads: availableParallelism(),
        load,
        node: process.version,
        commit: commitOf(),
        date,
    };
}
