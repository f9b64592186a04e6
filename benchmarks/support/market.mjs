/* global fetch */
// Two regions of households that trade every interval: neighbours in pairs, one sells what the other buys, and they
// change sides with every interval, so that coins come back.
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
const { newCast } = load('../../agents/dist/demo/cast.js');
const { foundNetwork } = load('../../agents/dist/demo/setup.js');
const { NETWORK, TARIFF } = load('../../agents/dist/demo/genesis.js');
const { CommandSigner } = load('../../agents/dist/device/commands.js');
const { EdgebourseClient } = load('../../gateway/dist/client/edgebourse-client.js');

const INTERVAL_MS = 900_000;
const DAY_MS = 86_400_000;
const FIRST_INTERVAL = Math.floor(Date.UTC(2016, 5, 13) / INTERVAL_MS);
const TRADE_WH = 100;
/** The genesis mint is one transaction of at most 1000 outputs: so many pairs a region leave room for the others. */
export const PAIRS_MAX = 245;

const netWhOf = (place, step) => ((place + step) % 2 === 0 ? TRADE_WH : -TRADE_WH);

/** `pairs` pairs in each of two regions, for so many intervals: the same ones for one seed. */
function castMarket({ pairs, intervals, seed }) {
    const regions = ['r1', 'r2'].map((region) => ({
        region,
        nodes: Array.from({ length: 2 * pairs }, (_, place) => ({
            node: `${region}-n${String(place).padStart(4, '0')}`,
            hasPhotovoltaics: true,
            netWh: Array.from({ length: intervals }, (_, step) => netWhOf(place, step)),
        })),
    }));
    const signer = new CommandSigner();
    const cast = newCast(regions, { firstInterval: FIRST_INTERVAL, seed, forecast: 'perfect', tariff: TARIFF, signer });
    return { cast, signer };
}

function clientsOf({ gatewayUrl, token }) {
    const client = (organisation, user) =>
        new EdgebourseClient({ baseUrl: gatewayUrl, token: token(organisation, user) });
    return { client, device: new EdgebourseClient({ baseUrl: gatewayUrl }) };
}

function marketOf(network, { cast, signer }) {
    const { client, device } = clientsOf(network);
    const { gatewayUrl } = network;
    const operator = ({ organisation }) => client(organisation, 'operator');
    const markets = cast.map((region) => ({ cast: region, operator: operator(region), gatewayUrl }));
    return { markets, signer, device, signed: () => signer.signed };
}

/** The market of a network that was founded with the same options before. */
export function openMarket(network, options) {
    return marketOf(network, castMarket(options));
}

/** Founds the network with `pairs` pairs in each of two regions, for so many intervals; with wallets of banks if asked. */
export async function foundMarket(network, { lends = false, ...options }) {
    const { client, device } = clientsOf(network);
    const { cast, signer } = castMarket(options);
    const founders = {
        authority: client('AuthorityMSP', 'registrar'),
        treasury: client('AuthorityMSP', 'treasury'),
        device,
    };
    const founding = { lends, hasIncome: false, onProgress: () => undefined };
    await foundNetwork(cast, founders, signer, founding);
    return marketOf(network, { cast, signer });
}

function ordersOf({ households }, side, step, interval, time) {
    return households.flatMap(({ agent }, place) => {
        if (netWhOf(place, step) > 0 !== (side === 'buy')) return [];
        const limitMicroPerKwh = side === 'buy' ? TARIFF.retailMicroPerKwh : TARIFF.feedInMicroPerKwh;
        return [agent.order(interval, { side, energyWh: TRADE_WH, limitMicroPerKwh }, time)];
    });
}

function deliveriesOf({ households, supplier }, step, interval, price, time) {
    const terms = (meter) => ({ priceMicroPerKwh: price, registers: meter.registers(interval), lossPpm: 0 });
    const acceptances = households.flatMap(({ agent, meter }, place) =>
        netWhOf(place, step) > 0 ? [] : [agent.acceptance(interval, [{ energyWh: TRADE_WH }], terms(meter), time)],
    );
    return [
        ...households.map(({ meter }) => meter.reading(interval, time)),
        supplier.meter.reading(interval, time),
        ...acceptances,
    ];
}

/** Orders like those that are traded, for a server that does nothing with them. */
export function sampleMessages({ cast }) {
    return ordersOf(cast, 'buy', 0, FIRST_INTERVAL, timeOf(FIRST_INTERVAL));
}

function timeOf(interval) {
    const nowMs = interval * INTERVAL_MS;
    return { network: NETWORK, nowMs, expiresMs: nowMs + INTERVAL_MS + DAY_MS };
}

/** @returns The first step from one on whose interval the ledger has no settlement of. */
export async function firstUnsettled({ cast, gatewayUrl }, from) {
    const url = `${gatewayUrl}/v1/energy/regions/${cast.region}/intervals`;
    for (let step = from; ; step += 1) {
        const answer = await fetch(`${url}/${String(FIRST_INTERVAL + step)}`);
        if (!answer.ok) throw new Error(`${url}: ${String(answer.status)}`);
        if ((await answer.json()).settlement === undefined) return step;
    }
}

/** One interval of one region, from its orders to its settlement. Returns how many trades were settled and accepted. */
export async function playInterval({ cast, operator }, send, step) {
    const { region } = cast;
    const interval = FIRST_INTERVAL + step;
    const time = timeOf(interval);
    await send(ordersOf(cast, 'buy', step, interval, time));
    await operator.closeGate(region, interval, 'demand');
    await send(ordersOf(cast, 'sell', step, interval, time));
    const { clearing } = await operator.closeGate(region, interval, 'supply');
    await send(deliveriesOf(cast, step, interval, clearing.priceMicroPerKwh, time));
    const { settlement } = await operator.closeGate(region, interval, 'reading');
    return settlement.trades.filter(({ status }) => status === 'a').length;
}
