import { max, parseAmount } from '../common/amount';
import type { CommandResult } from '../common/batch';
import { runBatch } from '../common/batch';
import type { Envelope, Opened } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { runOnce, type Receipt } from '../coin/commands';
import { requireAttached } from './assess';
import type { Desk } from './desk';
import { hire, reserve, totalMicro } from './hire';
import { marketSellers, rehireSellers } from './market';
import { requestMessage, type RequestMessage, type ServeMessage, type Solution } from './messages';
import { assertReputation } from './offers';
import { canRehire, isOpen, missingCopies } from './parts';
import type { ContractRecord, Part } from './records';

interface Purchase {
    readonly envelope: Envelope;
    readonly solution: Solution;
}

/**
 * Makes a contract of each request: plays the game that the ledger gives, locks the money, holds the capacity.
 * Refusals, in this order: as runOnce, WALLET_NOT_ATTACHED, COMPUTE_NODE_UNKNOWN, COMPUTE_STANDARD,
 * COMPUTE_REQUEST_INVALID, as {@link hire}, COMPUTE_BUDGET, COIN_INSUFFICIENT.
 */
export async function buy(desk: Desk, requests: readonly Purchase[]): Promise<CommandResult<Receipt>[]> {
    return await runBatch(requests, async ({ envelope, solution }) =>
        runOnce(desk.ctx, envelope, requestMessage, async (command) => contractFor(desk, command, solution)),
    );
}

async function contractFor(desk: Desk, command: Opened<RequestMessage>, solution: Solution): Promise<void> {
    const { payload, signer: buyer } = command;
    await assertMayBuy(desk, buyer, payload);
    const endsAt = String(desk.ctx.now + BigInt(desk.policy.acceptMs) + BigInt(payload.durationMs));
    const sellers = await marketSellers(desk, { ...payload, buyer, excluded: new Set() });
    const { pieces, redundancy, costScaleE12, costExponentE12 } = payload;
    const contract = { contract: command.hash, endsAt, costScaleE12, costExponentE12 };
    const copies = new Map(Array.from({ length: pieces }, (_, piece) => [piece, redundancy]));
    const parts = hire(desk, { contract, sellers, solution, copies });
    if (parts.length < redundancy) throw new EdgeError('COMPUTE_NO_SELLERS', { sold: parts.length, redundancy });
    await lockMoney(desk, command, totalMicro(parts));
    await reserve(desk, contract, parts);
    const record: ContractRecord = { ...newContract(desk, command, endsAt), redundancy, parts };
    open(desk, { ...record, costScaleE12, costExponentE12 });
}

/** @throws EdgeError WALLET_NOT_ATTACHED, COMPUTE_NODE_UNKNOWN, COMPUTE_STANDARD, COMPUTE_REQUEST_INVALID. */
export async function assertMayBuy(
    desk: Desk,
    buyer: string,
    { region, durationMs }: Pick<RequestMessage, 'region' | 'durationMs'>,
): Promise<void> {
    await requireAttached(desk, buyer, region);
    desk.node(region);
    assertReputation(desk, await desk.worker(buyer));
    const { durationMaxMs } = desk.policy;
    if (durationMs > durationMaxMs) throw new EdgeError('COMPUTE_REQUEST_INVALID', { durationMs, durationMaxMs });
}

/** Takes payment and relay allowance from the buyer. @throws EdgeError COMPUTE_BUDGET, COIN_INSUFFICIENT. */
export async function lockMoney(
    desk: Desk,
    { payload, signer }: Opened<RequestMessage | ServeMessage>,
    neededMicro: bigint,
): Promise<void> {
    assertBudget(neededMicro, payload.maxPaymentMicro);
    await desk.accounts.debit(signer, neededMicro + parseAmount(payload.maxRelayMicro));
}

function assertBudget(neededMicro: bigint, maxPaymentMicro: string): void {
    if (neededMicro > parseAmount(maxPaymentMicro)) {
        throw new EdgeError('COMPUTE_BUDGET', { neededMicro: String(neededMicro), maxPaymentMicro });
    }
}

/** @returns A contract without parts, one copy of each piece. */
export function newContract(
    { ctx }: Desk,
    { payload, signer: buyer, hash }: Opened<RequestMessage | ServeMessage>,
    endsAt: string,
): ContractRecord {
    const { region, task, pieces, durationMs, maxPaymentMicro, maxRelayMicro, type } = payload;
    return {
        contract: hash,
        kind: type === 'compute.serve.v1' ? 'mec' : 'market',
        ...{ buyer, region, task, pieces, redundancy: 1, durationMs, maxPaymentMicro },
        freeMicro: '0',
        relayMicro: maxRelayMicro,
        relayedBytes: 0,
        relayPaidMicro: '0',
        parts: [],
        rounds: 1,
        createdAt: String(ctx.now),
        endsAt,
        status: 'open',
        txId: ctx.txId,
    };
}

/** Keeps a new contract and tells of it. */
export function open(desk: Desk, record: ContractRecord): void {
    const { contract, kind, region, parts } = record;
    desk.contracts.put(contract, record);
    const escrowMicro = String(totalMicro(parts));
    desk.ctx.emit({ type: 'compute.contracted', region, contract, kind, sellers: parts.length, escrowMicro });
}

/**
 * Gives the pieces that nobody holds any more to sellers who had no part yet, at the equilibrium of the game that is
 * left. Present sellers keep their terms. The contract's waiting money is used first, then the buyer's coins, within its
 * limit.
 * @throws EdgeError COMPUTE_CONTRACT_UNKNOWN, COMPUTE_PART_STATE (nothing is missing), COMPUTE_WINDOW_OVER (no time left),
 * as {@link hire}, COMPUTE_BUDGET, COIN_INSUFFICIENT.
 */
export async function rehire(desk: Desk, id: string, solution: Solution): Promise<ContractRecord> {
    const contract = await desk.requireContract(id);
    const copies = missingCopies(contract);
    if (contract.status === 'closed' || copies.size === 0) throw new EdgeError('COMPUTE_PART_STATE', { contract: id });
    if (!canRehire(desk, contract))
        throw new EdgeError('COMPUTE_WINDOW_OVER', { contract: id, endsAt: contract.endsAt });
    const sellers = await rehireSellers(desk, contract);
    const parts = hire(desk, { contract, sellers, solution, copies });
    const freeMicro = await fundRehire(desk, contract, totalMicro(parts));
    await reserve(desk, contract, parts);
    const changed = { ...contract, freeMicro, parts: [...contract.parts, ...parts], rounds: contract.rounds + 1 };
    desk.contracts.put(id, changed);
    return changed;
}

/** @returns What waits in the contract afterwards. */
async function fundRehire(
    desk: Desk,
    { parts, freeMicro, maxPaymentMicro, buyer }: ContractRecord,
    neededMicro: bigint,
): Promise<string> {
    assertBudget(spentMicro(parts) + neededMicro, maxPaymentMicro);
    const free = parseAmount(freeMicro);
    await desk.accounts.debit(buyer, max(0n, neededMicro - free));
    return String(max(0n, free - neededMicro));
}

/** What was paid and what is promised. */
function spentMicro(parts: readonly Part[]): bigint {
    const paid = parts.map(({ paidMicro = '0' }) => parseAmount(paidMicro)).reduce((all, each) => all + each, 0n);
    return paid + totalMicro(parts.filter(isOpen));
}
