import { max, parseAmount } from '../common/amount';
import { runBatch, type CommandResult } from '../common/batch';
import type { Opened } from '../common/envelope';
import { EdgeError } from '../common/errors';
import type { ComputeNode } from '../common/compute-policy';
import { runOnce, type Receipt } from '../coin/commands';
import { assertMayBuy, lockMoney, newContract, open } from './buy';
import type { Desk } from './desk';
import { reserve } from './hire';
import { loadKey } from './keys';
import { reservedE12 } from './market';
import { serveMessage, type ServeMessage } from './messages';
import type { LoadRecord, NodeState, Part } from './records';
import { paymentMicro } from './terms';

const PPM = 1_000_000n;

/** Keeps what the MEC reports of its queue. */
export function reportLoad(desk: Desk, region: string, loadPpm: number, queued: number): LoadRecord {
    desk.ownNode(region);
    const record: LoadRecord = { region, loadPpm, queued, at: String(desk.ctx.now) };
    desk.ctx.store.put(loadKey(region), record);
    return record;
}

/** @returns The node's tariff, capacity and load. @throws EdgeError COMPUTE_NODE_UNKNOWN. */
export async function nodeState(desk: Desk, region: string): Promise<NodeState> {
    const { organisation, wallet, capacityE12, tariffE12, loadThresholdPpm, relayMicroPerMb } = desk.node(region);
    const load = await desk.ctx.store.get<LoadRecord>(loadKey(region));
    const reserved = reservedE12(await desk.worker(wallet), desk.ctx.now);
    const loadPpm = Number(max(BigInt(load?.loadPpm ?? 0), (reserved * PPM) / parseAmount(capacityE12)));
    return {
        ...{ region, organisation, capacityE12, tariffE12, loadThresholdPpm, relayMicroPerMb, loadPpm },
        reservedE12: String(reserved),
        ...(load === undefined ? {} : { load }),
        isOverloaded: loadPpm > loadThresholdPpm,
    };
}

/**
 * The region's MEC takes tasks itself, at its tariff, while it is not above its load threshold.
 * Refusals, in this order: as runOnce, ENVELOPE_TYPE, WALLET_NOT_ATTACHED, COMPUTE_NODE_UNKNOWN, COMPUTE_STANDARD,
 * COMPUTE_REQUEST_INVALID, ACCESS_DENIED, COMPUTE_OVERLOADED, COMPUTE_BUDGET, COIN_INSUFFICIENT.
 */
export async function serve(desk: Desk, requests: readonly unknown[]): Promise<CommandResult<Receipt>[]> {
    return await runBatch(requests, async (envelope) =>
        runOnce(desk.ctx, envelope, serveMessage, async (command) => serveOne(desk, command)),
    );
}

async function serveOne(desk: Desk, command: Opened<ServeMessage>): Promise<void> {
    const { payload, signer } = command;
    await assertMayBuy(desk, signer, payload);
    const node = desk.ownNode(payload.region);
    await assertRoom(desk, payload);
    const part = partOf(desk, node, payload);
    await lockMoney(desk, command, parseAmount(part.paymentMicro));
    const endsAt = String(desk.ctx.now + BigInt(payload.durationMs));
    const contract = { ...newContract(desk, command, endsAt), parts: [part] };
    await reserve(desk, contract, [part]);
    open(desk, contract);
}

async function assertRoom(desk: Desk, { region, amountE12 }: ServeMessage): Promise<void> {
    const state = await nodeState(desk, region);
    const free = parseAmount(state.capacityE12) - parseAmount(state.reservedE12);
    if (state.isOverloaded || parseAmount(amountE12) > free) {
        throw new EdgeError('COMPUTE_OVERLOADED', { region, loadPpm: state.loadPpm, freeE12: String(free) });
    }
}

function partOf({ ctx }: Desk, { wallet, tariffE12 }: ComputeNode, payload: ServeMessage): Part {
    const { amountE12, durationMs, pieces } = payload;
    const work = { price: parseAmount(tariffE12), amount: parseAmount(amountE12), ms: BigInt(durationMs) };
    return {
        seller: wallet,
        amountE12,
        priceE12: tariffE12,
        paymentMicro: String(paymentMicro(work)),
        // The node's machine is not assessed: its results are judged by the buyer alone.
        fuel: '0',
        leftE12: '0',
        pieces: Array.from({ length: pieces }, (_, piece) => piece),
        acceptUntil: String(ctx.now),
        status: 'accepted',
    };
}
