import { parseAmount } from '../common/amount';
import { runBatch, type CommandResult } from '../common/batch';
import { openEnvelope, type Opened } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { requireUsable } from '../identity/wallets';
import { requirePart, type Desk } from './desk';
import { resultKey } from './keys';
import { resultMessage, type ResultMessage } from './messages';
import { withPart } from './parts';
import type { ContractRecord, Part, ResultRecord } from './records';

/** What became of a result. */
export interface Returned {
    readonly contract: string;
    readonly seller: string;
    readonly result: string;
}

/**
 * Takes sellers' signed results.
 * @returns A result each. Refusals, in this order: as openEnvelope, COMPUTE_CONTRACT_UNKNOWN, COMPUTE_PARTY, WALLET_*,
 * COMPUTE_PART_STATE, COMPUTE_LATE, COMPUTE_WRONG_HASH, COMPUTE_RESULT_INVALID.
 */
export async function takeResults(desk: Desk, results: readonly unknown[]): Promise<CommandResult<Returned>[]> {
    const { network } = await desk.ctx.policy();
    return await runBatch<unknown, Returned>(results, async (envelope) => {
        const command = openEnvelope(envelope, resultMessage, { network, now: desk.ctx.now });
        const { payload, signer: seller, hash: result } = command;
        const contract = await desk.requireContract(payload.contract);
        const part = requirePart(contract, seller);
        const answer = { contract: payload.contract, seller, result };
        if (part.resultHash === result) return { status: 'exists', ...answer };
        await requireUsable(desk.ctx, seller);
        assertDeliverable(desk, contract, part);
        assertFits(contract, part, payload);
        keepResult(desk, contract, part, command);
        return { status: 'done', ...answer };
    });
}

function assertDeliverable({ ctx }: Desk, { endsAt }: ContractRecord, { seller, status }: Part): void {
    if (status !== 'accepted') {
        const isLate = status === 'late';
        throw new EdgeError(isLate ? 'COMPUTE_LATE' : 'COMPUTE_PART_STATE', { seller, status, endsAt });
    }
    if (ctx.now > parseAmount(endsAt)) throw new EdgeError('COMPUTE_LATE', { seller, status, endsAt });
}

function assertFits({ task, kind }: ContractRecord, part: Part, payload: ResultMessage): void {
    if (payload.task !== task) throw new EdgeError('COMPUTE_WRONG_HASH', { given: payload.task, task });
    const isTooMuch = kind === 'market' && parseAmount(payload.fuel) > parseAmount(part.fuel);
    if (payload.outputs.length !== part.pieces.length || isTooMuch) {
        const context = { outputs: payload.outputs.length, pieces: part.pieces.length, fuel: payload.fuel };
        throw new EdgeError('COMPUTE_RESULT_INVALID', { ...context, bought: part.fuel });
    }
}

function keepResult(
    { ctx, policy, contracts }: Desk,
    contract: ContractRecord,
    part: Part,
    { payload, signer: seller, hash }: Opened<ResultMessage>,
): void {
    const { outputs, fuel, link } = payload;
    const at = String(ctx.now);
    const record: ResultRecord = { contract: contract.contract, seller, hash, outputs, fuel, link, at };
    ctx.store.put(resultKey(contract.contract, seller), record);
    const challengeUntil = String(ctx.now + BigInt(policy.challengeMs));
    const delivered: Part = { ...part, status: 'delivered', resultHash: hash, challengeUntil };
    contracts.put(contract.contract, withPart(contract, delivered));
}
