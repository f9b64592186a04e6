import { parseAmount } from '../common/amount';
import { runBatch, type CommandResult } from '../common/batch';
import type { Opened } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { runOnce, type Receipt } from '../coin/commands';
import { requirePart, type Desk } from './desk';
import { verdictMessage, type VerdictMessage } from './messages';
import { closeWhenDone, payPart, withPart } from './parts';
import type { ContractRecord, Part } from './records';

type Disputed = VerdictMessage['disputed'][number];

/**
 * Buyers accept results, which are paid at once, or dispute pieces. A verdict counts as a whole or not at all.
 * @returns A result each. Refusals, in this order: as runOnce, COMPUTE_CONTRACT_UNKNOWN, COMPUTE_PARTY, COMPUTE_PART_STATE
 * (closed), then part by part
 * COMPUTE_PARTY, COMPUTE_RESULT_INVALID (named twice), COMPUTE_PART_STATE, COMPUTE_WRONG_HASH; of disputes also
 * COMPUTE_WINDOW_OVER, COMPUTE_RESULT_INVALID.
 */
export async function takeVerdicts(desk: Desk, verdicts: readonly unknown[]): Promise<CommandResult<Receipt>[]> {
    return await runBatch(verdicts, async (envelope) =>
        runOnce(desk.ctx, envelope, verdictMessage, async (command) => judge(desk, command)),
    );
}

async function judge(desk: Desk, { payload, signer }: Opened<VerdictMessage>): Promise<void> {
    const contract = await desk.requireContract(payload.contract);
    if (contract.buyer !== signer) throw new EdgeError('COMPUTE_PARTY', { contract: payload.contract, wallet: signer });
    if (contract.status === 'closed') throw new EdgeError('COMPUTE_PART_STATE', { contract: payload.contract });
    assertJudgeable(desk, contract, payload);
    let changed: ContractRecord = payload.closes === true ? { ...contract, isFinal: true } : contract;
    for (const { seller } of payload.accepted) changed = await payPart(desk, changed, requirePart(changed, seller), []);
    for (const dispute of payload.disputed) changed = disputePart(changed, dispute);
    desk.contracts.put(payload.contract, closeWhenDone(desk, changed));
}

function assertJudgeable(desk: Desk, contract: ContractRecord, { accepted, disputed }: VerdictMessage): void {
    const seen = new Set<string>();
    for (const { seller, result } of [...accepted, ...disputed]) {
        const part = requirePart(contract, seller);
        if (seen.has(seller)) throw new EdgeError('COMPUTE_RESULT_INVALID', { seller, reason: 'named twice' });
        seen.add(seller);
        const { status, resultHash = '' } = part;
        if (status !== 'delivered') throw new EdgeError('COMPUTE_PART_STATE', { seller, status });
        if (resultHash !== result) throw new EdgeError('COMPUTE_WRONG_HASH', { seller, given: result, resultHash });
    }
    for (const dispute of disputed) assertDisputable(desk, requirePart(contract, dispute.seller), dispute);
}

function assertDisputable({ ctx }: Desk, { challengeUntil = '0', pieces }: Part, dispute: Disputed): void {
    const { seller } = dispute;
    if (ctx.now > parseAmount(challengeUntil)) throw new EdgeError('COMPUTE_WINDOW_OVER', { seller, challengeUntil });
    assertPieces(seller, dispute.pieces, pieces);
}

/** @throws EdgeError COMPUTE_RESULT_INVALID when a piece is named twice or is none of these. */
export function assertPieces(seller: string, named: readonly number[], pieces: readonly number[]): void {
    const stranger = named.find((piece, index) => !pieces.includes(piece) || named.indexOf(piece) !== index);
    if (stranger !== undefined) throw new EdgeError('COMPUTE_RESULT_INVALID', { seller, piece: stranger });
}

function disputePart(contract: ContractRecord, { seller, pieces: disputed, reason }: Disputed): ContractRecord {
    const part = requirePart(contract, seller);
    return withPart(contract, {
        ...part,
        status: 'disputed',
        disputed,
        disputedBy: 'buyer',
        needsResolver: true,
        reason,
    });
}
