import type { Contract, ProposalOptions, Status, SubmittedTransaction, Transaction } from '@hyperledger/fabric-gateway';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { killPoint } from '@edgebourse/storage/kill-point';
import { toInvalid, toRefusal } from './refusal';
import { isPassing, withRetry, type RetryOptions } from './retry';

/** A transaction that is committed and valid. */
export interface Committed {
    readonly transactionId: string;
    readonly blockNumber: bigint;
    readonly result: Uint8Array;
}

/** What is to be made, by whom. */
export interface TransactionRequest {
    readonly contract: Contract;
    readonly fn: string;
    readonly proposal: ProposalOptions;
}

/**
 * Makes one transaction and sees it committed. After a conflict a new transaction is made; after a failure on the way
 * to the orderers the *same* one is handed in again, since an envelope that was ordered after all is then a duplicate
 * without effect. Nothing new is made before the status of the first is known.
 * @throws EdgeError.
 */
export async function makeTransaction(request: TransactionRequest, retry: RetryOptions): Promise<Committed> {
    return withRetry(retry, async () => {
        const endorsed = await endorse(request);
        killPoint('endorsed');
        const submitted = await submit(endorsed, retry);
        const status = await statusOf(submitted, retry);
        if (!status.successful) throw toInvalid(status.transactionId, status.code);
        const { transactionId, blockNumber } = status;
        return { transactionId, blockNumber, result: submitted.getResult() };
    });
}

async function endorse({ contract, fn, proposal }: TransactionRequest): Promise<Transaction> {
    try {
        return await contract.newProposal(fn, proposal).endorse();
    } catch (error) {
        throw toRefusal(error);
    }
}

/** @throws EdgeError that is not passing, so that no new transaction is made while this one may still be ordered. */
async function submit(transaction: Transaction, retry: RetryOptions): Promise<SubmittedTransaction> {
    try {
        return await withRetry(retry, async () => {
            try {
                return await transaction.submit();
            } catch (error) {
                throw toRefusal(error);
            }
        });
    } catch (error) {
        throw asUncertain(error as EdgeError, transaction.getTransactionId());
    }
}

async function statusOf(submitted: SubmittedTransaction, retry: RetryOptions): Promise<Status> {
    try {
        return await withRetry(retry, async () => {
            try {
                return await submitted.getStatus();
            } catch (error) {
                throw toRefusal(error);
            }
        });
    } catch (error) {
        throw asUncertain(error as EdgeError, submitted.getTransactionId());
    }
}

/** Nobody knows yet what became of the transaction: the client repeats the command under the same id. */
function asUncertain(error: EdgeError, transactionId: string): EdgeError {
    return isPassing(error) || error.code === 'DEADLINE_EXCEEDED'
        ? new EdgeError('DEADLINE_EXCEEDED', { transactionId }, { cause: error })
        : error;
}
