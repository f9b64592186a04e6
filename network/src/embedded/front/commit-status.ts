import { status } from '@grpc/grpc-js';
import { gateway, type peer } from '@hyperledger/fabric-protos';
import { authorise, policyRefusal, type SignedData } from './access';
import type { FrontContext } from './context';
import { messageOf } from './intake';
import { RpcError } from './rpc-error';

/** gateway.Gateway/CommitStatus: how a transaction ended; waits for an unknown one until the call is given up. */
export async function commitStatus(
    context: FrontContext,
    request: gateway.SignedCommitStatusRequest,
    signal: AbortSignal,
): Promise<gateway.CommitStatusResponse> {
    const data = request.getRequest_asU8();
    const asked = decode(() => gateway.CommitStatusRequest.deserializeBinary(data), 'status');
    const identity = asked.getIdentity_asU8();
    if (identity.length === 0) throw invalid('no identity provided');
    if (asked.getChannelId() === '') throw invalid('no channel ID provided');
    if (asked.getTransactionId() === '') throw invalid('transaction ID should not be empty');
    requireReader(context, asked.getChannelId(), { data, identity, signature: request.getSignature_asU8() });
    const { code, block } = await context.waiters.outcome(asked.getTransactionId(), signal);
    const response = new gateway.CommitStatusResponse();
    response.setResult(code as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
    response.setBlockNumber(Number(block));
    return response;
}

/** PERMISSION_DENIED unless the signed request comes from a reader of this channel. */
export function requireReader(context: FrontContext, channelId: string, signed: SignedData): void {
    const known = channelId === context.channelId;
    if (known && authorise(context.msp, 'Readers', signed, context.now()) !== undefined) return;
    throw new RpcError(status.PERMISSION_DENIED, policyRefusal(channelId, 'Readers'));
}

/** The decoded inner request; INVALID_ARGUMENT when it cannot be decoded. */
export function decode<T>(read: () => T, what: string): T {
    try {
        return read();
    } catch (error) {
        throw invalid(`invalid ${what} request: ${messageOf(error)}`);
    }
}

function invalid(message: string): RpcError {
    return new RpcError(status.INVALID_ARGUMENT, message);
}
