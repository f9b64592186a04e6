// Settled and accepted trades a second through REST, gateway and embedded peer on disk, two organisations endorsing.
import { performance } from 'node:perf_hooks';
import { startCounted } from './support/counted-service.mjs';
import { barePostsPerSecond, checksPerCpuSecond, checksPerSecond } from './support/floor.mjs';
import { newPoster, sendArrays, sendSingly } from './support/http.mjs';
import { describeMachine } from './support/machine.mjs';
import { foundMarket, PAIRS_MAX, playInterval, sampleMessages } from './support/market.mjs';

export const HELP = `embedded [--pairs N] [--trades N] [--singly N] [--connections N] [--requests N]
    --pairs        pairs of households in each of two regions, up to ${String(PAIRS_MAX)} (150)
    --trades       trades that are measured by the array route (6000)
    --singly       trades that are measured by one request a message (3000)
    --connections  connections of the load (64)
    --requests     requests to the bare Express server (20000)`;

const SEED = '1';
const REGIONS = 2;
const ENDORSERS = 2;
/** Two orders, two readings, the seller's acceptance. */
const SIGNATURES_A_TRADE = 5;
const ARRAY_SIZE = 500;

/** Plays so many intervals in both regions side by side. Returns trades and seconds. */
export async function playIntervals(markets, send, from, count) {
    const start = performance.now();
    const trades = await Promise.all(
        markets.map(async (market) => {
            let accepted = 0;
            for (let step = from; step < from + count; step += 1) accepted += await playInterval(market, send, step);
            return accepted;
        }),
    );
    return { trades: trades.reduce((a, b) => a + b), seconds: (performance.now() - start) / 1000 };
}

/** Memory is no sum: it is reported as it stands. */
const withoutMemory = (sums) => Object.fromEntries(Object.entries(sums).filter(([name]) => name !== 'rssBytes'));

function difference(after, before) {
    if (typeof after === 'number') return after - (before ?? 0);
    return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, difference(value, before?.[name])]));
}

function perTrade(sums, trades) {
    if (typeof sums === 'number') return Number((sums / trades).toPrecision(4));
    return Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, perTrade(value, trades)]));
}

/** Plays and measures: rate, key operations and bytes a trade, and how much processor time each process took. */
export async function measure(network, market, send, from, count) {
    const [counts, bytes, signed] = [await network.counts(), await network.bytes(), market.signed()];
    const own = process.cpuUsage();
    const { trades, seconds } = await playIntervals(market.markets, send, from, count);
    const { user, system } = process.cpuUsage(own);
    const after = await network.counts();
    const spent = Object.fromEntries(
        Object.entries(after).map(([name, sums]) => [name, difference(withoutMemory(sums), counts[name])]),
    );
    const cpuSeconds = { agents: (user + system) / 1e6 };
    const rssBytes = { agents: process.memoryUsage.rss() };
    for (const [name, sums] of Object.entries(after)) rssBytes[name] = sums.rssBytes;
    for (const [name, sums] of Object.entries(spent)) cpuSeconds[name] = sums.cpuSeconds;
    return {
        trades,
        seconds,
        tradesPerSecond: trades / seconds,
        perTrade: {
            deviceSignatures: perTrade(market.signed() - signed, trades),
            ...perTrade(spent, trades),
            bytes: perTrade(difference(await network.bytes(), bytes), trades),
        },
        coresBusy: perTrade(cpuSeconds, seconds),
        rssBytes,
        cpuSecondsATrade: Object.values(cpuSeconds).reduce((a, b) => a + b) / trades,
    };
}

/** The process that used most of one core, or of all cores together. */
function boundOf({ coresBusy }, cores) {
    const total = Object.values(coresBusy).reduce((a, b) => a + b);
    const [name, share] = Object.entries(coresBusy).sort(([, a], [, b]) => b - a)[0];
    if (total > 0.9 * cores) return `all ${String(cores)} cores; most of it the ${name} (${share.toFixed(2)} cores)`;
    return `the ${name} (${share.toFixed(2)} of ${String(cores)} cores) and waiting for it`;
}

async function measureBoth(network, market, options) {
    const { pairs, warm, trades, singly, connections } = options;
    const intervals = (wanted) => Math.max(1, Math.ceil(wanted / (REGIONS * pairs)));
    const width = Math.ceil(connections / REGIONS);
    const poster = newPoster(network.gatewayUrl, connections);
    try {
        const arrays = sendArrays(poster, ARRAY_SIZE);
        const single = sendSingly(poster, width);
        await playIntervals(market.markets, arrays, 0, warm);
        const first = await measure(network, market, single, warm, intervals(singly));
        const from = warm + intervals(singly);
        return { singly: first, arrays: await measure(network, market, arrays, from, intervals(trades)) };
    } finally {
        poster.close();
    }
}

/** `npm run bench -- embedded`; see HELP. */
export async function bench(given = {}) {
    const options = { pairs: 150, warm: 2, trades: 6000, singly: 3000, connections: 64, requests: 20_000, ...given };
    if (!(options.pairs >= 1 && options.pairs <= PAIRS_MAX)) throw new Error(`--pairs is 1 to ${String(PAIRS_MAX)}`);
    const { pairs, warm, trades, singly, connections, requests } = options;
    const checks = await checksPerSecond();
    const checksOfCpu = checksPerCpuSecond();
    const network = await startCounted(SEED);
    try {
        const intervals = warm + Math.ceil(trades / (REGIONS * pairs)) + Math.ceil(singly / (REGIONS * pairs)) + 2;
        const market = await foundMarket(network, { pairs, intervals, seed: SEED });
        const bare = await barePostsPerSecond(sampleMessages(market.markets[0]), requests, connections);
        const measured = await measureBoth(network, market, options);
        const machine = describeMachine();
        const floor = checks / (SIGNATURES_A_TRADE * ENDORSERS);
        const cpuFloor = (checksOfCpu * machine.threads) / (SIGNATURES_A_TRADE * ENDORSERS);
        const cpuRate = machine.threads / measured.arrays.cpuSecondsATrade;
        const messages = measured.singly.tradesPerSecond * measured.singly.perTrade.deviceSignatures;
        return {
            options,
            floor: {
                checksPerSecond: checks,
                checksPerCpuSecond: checksOfCpu,
                signaturesATrade: SIGNATURES_A_TRADE,
                endorsers: ENDORSERS,
                tradesPerSecond: floor,
            },
            bareExpress: { postsPerSecond: bare },
            singly: {
                ...measured.singly,
                messagesPerSecond: messages,
                ofBareExpress: messages / bare,
                boundBy: boundOf(measured.singly, machine.threads),
            },
            arrays: {
                ...measured.arrays,
                ofFloor: measured.arrays.tradesPerSecond / floor,
                // What the processor time a trade would allow if nothing else ran and nothing waited.
                byCpuTime: { tradesPerSecond: cpuRate, ofFloor: cpuRate / cpuFloor },
                boundBy: boundOf(measured.arrays, machine.threads),
            },
            machine,
        };
    } finally {
        await network.close();
    }
}
