import type { ProposalOptions, Status, Transaction } from '@hyperledger/fabric-gateway';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { killPoint } from '@edgebourse/storage/kill-point';
import type { BundleWatch } from './bundle-watch';
import type { LedgerConnection } from './connection';
import type { LedgerIdentity } from './ledger';
import { passOrdered, statusRequest } from './ordered';
import { toInvalid } from './refusal';
import { isPassing, withRetry, type RetryOptions } from './retry';

/** A transaction that is committed and valid. */
export interface Committed {
    readonly transactionId: string;
    readonly blockNumber: bigint;
    readonly result: Uint8Array;
}

/** What is to be made, by whom. */
export interface TransactionRequest {
    readonly connection: LedgerConnection;
    readonly as: LedgerIdentity;
    readonly fn: string;
    readonly proposal: ProposalOptions;
    /** Keeps organisations that run other code than was agreed out of the endorsers. */
    readonly bundles?: BundleWatch;
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
        await submit(request, endorsed, retry);
        const status = await statusOf(request, endorsed.getTransactionId(), retry);
        if (!status.successful) throw toInvalid(status.transactionId, status.code);
        const { transactionId, blockNumber } = status;
        return { transactionId, blockNumber, result: endorsed.getResult() };
    });
}

async function endorse({ connection, as, fn, proposal, bundles }: TransactionRequest): Promise<Transaction> {
    const run = (options: ProposalOptions): Promise<Transaction> =>
        connection.call(as, ({ contract }) => contract.newProposal(fn, options).endorse());
    return bundles === undefined ? run(proposal) : bundles.endorsed(proposal, run);
}

/**
 * Hands in one envelope, also to another peer than the one that collected its endorsements.
 * @throws EdgeError that is not passing, so that no new transaction is made while this one may still be ordered.
 */
async function submit(
    { connection, as }: TransactionRequest,
    transaction: Transaction,
    retry: RetryOptions,
): Promise<void> {
    const bytes = transaction.getBytes();
    try {
        await withRetry(retry, () =>
            connection.call(as, async ({ gateway }) => {
                await gateway.newTransaction(bytes).submit().catch(passOrdered);
            }),
        );
    } catch (error) {
        throw asUncertain(error as EdgeError, transaction.getTransactionId());
    }
}

async function statusOf(
    { connection, as }: TransactionRequest,
    transactionId: string,
    retry: RetryOptions,
): Promise<Status> {
    try {
        return await withRetry(retry, () =>
            connection.call(as, ({ gateway, network }) =>
                gateway.newCommit(statusRequest(gateway, network.getName(), transactionId)).getStatus(),
            ),
        );
    } catch (error) {
        throw asUncertain(error as EdgeError, transactionId);
    }
}

/** Nobody knows yet what became of the transaction: the client repeats the command under the same id. */
function asUncertain(error: EdgeError, transactionId: string): EdgeError {
    return isPassing(error) || error.code === 'DEADLINE_EXCEEDED'
        ? new EdgeError('DEADLINE_EXCEEDED', { transactionId }, { cause: error })
        : error;
}
