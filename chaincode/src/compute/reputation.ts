import type { ComputePolicy } from '../common/compute-policy';
import type { WorkerRecord } from './records';

/** What a seller did, or a buyer that disputed without cause: what its reputation is changed for. */
export type Conduct = 'done' | 'wrong' | 'late' | 'left' | 'disputed';

/**
 * Changes a reputation as the credit value is changed: a little up for what went well, more down for what did not. Wrong
 * or late work also makes the assessment void: the machine must be measured again.
 * @param now - Ms since the epoch: when a void assessment ends.
 */
export function afterConduct(
    worker: WorkerRecord,
    conduct: Conduct,
    { gain, lossWrong, lossLate, lossLeft }: ComputePolicy['reputation'],
    now: bigint,
): WorkerRecord {
    if (conduct === 'done') return { ...worker, done: worker.done + 1, reputation: worker.reputation + gain };
    const loss = { wrong: lossWrong, disputed: lossWrong, late: lossLate, left: lossLeft }[conduct];
    const fallen = { ...worker, failed: worker.failed + 1, reputation: worker.reputation - loss };
    const isVoid = conduct === 'wrong' || conduct === 'late';
    if (!isVoid || worker.assessment === undefined) return fallen;
    // Expires a millisecond ago, so that it is void in this very transaction's time.
    return { ...fallen, assessment: { ...worker.assessment, expiresAt: String(now - 1n) } };
}
