import type { ErrorCode } from '@edgebourse/chaincode/common/errors';
import { z } from 'zod';

/** Query of reads that the ledger itself can vouch for. */
export const consistencyQuery = z.strictObject({
    consistency: z
        .enum(['ledger'])
        .optional()
        .describe(
            '`ledger`: as many organisations as must endorse a transaction gave this answer, from the same versions of the ' +
                'records. Otherwise it is the word of one peer.',
        ),
});

/** See {@link consistencyQuery}. */
export type Consistency = z.infer<typeof consistencyQuery>;

/** Refusals that reads with a consistency may meet besides: the organisations' answers differ. */
export const CONSISTENCY_ERRORS: readonly ErrorCode[] = ['LEDGER_CONFLICT'];

/** @returns What the ledger is asked with. */
export function isEndorsed({ consistency }: Consistency): boolean {
    return consistency === 'ledger';
}
