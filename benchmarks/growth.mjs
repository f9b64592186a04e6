// Does a ledger grow slower as it grows larger? The same flow as in `embedded` to several sizes; at each the last 10^4
// trades are timed, then both processes stop and start again.
import { measure, playIntervals } from './embedded.mjs';
import { startCounted } from './support/counted-service.mjs';
import { newPoster, sendArrays } from './support/http.mjs';
import { describeMachine } from './support/machine.mjs';
import { foundMarket, PAIRS_MAX } from './support/market.mjs';

export const HELP = `growth [--pairs N] [--from N] [--to N] [--step N] [--timed N]
    --pairs   pairs of households in each of two regions, up to ${String(PAIRS_MAX)} (240)
    --from    trades at the first size (10000)
    --to      trades at the last (10000)
    --step    each size is so many times the one before (10)
    --timed   the last trades at each size that are timed (10000)`;

const SEED = '1';
const REGIONS = 2;
const ARRAY_SIZE = 500;

function sizesOf({ from, to, step }) {
    const sizes = [];
    for (let size = from; size < to; size *= step) sizes.push(size);
    return [...sizes, to];
}

async function growTo(network, market, position, { size, timed, perInterval }) {
    const poster = newPoster(network.gatewayUrl, 4);
    const send = sendArrays(poster, ARRAY_SIZE);
    const end = Math.ceil(size / perInterval);
    const begin = Math.max(position, end - Math.ceil(timed / perInterval));
    try {
        if (begin > position) await playIntervals(market.markets, send, position, begin - position);
        const last = await measure(network, market, send, begin, end - begin);
        return { end, last };
    } finally {
        poster.close();
    }
}

/** `npm run bench -- growth`; see HELP. */
export async function bench(given = {}) {
    const options = { pairs: 240, from: 10_000, to: 10_000, step: 10, timed: 10_000, ...given };
    if (options.step < 2) throw new Error(`--step is at least 2; usage: ${HELP}`);
    const { pairs, to, timed } = options;
    const perInterval = REGIONS * pairs;
    const network = await startCounted(SEED);
    try {
        const intervals = Math.ceil(to / perInterval) + 1;
        const market = await foundMarket(network, { pairs, intervals, seed: SEED });
        const sizes = [];
        let position = 0;
        for (const size of sizesOf(options)) {
            const { end, last } = await growTo(network, market, position, { size, timed, perInterval });
            position = end;
            const total = await network.bytes();
            sizes.push({ trades: end * perInterval, last, bytes: total, ledger: await network.restart() });
            console.error(JSON.stringify(sizes.at(-1)));
        }
        return { options, sizes, machine: describeMachine() };
    } finally {
        await network.close();
    }
}
