// Does a ledger grow slower as it grows larger? The same flow as in `embedded` to several sizes; at each the last 10^4
// trades are timed, then both processes stop and start again. With `--data` the ledger stays, and a later run goes on.
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { measure, playIntervals } from './embedded.mjs';
import { startCounted } from './support/counted-service.mjs';
import { newPoster, sendArrays } from './support/http.mjs';
import { describeMachine } from './support/machine.mjs';
import { firstUnsettled, foundMarket, openMarket, PAIRS_MAX } from './support/market.mjs';

export const HELP = `growth [--pairs N] [--from N] [--to N] [--step N] [--timed N] [--data DIR]
    --pairs   pairs of households in each of two regions, up to ${String(PAIRS_MAX)} (240)
    --from    trades at the first size (10000)
    --to      trades at the last (10000)
    --step    each size is so many times the one before (10)
    --timed   the last trades at each size that are timed (10000)
    --data    keeps the ledger in DIR; the same command goes on where an earlier one stopped. SIGTERM stops it after
              the intervals that are being played; DIR/progress.jsonl has a line for each part`;

const SEED = '1';
const REGIONS = 2;
const ARRAY_SIZE = 500;
/** So many intervals are played between two notes of how far it came; after a crash they are played again. */
const INTERVALS_A_PART = 10;

function sizesOf({ from, to, step }) {
    const sizes = [];
    for (let size = from; size < to; size *= step) sizes.push(size);
    return [...sizes, to];
}

/** What a run knows of earlier ones on the same ledger. */
async function openProgress(folder, pairs) {
    if (folder === undefined) return { position: 0, isFounded: false, sizes: [], note: async () => undefined };
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'growth.json');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    const before = text === undefined ? { pairs, position: 0, isFounded: false, sizes: [] } : JSON.parse(text);
    if (before.pairs !== pairs) throw new Error(`${folder} was begun with --pairs ${String(before.pairs)}`);
    const note = async (progress, line) => {
        await writeFile(file, JSON.stringify({ pairs, ...progress }));
        if (line !== undefined) await appendFile(join(folder, 'progress.jsonl'), `${JSON.stringify(line)}\n`);
    };
    return { ...before, note };
}

/** Becomes true when the run is asked to end. */
function watchForEnd() {
    const end = { isNear: false };
    const ask = () => {
        end.isNear = true;
    };
    process.on('SIGTERM', ask).on('SIGINT', ask);
    return end;
}

class Growth {
    constructor(network, market, progress, perInterval) {
        this.network = network;
        this.market = market;
        this.progress = progress;
        this.perInterval = perInterval;
        this.position = progress.position;
        this.sizes = progress.sizes;
        this.end = watchForEnd();
    }

    async note(line) {
        await this.progress.note({ isFounded: true, position: this.position, sizes: this.sizes }, line);
    }

    /** After a crash: finds what was settled since the last note, and brings the regions to one interval. */
    async catchUp(send) {
        const { markets } = this.market;
        const settled = await Promise.all(markets.map((market) => firstUnsettled(market, this.position)));
        const target = Math.max(...settled);
        await Promise.all(
            markets.map((market, place) => playIntervals([market], send, settled[place], target - settled[place])),
        );
        this.position = target;
    }

    /** Plays up to an interval, part by part. */
    async playTo(send, interval) {
        while (this.position < interval && !this.end.isNear) {
            const count = Math.min(INTERVALS_A_PART, interval - this.position);
            const part = await measure(this.network, this.market, send, this.position, count);
            this.position += count;
            await this.note(this.lineOf(part));
        }
    }

    lineOf({ seconds, perTrade, cpuSecondsATrade, rssBytes }) {
        const at = new Date().toISOString();
        const { bytes } = perTrade;
        return { at, trades: this.position * this.perInterval, seconds, cpuSecondsATrade, bytes, rssBytes };
    }

    /** @returns Whether the size was reached. */
    async growTo({ size, timed }) {
        const poster = newPoster(this.network.gatewayUrl, 4);
        const send = sendArrays(poster, ARRAY_SIZE);
        const end = Math.ceil(size / this.perInterval);
        try {
            await this.catchUp(send);
            await this.playTo(send, end - Math.ceil(timed / this.perInterval));
            if (this.end.isNear) return false;
            // A crash may have left fewer to time, or none.
            const left = end - this.position;
            const last = left > 0 ? await measure(this.network, this.market, send, this.position, left) : undefined;
            this.position = Math.max(this.position, end);
            const bytes = await this.network.bytes();
            const ledger = await this.network.restart();
            this.sizes.push({ trades: end * this.perInterval, last, bytes, ledger, machine: describeMachine() });
            await this.note();
            console.error(JSON.stringify(this.sizes.at(-1)));
            return true;
        } finally {
            poster.close();
        }
    }
}

/** `npm run bench -- growth`; see HELP. */
export async function bench(given = {}) {
    const options = { pairs: 240, from: 10_000, to: 10_000, step: 10, timed: 10_000, ...given };
    if (options.step < 2) throw new Error(`--step is at least 2; usage: ${HELP}`);
    const { pairs, to, timed, data } = options;
    const perInterval = REGIONS * pairs;
    const progress = await openProgress(data, pairs);
    const network = await startCounted(SEED, data);
    try {
        const players = { pairs, intervals: Math.ceil(to / perInterval) + 1, seed: SEED };
        const market = await (progress.isFounded ? openMarket : foundMarket)(network, players);
        const growth = new Growth(network, market, progress, perInterval);
        await growth.note();
        for (const size of sizesOf(options)) {
            const isDone = growth.sizes.some(({ trades }) => trades === Math.ceil(size / perInterval) * perInterval);
            if (!isDone && !(await growth.growTo({ size, timed }))) break;
        }
        return { options, trades: growth.position * perInterval, sizes: growth.sizes, machine: describeMachine() };
    } finally {
        await network.close();
    }
}
