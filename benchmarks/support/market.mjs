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

/** Founds the network with `pairs` pairs in each of two regions, for so many intervals; with wallets of banks if asked. */
export async function foundMarket({ gatewayUrl, token }, { pairs, intervals, seed, lends = false }) {
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
    const client = (organisation, user) =>
        new EdgebourseClient({ baseUrl: gatewayUrl, token: token(organisation, user) });
    const device = new EdgebourseClient({ baseUrl: gatewayUrl });
    const founders = {
        authority: client('AuthorityMSP', 'registrar'),
        treasury: client('AuthorityMSP', 'treasury'),
        device,
    };
    const founding = { lends, hasIncome: false, onProgress: () => undefined };
    await foundNetwork(cast, founders, signer, founding);
    const markets = cast.map((region) => ({ cast: region, operator: client(region.organisation, 'operator') }));
    return { markets, signer, device, signed: () => signer.signed };
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
