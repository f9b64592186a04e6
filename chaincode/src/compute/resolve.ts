import type { z } from 'zod';
import { EdgeError } from '../common/errors';
import { requirePart, type Desk } from './desk';
import { closeWhenDone, payPart } from './parts';
import type { computeArguments, Part } from './records';
import { afterConduct } from './reputation';
import { assertPieces } from './verdicts';

type ResolveArgument = z.infer<typeof computeArguments.Resolve>;

/**
 * An operator of another organisation than the node's computes the disputed pieces again and says which are wrong. The
 * others are paid. A buyer that disputed without cause loses reputation as for wrong work.
 * @returns The part as it ends.
 * @throws EdgeError COMPUTE_CONTRACT_UNKNOWN, RESOLVER_SAME, COMPUTE_PARTY, COMPUTE_PART_STATE, COMPUTE_RESULT_INVALID.
 */
export async function resolve(desk: Desk, { contract: id, seller, wrong, reason }: ResolveArgument): Promise<Part> {
    const contract = await desk.requireContract(id);
    const { mspId } = desk.ctx.caller;
    if (mspId === desk.node(contract.region).organisation) throw new EdgeError('RESOLVER_SAME', { mspId });
    const part = requirePart(contract, seller);
    if (part.status !== 'disputed') throw new EdgeError('COMPUTE_PART_STATE', { seller, status: part.status });
    assertPieces(seller, wrong, part.disputed ?? []);
    if (wrong.length === 0 && part.disputedBy === 'buyer') await blameBuyer(desk, contract.buyer);
    const decided: Part = { ...part, reason, resolvedBy: mspId };
    const changed = await payPart(desk, contract, decided, wrong);
    desk.contracts.put(id, closeWhenDone(desk, changed));
    return requirePart(changed, seller);
}

async function blameBuyer(desk: Desk, buyer: string): Promise<void> {
    const { reputation } = desk.policy;
    desk.putWorker(afterConduct(await desk.worker(buyer), 'disputed', reputation, desk.ctx.now));
}
