import { parseAmount } from '../common/amount';
import { runBatch, type CommandResult } from '../common/batch';
import { openEnvelope, type Opened } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { requireUsable } from '../identity/wallets';
import { requirePart, type Desk } from './desk';
import { answerMessage, leaveMessage, type AnswerMessage } from './messages';
import { closeWhenDone, endUnpaid, isOpen, withPart } from './parts';
import type { ContractRecord, Part, PartStatus } from './records';

/** What became of a seller's answer or leave. */
export interface Answered {
    readonly contract: string;
    readonly seller: string;
    readonly part: PartStatus;
}

/**
 * Hired sellers take or refuse their parts.
 * @returns A result each. Refusals, in this order: as openEnvelope, COMPUTE_CONTRACT_UNKNOWN, COMPUTE_PARTY, WALLET_*,
 * COMPUTE_PART_STATE, COMPUTE_WINDOW_OVER, COMPUTE_TERMS.
 */
export async function takeAnswers(desk: Desk, answers: readonly unknown[]): Promise<CommandResult<Answered>[]> {
    const { network } = await desk.ctx.policy();
    return await runBatch(answers, async (envelope) => {
        const command = openEnvelope(envelope, answerMessage, { network, now: desk.ctx.now });
        const contract = await desk.requireContract(command.payload.contract);
        const part = requirePart(contract, command.signer);
        const id = contract.contract;
        if (part.answerHash === command.hash) return answered('exists', id, part);
        await requireUsable(desk.ctx, command.signer);
        assertAnswerable(desk, part, command.payload);
        const changed = await answerPart(desk, contract, part, command);
        desk.contracts.put(id, changed);
        return answered('done', id, requirePart(changed, command.signer));
    });
}

const answered = (
    status: 'done' | 'exists',
    contract: string,
    { seller, status: part }: Part,
): CommandResult<Answered> => ({ status, contract, seller, part });

function assertAnswerable({ ctx }: Desk, part: Part, answer: AnswerMessage): void {
    const { seller, status, acceptUntil, amountE12, priceE12 } = part;
    if (status !== 'pending') throw new EdgeError('COMPUTE_PART_STATE', { seller, status });
    if (ctx.now > BigInt(acceptUntil)) throw new EdgeError('COMPUTE_WINDOW_OVER', { seller, acceptUntil });
    if (answer.amountE12 !== amountE12 || answer.priceE12 !== priceE12) {
        throw new EdgeError('COMPUTE_TERMS', { seller, amountE12, priceE12 });
    }
}

async function answerPart(
    desk: Desk,
    contract: ContractRecord,
    part: Part,
    { payload, hash: answerHash }: Opened<AnswerMessage>,
): Promise<ContractRecord> {
    if (payload.answer === 'accept') return withPart(contract, { ...part, answerHash, status: 'accepted' });
    return await endUnpaid(desk, contract, { ...part, answerHash }, 'declined');
}

/**
 * Sellers give their parts up before the end of the contract.
 * @returns A result each. Refusals, in this order: as openEnvelope, COMPUTE_CONTRACT_UNKNOWN, COMPUTE_PARTY, WALLET_*,
 * COMPUTE_PART_STATE, COMPUTE_LATE.
 */
export async function takeLeaves(desk: Desk, leaves: readonly unknown[]): Promise<CommandResult<Answered>[]> {
    const { network } = await desk.ctx.policy();
    return await runBatch(leaves, async (envelope) => {
        const { payload, signer } = openEnvelope(envelope, leaveMessage, { network, now: desk.ctx.now });
        const contract = await desk.requireContract(payload.contract);
        const part = requirePart(contract, signer);
        if (part.status === 'left') return answered('exists', payload.contract, part);
        await requireUsable(desk.ctx, signer);
        assertLeavable(desk, contract, part);
        const changed = await endUnpaid(desk, contract, part, 'left');
        desk.contracts.put(payload.contract, closeWhenDone(desk, changed));
        return answered('done', payload.contract, requirePart(changed, signer));
    });
}

function assertLeavable({ ctx }: Desk, { endsAt }: ContractRecord, part: Part): void {
    const { seller, status } = part;
    if (!isOpen(part) || status === 'delivered' || status === 'disputed') {
        throw new EdgeError('COMPUTE_PART_STATE', { seller, status });
    }
    if (ctx.now > parseAmount(endsAt)) throw new EdgeError('COMPUTE_LATE', { seller, endsAt });
}
