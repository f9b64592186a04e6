import { attachMessage, type AttachMessage } from '@edgebourse/chaincode/identity/messages';
import type { Command } from '../journal/command';
import type { CommandBook, Finished } from '../journal/command-book';
import { openBatchLane, type ClosableLane } from '../lanes/batch-lane';
import { submitBatch, toFinished, type BatchResult } from '../lanes/contract-batch';
import type { Ledger } from '../ledger/ledger';

const BATCH_MAX = 200;

function attachment(result: BatchResult): unknown {
    return 'region' in result ? { region: result['region'], nextSeq: result['nextSeq'] } : undefined;
}

/** Opens the lane of attachments. */
export function openAttachLane(ledger: Ledger, book: CommandBook, waitMs: number): ClosableLane {
    const run = async (commands: readonly Command<AttachMessage>[]): Promise<Finished[]> => {
        const batch = { ledger, as: ledger.actor('operator'), fn: 'identity:Attach' };
        const { transactionId, results } = await submitBatch(
            batch,
            commands.map(({ envelope }) => envelope),
        );
        return commands.flatMap((command, index) => {
            const result = results[index];
            return result === undefined ? [] : [toFinished(command, result, transactionId, attachment)];
        });
    };
    return openBatchLane({ book, type: 'identity.attach.v1', schema: attachMessage, sizeMax: BATCH_MAX, waitMs, run });
}
