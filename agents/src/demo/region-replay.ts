import type { Envelope } from '@edgebourse/chaincode/common/envelope';
import type { ClearingRecord } from '@edgebourse/chaincode/energy/records';
import type { EdgebourseClient } from '@edgebourse/gateway/client/edgebourse-client';
import type { CommandTime } from '../device/commands';
import type { Intention } from '../household/household-agent';
import { STEP_MS } from '../meter/load-profile';
import type { Household, RegionCast } from './cast';
import type { RegionCredit } from './credit-day';
import { LOSS_PPM, NETWORK } from './genesis';
import type { SettledInterval } from './settled-interval';

/** Who speaks with the gateway for a region. */
export interface RegionClients {
    /** The operator of the region's organisation. */
    readonly operator: EdgebourseClient;
    readonly device: EdgebourseClient;
}

const DAY_MS = 86_400_000;

/** @returns The devices' clock: the start of the interval that is replayed. */
export function commandTime(interval: number): CommandTime {
    const nowMs = interval * STEP_MS;
    return { network: NETWORK, nowMs, expiresMs: nowMs + STEP_MS + DAY_MS };
}

/**
 * Plays one interval of a region: buy orders, demand gate, sell orders, supply gate (clears), readings and acceptances,
 * reading gate (settles). Each step is one request; closing a gate answers the records that the ledger then has.
 * @returns The interval's records.
 */
export async function replayInterval(
    cast: RegionCast,
    clients: RegionClients,
    interval: number,
    credit?: RegionCredit,
): Promise<SettledInterval> {
    const { region, households, supplier } = cast;
    const time = commandTime(interval);
    const intentions = households.map((household) => ({ household, intention: household.agent.intend(interval) }));
    if (credit !== undefined) await beginCredit(credit, interval, intentions);
    await send(clients.device, ordersOf('buy', intentions, interval, time, credit));
    await clients.operator.closeGate(region, interval, 'demand');
    await send(clients.device, ordersOf('sell', intentions, interval, time));
    const { clearing } = await clients.operator.closeGate(region, interval, 'supply');
    if (clearing === undefined) throw new Error(`interval ${String(interval)} of ${region} was not cleared`);
    const meters = [...households.map(({ meter }) => meter), supplier.meter];
    await send(clients.device, [
        ...meters.map((meter) => meter.reading(interval, time)),
        ...households.flatMap((household) => acceptanceOf(household, clearing, time)),
    ]);
    const { settlement } = await clients.operator.closeGate(region, interval, 'reading');
    if (settlement === undefined) throw new Error(`interval ${String(interval)} of ${region} was not settled`);
    credit?.end({ clearing, settlement });
    return { clearing, settlement };
}

interface Intended {
    readonly household: Household;
    readonly intention: Intention | undefined;
}

/** Loans are judged by the last cleared interval's time: what is said about them now is said by that clock. */
async function beginCredit(credit: RegionCredit, interval: number, intentions: readonly Intended[]): Promise<void> {
    const buyers = intentions.filter(({ intention }) => intention?.side === 'buy').map(({ household }) => household);
    await credit.begin(interval, commandTime(interval - 1), new Set(buyers));
}

function ordersOf(
    side: Intention['side'],
    intentions: readonly Intended[],
    interval: number,
    time: CommandTime,
    credit?: RegionCredit,
): Envelope[] {
    return intentions.flatMap(({ household, intention }) => {
        if (intention?.side !== side) return [];
        const token = credit?.tokenFor(household, intention, time.nowMs);
        return [household.agent.order(interval, intention, time, token)];
    });
}

function acceptanceOf({ agent, meter }: Household, clearing: ClearingRecord, time: CommandTime): Envelope[] {
    const sales = clearing.trades
        .filter(({ seller }) => seller === agent.wallet)
        .map(({ energyWh }) => ({ energyWh: Number(energyWh) }));
    if (sales.length === 0) return [];
    const registers = meter.registers(clearing.interval);
    const terms = { priceMicroPerKwh: clearing.priceMicroPerKwh, registers, lossPpm: LOSS_PPM };
    return [agent.acceptance(clearing.interval, sales, terms, time)];
}

/** Nothing that an honest device sends may be refused: a refusal ends the replay. */
async function send(device: EdgebourseClient, messages: readonly Envelope[]): Promise<void> {
    if (messages.length === 0) return;
    const results = await device.sendMessages(messages);
    const refused = results.filter(({ status }) => status === 'refused');
    const [first] = refused;
    if (first === undefined) return;
    throw new Error(
        `${String(refused.length)} of ${String(messages.length)} messages were refused; ` +
            `the first is ${first.type} ${first.id}: ${first.code ?? ''} ${first.message ?? ''}`,
    );
}
