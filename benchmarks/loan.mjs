// The price of a loan: `edgebourse solve loan` from lines to lines, our solver and numpy's on the same borrowers in turns,
// Algorithm 1 of the paper, the contract's check, and `POST /v1/credit/quotes`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { describeMachine } from './support/machine.mjs';
import { quoteTimes } from './support/quotes.mjs';
import { startPythonRival } from './support/rival.mjs';

const require = createRequire(import.meta.url);
const root = join(import.meta.dirname, '..');
const load = (path) => require(join(root, path));
const KINDS = new Set(['table', 'ceiling', 'dear-energy', 'need-above-theta', 'need-at-theta-with-ceiling']);

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const statistics = (values) => ({
    median: median(values),
    least: Math.min(...values),
    greatest: Math.max(...values),
});

async function timed(act) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    const result = await act();
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return { result, seconds, cpuSeconds: (user + system) / 1e6 };
}

function makeBorrowers(count) {
    const { loanCases } = load('optimization/dist/loan-pricing/cases.js');
    const { toLoanProblem } = load('optimization/dist/loan-pricing/exact-terms.js');
    const terms = loanCases(2 * count, 9)
        .filter(({ kind }) => KINDS.has(kind))
        .map((one) => one.terms);
    return { terms, problems: terms.map(toLoanProblem) };
}

/** A program with its start and its end, from a file of lines to a file of lines; undefined where it is missing. */
async function runProgram(command, words, output) {
    const target = await open(output, 'w');
    const start = performance.now();
    const child = spawn(command, words, { stdio: ['ignore', target.fd, 'ignore'] });
    const [code] = await once(child, 'exit').catch(() => [1]);
    await target.close();
    return code === 0 ? (performance.now() - start) / 1000 : undefined;
}

/** The command within this process, which is warm then. */
async function runCommand(input, output) {
    const { main } = load('optimization/dist/cli/main.js');
    const stdout = createWriteStream(output);
    const argv = ['node', 'edgebourse', 'solve', 'loan'];
    await main(argv, { stdin: createReadStream(input), stdout, stderr: process.stderr });
    stdout.end();
    await once(stdout, 'finish');
}

const isNear = (a, b) => (a === null || b === null ? a === b : Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a)));

async function requireSameLines(files, lines) {
    const [ours, theirs] = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    const [left, right] = [ours, theirs].map((text) => text.trimEnd().split('\n'));
    if (left.length !== lines || right.length !== lines) throw new Error('an answer is missing');
    left.forEach((line, index) => {
        const [a, b] = [JSON.parse(line), JSON.parse(right[index])];
        for (const key of Object.keys(a)) {
            if (key === 'status' ? a[key] === b[key] : isNear(a[key], b[key])) continue;
            throw new Error(`numpy differs in ${key} of line ${index + 1}: ${b[key]}, not ${a[key]}`);
        }
    });
}

/** Lines to lines: each program with its start; then both warm. */
async function raceLines(folder, input, count, rounds, rival) {
    const [ours, theirs] = ['ours', 'theirs'].map((name) => join(folder, name));
    const python = process.env.PYTHON ?? 'python3';
    const script = join(root, 'benchmarks/rivals/loan_numpy.py');
    const rates = { program: [], warm: [], warmPerCpuSecond: [], numpyProgram: [], numpyWarm: [] };
    const note = (name, round, seconds) => round > 0 && seconds !== undefined && rates[name].push(count / seconds);
    // The first round warms up and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
        note(
            'program',
            round,
            await runProgram(process.execPath, ['bin/edgebourse.js', 'solve', 'loan', '--in', input], ours),
        );
        note('numpyProgram', round, await runProgram(python, [script, input, theirs], join(folder, 'none')));
        const warm = await timed(() => runCommand(input, ours));
        note('warm', round, warm.seconds);
        note('warmPerCpuSecond', round, warm.cpuSeconds);
        note('numpyWarm', round, (await rival.run(`lines ${theirs}`))?.seconds);
    }
    if (rates.numpyWarm.length > 0) await requireSameLines([ours, theirs], count);
    const linesPerSecond = Object.fromEntries(
        Object.entries(rates).map(([name, values]) => [name, values.length > 0 ? statistics(values) : 'unavailable']),
    );
    return { goal: 200_000, linesPerSecond };
}

function solveAll(problems) {
    const { solveLoan } = load('optimization/dist/loan-pricing/solve.js');
    let loans = 0;
    let alphas = 0;
    for (const problem of problems) {
        const { loan, alpha } = solveLoan(problem);
        loans += loan;
        alphas += alpha;
    }
    return { loans, alphas };
}

