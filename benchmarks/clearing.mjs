// Call auction, from orders in memory to matches in memory: ours and numpy's on the same orders, in turns.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startPythonRival } from './support/rival.mjs';

const dist = join(import.meta.dirname, '../optimization/dist');
const load = createRequire(import.meta.url);

/** Orders of one interval: limits between feed-in and retail, receipt times of a quarter hour in ms. */
function makeOrders(random, prefix, count) {
    const width = String(count).length;
    return Array.from({ length: count }, (_, index) => ({
        id: prefix + String(index).padStart(width, '0'),
        limit: 80_000 + random.integer(220_001),
        quantity: 1 + random.integer(2_000),
        time: 1_790_000_000_000 + random.integer(900_000),
    }));
}

const positionOf = (id) => Number(id.slice(1));

function summarise(result, seconds) {
    const check = [0, 0, 0];
    result.matches.forEach(({ buy, sell, quantity }, index) => {
        const weight = (index % 97) + 1;
        check[0] += (positionOf(buy) + 1) * weight;
        check[1] += (positionOf(sell) + 1) * weight;
        check[2] += quantity * weight;
    });
    return { seconds, price: result.price, volume: result.volume, matches: result.matches.length, check };
}

function runOurs(solveAuction, problem) {
    const start = performance.now();
    const result = solveAuction(problem);
    return summarise(result, (performance.now() - start) / 1000);
}

/** The rival as a process that clears once for each line it is sent; undefined where Python or numpy is missing. */
async function startRival(folder, { buys, sells, quote }) {
    const file = join(folder, 'orders.f64');
    const columns = [buys, sells].flatMap((side) =>
        ['limit', 'quantity', 'time'].map((key) => side.map((o) => o[key])),
    );
    await writeFile(file, Float64Array.from(columns.flat()));
    return startPythonRival('clearing_numpy.py', [file, buys.length, sells.length, quote]);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function statistics(runs) {
    const seconds = runs.map((run) => run.seconds);
    return { median: median(seconds), least: Math.min(...seconds), greatest: Math.max(...seconds) };
}

function requireSameAnswer(ours, theirs, way) {
    for (const key of ['price', 'volume', 'matches', 'check']) {
        if (JSON.stringify(ours[key]) !== JSON.stringify(theirs[key])) {
            throw new Error(
                `numpy ${way} differs in ${key}: ${JSON.stringify(theirs[key])}, not ${JSON.stringify(ours[key])}`,
            );
        }
    }
}

async function measure(problem, rounds, rival) {
    const { solveAuction } = load(join(dist, 'market-clearing/solve.js'));
    const runs = { ours: [], lexsort: [], packed: [] };
    let numpy;
    // The first round warms up and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
        const ours = runOurs(solveAuction, problem);
        if (round > 0) runs.ours.push(ours);
        for (const way of ['lexsort', 'packed']) {
            const theirs = await rival.run(way);
            if (theirs === undefined) continue;
            requireSameAnswer(ours, theirs, way);
            numpy = theirs.numpy;
            if (round > 0) runs[way].push(theirs);
        }
    }
    return { runs, numpy };
}

export const HELP = `clearing [--orders N] [--rounds N]
    --orders  orders, half of them to buy (1000000)
    --rounds  rounds that are measured; one more warms up (5)
PYTHON names the interpreter that has numpy.`;

/** `npm run bench -- clearing`; see HELP. */
export async function bench({ orders = 1_000_000, rounds = 5 } = {}) {
    const { seededRandom } = load(join(dist, 'common/random.js'));
    const random = seededRandom(7);
    const half = Math.floor(orders / 2);
    const problem = {
        buys: makeOrders(random, 'b', half),
        sells: makeOrders(random, 's', orders - half),
        quote: 190_000,
    };
    const folder = await mkdtemp(join(tmpdir(), 'edgebourse-bench-'));
    const rival = await startRival(folder, problem);
    try {
        const { runs, numpy } = await measure(problem, rounds, rival);
        const [{ price, volume, matches }] = runs.ours;
        const report = { orders, rounds, price, volume, matches, oursSeconds: statistics(runs.ours) };
        const [load] = loadavg();
        const machine = { cpu: cpus()[0]?.model, threads: availableParallelism(), load, node: process.version, numpy };
        if (numpy === undefined) return { ...report, rival: 'unavailable: no numpy', machine };
        const rivals = { lexsort: statistics(runs.lexsort), packed: statistics(runs.packed) };
        const ratio = (way) => rivals[way].median / report.oursSeconds.median;
        return {
            ...report,
            numpySeconds: rivals,
            timesFasterThan: { lexsort: ratio('lexsort'), packed: ratio('packed') },
            machine,
        };
    } finally {
        await rival.stop();
        await rm(folder, { recursive: true });
    }
}
