import type { CommandResult } from '@edgebourse/chaincode/common/batch';
import type { Command } from '../journal/command';
import type { Finished } from '../journal/command-book';
import type { Outcome } from '../journal/journal';
import type { Ledger, LedgerIdentity } from '../ledger/ledger';

/** What a contract answers of one command of a batch; `txId` names the transaction that carried it out first. */
export type BatchResult = CommandResult<{ readonly txId?: string; readonly [member: string]: unknown }>;

/** A batch's results with the transaction that brought them. */
export interface BatchAnswer {
    readonly transactionId: string;
    readonly results: readonly BatchResult[];
}

/** A contract function that takes `{commands: [...]}` and answers a result for each. */
export interface BatchFunction {
    readonly ledger: Ledger;
    readonly as: LedgerIdentity;
    readonly fn: string;
}

/** Carries out commands in one transaction. @throws EdgeError when the transaction as a whole fails. */
export async function submitBatch(
    { ledger, as, fn }: BatchFunction,
    commands: readonly unknown[],
): Promise<BatchAnswer> {
    const { transactionId, result } = await ledger.submit({ as, fn, argument: { commands } });
    return { transactionId, results: result as BatchResult[] };
}

/**
 * @param resultOf - What the device is told besides the transaction.
 * @returns How a command ended.
 */
export function toFinished(
    { signer, id }: Pick<Command, 'signer' | 'id'>,
    result: BatchResult,
    transactionId: string,
    resultOf?: (result: BatchResult) => unknown,
): Finished {
    return { signer, id, outcome: toOutcome(result, transactionId, resultOf) };
}

function toOutcome(result: BatchResult, transactionId: string, resultOf?: (result: BatchResult) => unknown): Outcome {
    if (result.status === 'refused') return { status: 'refused', code: result.code, message: result.message };
    const told = resultOf?.(result);
    const first = result.txId ?? (result.status === 'done' ? transactionId : undefined);
    return {
        status: 'committed',
        ...(first !== undefined && { transactionId: first }),
        ...(told !== undefined && { result: told }),
    };
}
