// What the processors can do: P-256 checks a second of all cores at once, key objects kept; and a bare Express POST.
import { Buffer } from 'node:buffer';
import { fork } from 'node:child_process';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { eachAtOnce, newPoster } from './http.mjs';

const MESSAGE_BYTES = 400;
const CHECK_MS = 2000;

function checkFor(milliseconds) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const bytes = Buffer.alloc(MESSAGE_BYTES, 7);
    const signature = sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' };
    for (let warm = 0; warm < 500; warm += 1) verify('sha256', bytes, key, signature);
    const start = performance.now();
    let checks = 0;
    while (performance.now() - start < milliseconds) {
        for (let turn = 0; turn < 50; turn += 1) verify('sha256', bytes, key, signature);
        checks += 50;
    }
    return (checks * 1000) / (performance.now() - start);
}

if (!isMainThread && parentPort !== null) parentPort.postMessage(checkFor(CHECK_MS));

/** P-256 checks a second, summed over one thread a core. */
export async function checksPerSecond() {
    const workers = Array.from({ length: availableParallelism() }, () => new Worker(fileURLToPath(import.meta.url)));
    const rates = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
    return rates.reduce((total, rate) => total + rate, 0);
}

/** P-256 checks a second of processor time: what one core does when nothing else wants it. */
export function checksPerCpuSecond() {
    const before = process.cpuUsage();
    const start = performance.now();
    const rate = checkFor(CHECK_MS);
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(before);
    return (rate * seconds) / ((user + system) / 1e6);
}

/** Posts the bodies in turn to a bare Express server in a process of its own. Returns requests a second. */
export async function barePostsPerSecond(bodies, requests, width) {
    const child = fork(join(import.meta.dirname, 'bare-express.mjs'));
    const [{ port }] = await once(child, 'message');
    const poster = newPoster(`http://127.0.0.1:${String(port)}`, width);
    const rate = async (count) => {
        const items = Array.from({ length: count }, (_, place) => bodies[place % bodies.length]);
        const start = performance.now();
        await eachAtOnce(items, width, async (body) => poster.post('/', body));
        return (count * 1000) / (performance.now() - start);
    };
    try {
        await rate(Math.ceil(requests / 10));
        return await rate(requests);
    } finally {
        poster.close();
        child.disconnect();
        await once(child, 'exit');
    }
}
