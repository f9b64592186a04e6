// The embedded peer and the gateway as processes whose signature checks and processor time are counted.
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

const load = createRequire(import.meta.url);
const { findFreePort } = load('../../network/dist/compose/free-port.js');
const { gatewayFiles } = load('../../network/dist/compose/gateway-files.js');
const { readLedgerFacts } = load('../../network/dist/compose/ledger-facts.js');
const { startService } = load('../../network/dist/compose/service.js');
const { readTokens } = load('../../network/dist/compose/tokens.js');
const { networkFiles } = load('../../network/dist/commands/network-files.js');

const HOST = '127.0.0.1';
/** Longer than the pause between two writes of count-crypto.cjs. */
const COUNT_PAUSE_MS = 1500;

async function folderBytes(folder) {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
    const sizes = entries
        .filter((entry) => entry.isFile())
        .map((entry) =>
            stat(join(entry.parentPath, entry.name)).then(
                ({ size }) => size,
                () => 0,
            ),
        );
    return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
}

const fileBytes = (path) =>
    stat(path).then(
        ({ size }) => size,
        () => 0,
    );

function isAlive(pid) {
    try {
        return process.kill(pid, 0);
    } catch {
        return false;
    }
}

const NO_COUNTS = {
    deviceChecks: 0,
    identityChecks: 0,
    deviceSignatures: 0,
    identitySignatures: 0,
    cpuSeconds: 0,
    rssBytes: 0,
};

/** Sums of all threads that write into the folder, by process: the main thread's script names it. */
async function readCounts(folder) {
    await wait(COUNT_PAUSE_MS);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    const threads = await Promise.all(
        names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))),
    );
    const peers = threads.filter(({ script }) => script?.endsWith('peer-process.js')).map(({ pid }) => pid);
    const sums = { peer: { ...NO_COUNTS }, gateway: { ...NO_COUNTS } };
    for (const { pid, checks, signatures, cpu, rss } of threads) {
        const sum = peers.includes(pid) ? sums.peer : sums.gateway;
        sum.deviceChecks += checks.p1363;
        sum.identityChecks += checks.der;
        sum.deviceSignatures += signatures.p1363;
        sum.identitySignatures += signatures.der;
        sum.cpuSeconds += cpu === undefined ? 0 : (cpu.user + cpu.system) / 1e6;
        // Processes that ended left their counts; the last one's memory is what counts.
        if (rss !== undefined && isAlive(pid)) sum.rssBytes = rss;
    }
    return sums;
}

/** A network in a folder, which stays; without one in a folder of its own, which `close` deletes. */
export async function startCounted(seed, folder) {
    const root = folder ?? (await mkdtemp(join(tmpdir(), 'edgebourse-bench-')));
    const dataDir = join(root, 'data');
    const countFolder = join(root, 'counts');
    await rm(countFolder, { recursive: true, force: true });
    await mkdir(countFolder);
    process.env.BENCH_COUNT_FOLDER = countFolder;
    // Options of the caller stay, such as those of a profiler.
    const given = process.env.NODE_OPTIONS ?? '';
    process.env.NODE_OPTIONS = `${given} --require=${join(import.meta.dirname, 'count-crypto.cjs')}`.trim();
    const gatewayPort = await findFreePort(HOST);
    const start = async () => startService({ dataDir, host: HOST, peerPort: 0, gatewayPort, developmentSeed: seed });
    const remove = async () => {
        if (folder === undefined) await rm(root, { recursive: true, force: true });
    };
    let service = await start().catch(async (error) => {
        await remove();
        throw error;
    });
    const { ledger } = networkFiles(dataDir);
    return {
        gatewayUrl: service.gatewayUrl,
        token: await readTokens(gatewayFiles(dataDir).tokens),
        counts: () => readCounts(countFolder),
        bytes: async () => ({
            blocks: await fileBytes(join(ledger, 'blocks.log')),
            state: await folderBytes(join(ledger, 'state')),
            gateway: await folderBytes(gatewayFiles(dataDir).data),
        }),
        /** Stops both, reads and hashes the ledger, starts both again. */
        restart: async () => {
            await service.stop();
            const hashing = performance.now();
            const facts = await readLedgerFacts(ledger);
            const starting = performance.now();
            service = await start();
            const seconds = (from, to) => (to - from) / 1000;
            return {
                ...facts,
                verifyAndHashSeconds: seconds(hashing, starting),
                startSeconds: seconds(starting, performance.now()),
            };
        },
        close: async () => {
            await service.stop();
            await remove();
        },
    };
}
