import { runBatch, type CommandResult } from '../common/batch';
import { openEnvelope } from '../common/envelope';
import { EdgeError } from '../common/errors';
import { requireUsable } from '../identity/wallets';
import type { Answered } from './answers';
import { requirePart, type Desk } from './desk';
import { contestMessage } from './messages';
import { withPart } from './parts';

/**
 * Outvoted sellers contest the vote in time: now only another organisation ends their parts. So a majority that conspires
 * cannot take an honest seller's pay.
 * @returns A result each. Refusals, in this order: as openEnvelope, COMPUTE_CONTRACT_UNKNOWN, COMPUTE_PARTY, WALLET_*,
 * COMPUTE_PART_STATE, COMPUTE_WINDOW_OVER.
 */
export async function takeContests(desk: Desk, contests: readonly unknown[]): Promise<CommandResult<Answered>[]> {
    const { network } = await desk.ctx.policy();
    return await runBatch<unknown, Answered>(contests, async (envelope) => {
        const { payload, signer: seller } = openEnvelope(envelope, contestMessage, { network, now: desk.ctx.now });
        const { contract: id, reason } = payload;
        const contract = await desk.requireContract(id);
        const part = requirePart(contract, seller);
        const { status, disputedBy, needsResolver, challengeUntil = '0' } = part;
        const answer = { contract: id, seller, part: status };
        const isByVote = status === 'disputed' && disputedBy === 'vote';
        if (isByVote && needsResolver === true) return { status: 'exists', ...answer };
        await requireUsable(desk.ctx, seller);
        if (!isByVote) throw new EdgeError('COMPUTE_PART_STATE', { seller, status });
        if (desk.ctx.now > BigInt(challengeUntil))
            throw new EdgeError('COMPUTE_WINDOW_OVER', { seller, challengeUntil });
        desk.contracts.put(id, withPart(contract, { ...part, needsResolver: true, reason }));
        return { status: 'done', ...answer };
    });
}
