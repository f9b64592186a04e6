// The computing game: our solver and scipy's on the same sellers, in turns; Algorithm 2 of the paper; the contract's check.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { describeMachine } from './support/machine.mjs';
import { startPythonRival } from './support/rival.mjs';

const require = createRequire(import.meta.url);
const load = (path) => require(join(import.meta.dirname, '..', path));
const WAYS = ['brentq', 'bisect'];

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const statistics = (seconds) => ({
    median: median(seconds),
    least: Math.min(...seconds),
    greatest: Math.max(...seconds),
});

function timed(act) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    const result = act();
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return { result, seconds, cpuSeconds: (user + system) / 1e6 };
}

/** The largest distance of an amount from the seller's best answer, and of the buyer's equation from being met. */
function gapsOf(problem, { A, R, f }) {
    const { bestResponses, utilitiesOf } = load('optimization/dist/compute-game/utilities.js');
    const answers = bestResponses(problem, R);
    const seller = f.reduce((gap, amount, i) => Math.max(gap, Math.abs(amount - answers[i])), 0);
    const { costAfter } = utilitiesOf(problem, R, f);
    return { seller, buyer: Math.abs((problem.lambda * costAfter) / A - 1) };
}

function summarise({ R, f }) {
    return { sold: f.reduce((x, y) => x + y, 0), payment: f.reduce((sum, amount, i) => sum + amount * R[i], 0) };
}

function requireSameAnswer(ours, theirs, way) {
    for (const key of ['A', 'sold', 'payment']) {
        if (Math.abs(theirs[key] / ours[key] - 1) > 1e-9) {
            throw new Error(`scipy ${way} differs in ${key}: ${theirs[key]}, not ${ours[key]}`);
        }
    }
}

async function race(problem, rounds, rival) {
    const { solveCompute } = load('optimization/dist/compute-game/solve.js');
    const seconds = { ours: [], oursCpu: [], brentq: [], bisect: [] };
    let last;
    let scipy;
    // The first round warms up and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
        const ours = timed(() => solveCompute(problem));
        last = ours.result;
        if (round > 0) {
            seconds.ours.push(ours.seconds);
            seconds.oursCpu.push(ours.cpuSeconds);
        }
        for (const way of WAYS) {
            const theirs = await rival.run(way);
            if (theirs === undefined) continue;
            scipy = theirs.scipy;
            requireSameAnswer({ A: last.A, ...summarise(last) }, theirs, way);
            if (round > 0) seconds[way].push(theirs.seconds);
        }
    }
    return { seconds, scipy, solution: last };
}

async function large(sellers, rounds) {
    const { largeProblem } = load('optimization/dist/compute-game/cases.js');
    const problem = largeProblem(sellers, 8);
    const folder = await mkdtemp(join(tmpdir(), 'edgebourse-bench-'));
    const file = join(folder, 'sellers.f64');
    const columns = ['fbar', 'rho', 'r', 'c', 'gamma'].map((key) => problem[key]);
    await writeFile(file, Float64Array.from(columns.flatMap((column) => Array.from(column))));
    const rival = startPythonRival('compute_scipy.py', [file, sellers, problem.a, problem.lambda]);
    try {
        const { seconds, scipy, solution } = await race(problem, rounds, rival);
        const oursSeconds = statistics(seconds.ours);
        const oursCpuSeconds = statistics(seconds.oursCpu);
        const report = { sellers, oursSeconds, oursCpuSeconds, bestResponseGap: gapsOf(problem, solution) };
        if (scipy === undefined) return { ...report, rival: 'unavailable: no scipy' };
        const scipySeconds = Object.fromEntries(WAYS.map((way) => [way, statistics(seconds[way])]));
        const timesFasterThan = Object.fromEntries(
            WAYS.map((way) => [way, scipySeconds[way].median / oursSeconds.median]),
        );
        return { ...report, scipy, scipySeconds, timesFasterThan };
    } finally {
        await rival.stop();
        await rm(folder, { recursive: true });
    }
}

/** Algorithm 2 with the step halved until it converges: the paper gives none. For information. */
function againstGradient(sellers) {
    const { largeProblem } = load('optimization/dist/compute-game/cases.js');
    const { solveCompute } = load('optimization/dist/compute-game/solve.js');
    const { gradientSearch } = load('optimization/dist/compute-game/reference.js');
    const problem = largeProblem(sellers, 8);
    const ours = [];
    const theirs = [];
    let iterations;
    let step = 0.4;
    for (let round = 0; round <= 10; round += 1) {
        ours.push(timed(() => solveCompute(problem)).seconds);
        for (;;) {
            try {
                const options = { step, threshold: 1e-9, iterationsMax: 20_000 };
                const run = timed(() => gradientSearch(problem, options));
                theirs.push(run.seconds);
                iterations = run.result.iterations;
                break;
            } catch (error) {
                if (error.code !== 'COMPUTE_NOT_CONVERGED') throw error;
                step /= 2;
            }
        }
    }
    return { sellers, step, iterations, ratio: median(theirs.slice(1)) / median(ours.slice(1)) };
}

const toE12 = (value) => BigInt(Math.round(value * 1e12));

/** What the contract's check of a proposed solution costs for each seller, microseconds. */
function certificateCost(sellers, checks) {
    const { largeProblem } = load('optimization/dist/compute-game/cases.js');
    const { solveQuantised } = load('optimization/dist/compute-game/quantise.js');
    const { checkComputeCertificate } = load('chaincode/dist/compute/certificate.js');
    const { a, lambda, ...lists } = largeProblem(sellers, 8);
    const each = Array.from(lists.fbar, (_, i) =>
        Object.fromEntries(['fbar', 'rho', 'r', 'c', 'gamma'].map((key) => [key, toE12(lists[key][i])])),
    );
    const { marginal, parts } = solveQuantised({ a: toE12(a), lambda: toE12(lambda), sellers: each });
    const game = {
        costScale: toE12(a),
        costExponent: toE12(lambda),
        sellers: each.map(({ fbar, rho, r, c, gamma }) => ({
            capacity: fbar,
            ownDemand: rho,
            reward: r,
            cost: c,
            satisfaction: gamma,
        })),
    };
    const check = () => checkComputeCertificate(game, { marginal, allotments: parts });
    check();
    const { seconds } = timed(() => {
        for (let run = 0; run < checks; run += 1) check();
    });
    return { sellers, microsecondsPerCheck: (seconds / checks) * 1e6, perSeller: (seconds / checks / sellers) * 1e6 };
}

export const HELP = `compute [--sellers N] [--rounds N]
    --sellers  sellers of the large game (1000000)
    --rounds   rounds that are measured; one more warms up (5)
PYTHON names the interpreter that has numpy and scipy.`;

/** `npm run bench -- compute`; see HELP. */
export async function bench({ sellers = 1_000_000, rounds = 5 } = {}) {
    return {
        rounds,
        large: await large(sellers, rounds),
        againstAlgorithm2: [8, 100, 1000].map(againstGradient),
        contractCheck: [8, 100, 500].map((count) => certificateCost(count, Math.ceil(20_000 / count))),
        machine: describeMachine(),
    };
}
