import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { EndorseError, GatewayError, StatusCode, type ErrorDetail } from '@hyperledger/fabric-gateway';
import { gateway } from '@hyperledger/fabric-protos';
import type { LedgerConnection, Reach } from './connection';
import { toRefusal } from './refusal';
import { makeTransaction } from './transaction';

function failure(code: status, text: string, details: ErrorDetail[] = []): GatewayError {
    const cause: ServiceError = Object.assign(new Error(text), { code, details: text, metadata: new Metadata() });
    return new GatewayError({ code, details, cause, message: text });
}

const detail = (mspId: string, message: string): ErrorDetail => ({ address: 'peer:1', mspId, message });

/** What a ledger does at each step; a step that is not scripted succeeds. */
interface Script {
    endorse?: (Error | undefined)[];
    submit?: (Error | undefined)[];
    status?: (Error | number)[];
}

/** The calls of Fabric's client that a transaction makes, without a ledger; `calls` tells which were made. */
function scripted(script: Script): { connection: LedgerConnection; calls: string[] } {
    const calls: string[] = [];
    const step = (name: string, outcome: Error | undefined): void => {
        calls.push(name);
        if (outcome !== undefined) throw outcome;
    };
    let made = 0;
    const newProposal = (): object => {
        const id = `tx${++made}`;
        const endorse = async (): Promise<object> => {
            step(`endorse ${id}`, script.endorse?.shift());
            return {
                getTransactionId: () => id,
                getBytes: () => Buffer.from(id),
                getResult: () => Buffer.from('"done"'),
            };
        };
        return { endorse };
    };
    const newTransaction = (bytes: Uint8Array): object => ({
        submit: async () => {
            step(`submit ${Buffer.from(bytes).toString()}`, script.submit?.shift());
        },
    });
    const newCommit = (bytes: Uint8Array): object => ({
        getStatus: async () => {
            const request = gateway.SignedCommitStatusRequest.deserializeBinary(bytes).getRequest_asU8();
            const id = gateway.CommitStatusRequest.deserializeBinary(request).getTransactionId();
            const outcome = script.status?.shift() ?? StatusCode.VALID;
            step(`status ${id}`, outcome instanceof Error ? outcome : undefined);
            return { transactionId: id, blockNumber: 7n, code: outcome, successful: outcome === StatusCode.VALID };
        },
    });
    const reach = {
        contract: { newProposal },
        gateway: { newTransaction, newCommit, getIdentity: () => ({ mspId: 'Eag1MSP', credentials: Buffer.of() }) },
        network: { getName: () => 'channel' },
    } as unknown as Reach;
    const call = async <Result>(_: unknown, run: (reach: Reach) => Promise<Result>): Promise<Result> =>
        run(reach).catch((error: unknown) => {
            throw toRefusal(error);
        });
    return { connection: { call } as unknown as LedgerConnection, calls };
}

async function make(script: Script, retriesMax = 3): Promise<{ calls: string[]; outcome: unknown }> {
    const { connection, calls } = scripted(script);
    const retry = { retriesMax, signal: new AbortController().signal };
    const as = { organisation: 'Eag1MSP', user: 'operator' };
    const outcome = await makeTransaction({ connection, as, fn: 'coin:Mint', proposal: {} }, retry).catch(
        (error: unknown) => error,
    );
    return { calls, outcome };
}

