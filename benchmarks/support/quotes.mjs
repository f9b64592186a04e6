// What `POST /v1/credit/quotes` takes from request to answer: the terms read from the ledger, the game solved.
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { startCounted } from './counted-service.mjs';
import { newPoster } from './http.mjs';
import { foundMarket } from './market.mjs';

const load = createRequire(import.meta.url);
const { BankAgent } = load('../../agents/dist/bank/bank-agent.js');
const { PRODUCT } = load('../../agents/dist/demo/credit-terms.js');
const { NETWORK } = load('../../agents/dist/demo/genesis.js');
const { CreditClient } = load('../../gateway/dist/client/credit-client.js');

const SEED = '1';
const WARM_UP = 50;
const HOUR_MS = 3_600_000;

const rank = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

/** A network with one bank that offers one product. Returns the bank and the borrowers' wallets. */
async function foundBank(network) {
    const { markets, signer, device } = await foundMarket(network, {
        pairs: 50,
        intervals: 1,
        seed: SEED,
        lends: true,
    });
    const [{ cast }] = markets;
    const { organisation: mspId, bankKey: key } = cast;
    const client = new CreditClient({ baseUrl: network.gatewayUrl, token: network.token(mspId, 'operator') });
    const { outputs } = await device.outputs(key.address);
    const nowMs = Date.now();
    const time = { network: NETWORK, nowMs, expiresMs: nowMs + HOUR_MS };
    await new BankAgent({ mspId, key, signer, client }).found([PRODUCT], outputs[0], time);
    return { bank: mspId, wallets: cast.households.map((household) => household.key.address) };
}

const question = (wallet, place) => ({
    product: PRODUCT.product,
    wallet,
    grade: `${'ABCDEFG'[place % 7]}${String(1 + (place % 5))}`,
    repaid: place % 10,
    failed: place % 3,
    qMinWh: String(100 * (place % 90)),
});

/** Milliseconds a request with so many loans, one request after the other. */
async function timeQuotes(poster, { bank, wallets }, requests, loans) {
    const times = [];
    for (let round = -WARM_UP; round < requests; round += 1) {
        const asked = Array.from({ length: loans }, (_, place) =>
            question(wallets[(round + WARM_UP + place) % wallets.length], round + WARM_UP + place),
        );
        const start = performance.now();
        const { status, text } = await poster.post('/v1/credit/quotes', { bank, loans: asked });
        if (status !== 200) throw new Error(`${String(status)} ${text}`);
        if (round >= 0) times.push(performance.now() - start);
    }
    const sorted = times.toSorted((a, b) => a - b);
    return { requests, loans, median: rank(sorted, 0.5), p99: rank(sorted, 0.99), greatest: sorted.at(-1) };
}

/** Starts a network of its own, and stops it. Milliseconds. */
export async function quoteTimes(requests = 1000) {
    const network = await startCounted(SEED);
    const poster = newPoster(network.gatewayUrl, 1);
    try {
        const market = await foundBank(network);
        const one = await timeQuotes(poster, market, requests, 1);
        const hundred = await timeQuotes(poster, market, Math.ceil(requests / 10), 100);
        return { one, hundred };
    } finally {
        poster.close();
        await network.close();
    }
}