/** Memory to memory, without JSON: ours from objects, numpy's from columns. */
async function raceArrays(problems, rounds, rival) {
    const seconds = { ours: [], oursCpu: [], numpy: [] };
    for (let round = 0; round <= rounds; round += 1) {
        const ours = await timed(() => solveAll(problems));
        const theirs = await rival.run('arrays');
        if (round > 0) seconds.ours.push(ours.seconds);
        if (round > 0) seconds.oursCpu.push(ours.cpuSeconds);
        if (theirs === undefined) continue;
        for (const key of ['loans', 'alphas']) {
            if (isNear(theirs[key] / ours.result[key], 1)) continue;
            throw new Error(`numpy differs in the sum of ${key}: ${theirs[key]}, not ${ours.result[key]}`);
        }
        if (round > 0) seconds.numpy.push(theirs.seconds);
    }
    const perLoan = (values) => (1e6 * median(values)) / problems.length;
    const ours = { microsecondsPerLoan: perLoan(seconds.ours), cpuMicrosecondsPerLoan: perLoan(seconds.oursCpu) };
    if (seconds.numpy.length === 0) return ours;
    return { ...ours, numpyMicrosecondsPerLoan: perLoan(seconds.numpy) };
}

/** The paper's loop, and scipy's search for each borrower, against the closed form. For information. */
async function againstSearch(problems, rival) {
    const { scanLoan } = load('optimization/dist/loan-pricing/reference.js');
    const some = problems.slice(0, 2000);
    const closed = [];
    const scanned = [];
    for (let round = 0; round <= 5; round += 1) {
        closed.push((await timed(() => solveAll(some))).seconds);
        const scan = () => some.map((problem) => scanLoan(problem, { step: 0.1, until: 10 }));
        scanned.push((await timed(scan)).seconds);
    }
    const own = median(closed.slice(1));
    const search = await rival.run('search');
    return {
        algorithm1: { iterations: 100, ratio: median(scanned.slice(1)) / own },
        ...(search && { scipySearch: { ratio: search.seconds / search.searched / (own / some.length) } }),
    };
}

/** What the contract's check of a loan, and of a book of a bank short of coins, costs. */
async function certificateCost(terms) {
    const { solveExactLoan } = load('optimization/dist/loan-pricing/exact-loan.js');
    const { solveExactLoanBook } = load('optimization/dist/loan-pricing/exact-book.js');
    const { checkLoan } = load('chaincode/dist/credit/certificate.js');
    const { checkBook } = load('chaincode/dist/credit/book-certificate.js');
    const some = terms.slice(0, 20_000).map((one) => ({ terms: one, answer: solveExactLoan(one) }));
    const lent = some.filter(({ answer }) => answer.loanMicro > 0n);
    const checks = [];
    for (let round = 0; round <= 5; round += 1) {
        checks.push(await timed(() => lent.forEach((one) => checkLoan(one.terms, one.answer))));
    }
    const perCheck = (key) => (1000 * median(checks.slice(1).map((run) => run[key]))) / lent.length;
    const borrowers = lent.slice(0, 100).map((one) => one.terms);
    const budget = lent.slice(0, 100).reduce((sum, { answer }) => sum + answer.loanMicro, 0n) / 2n;
    const solved = await timed(() => solveExactLoanBook(borrowers, budget));
    const book = await timed(() => checkBook(borrowers, budget, solved.result));
    return {
        goalMilliseconds: 0.2,
        millisecondsPerCheck: perCheck('seconds'),
        cpuMillisecondsPerCheck: perCheck('cpuSeconds'),
        book: { borrowers: 100, solveMilliseconds: 1000 * solved.seconds, checkMilliseconds: 1000 * book.seconds },
    };
}

export const HELP = `loan [--lines N] [--rounds N] [--requests N]
    --lines   borrowers, one a line (200000)
    --rounds  rounds that are measured; one more warms up (5)
    --requests  requests for a quote, one after the other (1000)
PYTHON names the interpreter that has numpy and scipy.`;

/** `npm run bench -- loan`; see HELP. */
export async function bench({ lines = 200_000, rounds = 5, requests = 1000 } = {}) {
    const { terms, problems } = makeBorrowers(lines);
    const folder = await mkdtemp(join(tmpdir(), 'edgebourse-bench-'));
    const input = join(folder, 'borrowers.jsonl');
    await writeFile(input, problems.map((problem) => `${JSON.stringify(problem)}\n`).join(''));
    const rival = startPythonRival('loan_numpy.py', [input]);
    try {
        const count = problems.length;
        const solver = await raceLines(folder, input, count, rounds, rival);
        const memory = await raceArrays(problems, rounds, rival);
        const search = await againstSearch(problems, rival);
        const certificate = await certificateCost(terms);
        const quotes = await quoteTimes(requests);
        return { lines: count, rounds, solver, memory, search, certificate, quotes, machine: describeMachine() };
    } finally {
        await rival.stop();
        await rm(folder, { recursive: true });
    }
}