describe('making a transaction', () => {
    const lost = (): Error => failure(status.UNAVAILABLE, 'connection lost');

    it('answers a refusal of the contract at once, with what each organisation said', async () => {
        const text = 'chaincode response 500, COIN_INSUFFICIENT {"neededMicro":"5"}';
        const { calls, outcome } = await make({
            endorse: [failure(status.ABORTED, 'see details', [detail('Eag1MSP', text), detail('Eag2MSP', text)])],
        });
        expect(calls).toEqual(['endorse tx1']);
        expect(outcome).toMatchObject({
            code: 'COIN_INSUFFICIENT',
            context: { neededMicro: '5' },
            organisations: [
                { mspId: 'Eag1MSP', message: text },
                { mspId: 'Eag2MSP', message: text },
            ],
        });
    });

    it('makes a new one when endorsers stood at different heights, or were busy', async () => {
        const mismatch = failure(status.ABORTED, 'x', [detail('Eag1MSP', 'ProposalResponsePayloads do not match')]);
        const busy = failure(
            status.UNKNOWN,
            'too many requests for /gateway.Gateway, exceeding concurrency limit (500)',
        );
        const { calls, outcome } = await make({ endorse: [mismatch, busy] });
        expect(calls).toEqual(['endorse tx1', 'endorse tx2', 'endorse tx3', 'submit tx3', 'status tx3']);
        expect(outcome).toMatchObject({ transactionId: 'tx3', blockNumber: 7n });
    });

    it('makes a new one after a conflict, once the first is known to be invalid', async () => {
        const { calls } = await make({ status: [StatusCode.MVCC_READ_CONFLICT, StatusCode.PHANTOM_READ_CONFLICT] });
        expect(calls.filter((call) => call.startsWith('status'))).toEqual(['status tx1', 'status tx2', 'status tx3']);
    });

    it('hands in the same one again when the way to the orderers broke', async () => {
        const { calls, outcome } = await make({ submit: [lost(), lost()] });
        expect(calls).toEqual(['endorse tx1', 'submit tx1', 'submit tx1', 'submit tx1', 'status tx1']);
        expect(outcome).toMatchObject({ transactionId: 'tx1' });
    });

    it('asks for the status of one that orderers say they have processed', async () => {
        const text =
            'received unsuccessful response from orderer: info=failed to submit request: request already processed';
        const processed = failure(status.UNAVAILABLE, 'insufficient number of orderers', [detail('Eag1MSP', text)]);
        const { calls, outcome } = await make({ submit: [lost(), processed] });
        expect(calls).toEqual(['endorse tx1', 'submit tx1', 'submit tx1', 'status tx1']);
        expect(outcome).toMatchObject({ transactionId: 'tx1' });
    });

    it('asks again for the status when the connection broke, and makes nothing new', async () => {
        const { calls } = await make({ status: [lost(), StatusCode.VALID] });
        expect(calls).toEqual(['endorse tx1', 'submit tx1', 'status tx1', 'status tx1']);
    });

    it('makes nothing new while nobody knows what became of the first', async () => {
        const late = failure(status.DEADLINE_EXCEEDED, 'deadline');
        expect(await make({ status: [late] })).toMatchObject({
            calls: ['endorse tx1', 'submit tx1', 'status tx1'],
            outcome: { code: 'DEADLINE_EXCEEDED', context: { transactionId: 'tx1' } },
        });
        const gone = await make({ submit: [lost(), lost()] }, 1);
        expect(gone.outcome).toMatchObject({ code: 'DEADLINE_EXCEEDED', context: { transactionId: 'tx1' } });
        expect(gone.calls).not.toContain('endorse tx2');
    });

    it('gives up after the configured number of tries', async () => {
        const conflicts = Array.from({ length: 9 }, () => StatusCode.MVCC_READ_CONFLICT as number);
        const { calls, outcome } = await make({ status: conflicts }, 2);
        expect(calls.filter((call) => call.startsWith('endorse'))).toHaveLength(3);
        expect(outcome).toMatchObject({ code: 'LEDGER_CONFLICT', context: { validation: 'MVCC_READ_CONFLICT' } });
    });

    it('does not repeat a transaction that the ledger holds invalid for another reason', async () => {
        const { calls, outcome } = await make({ status: [StatusCode.ENDORSEMENT_POLICY_FAILURE] });
        expect(calls).toHaveLength(3);
        expect(outcome).toMatchObject({ code: 'LEDGER_REFUSED' });
    });
});

describe('refusals of the way to the ledger', () => {
    const cases: [status, string, string][] = [
        [status.UNAVAILABLE, 'no connection', 'LEDGER_UNAVAILABLE'],
        [status.CANCELLED, 'closed', 'LEDGER_UNAVAILABLE'],
        [status.DEADLINE_EXCEEDED, 'late', 'DEADLINE_EXCEEDED'],
        [status.RESOURCE_EXHAUSTED, 'full', 'LEDGER_BUSY'],
        [status.PERMISSION_DENIED, 'no reader', 'LEDGER_REFUSED'],
        [status.FAILED_PRECONDITION, 'no plan', 'LEDGER_REFUSED'],
        [status.UNKNOWN, 'exceeding concurrency limit', 'LEDGER_BUSY'],
    ];
    it.each(cases)('%s, %s', (code, text, expected) => {
        expect(toRefusal(failure(code, text)).code).toBe(expected);
    });

    it('knows the subclasses of the client, and what is no error of the client at all', () => {
        const cause = failure(status.UNAVAILABLE, 'x').cause;
        const properties = { code: status.UNAVAILABLE, details: [], cause, transactionId: 'tx' };
        expect(toRefusal(new EndorseError(properties)).code).toBe('LEDGER_UNAVAILABLE');
        expect(toRefusal(new TypeError('channel closed')).code).toBe('LEDGER_UNAVAILABLE');
    });
});
