import { status } from '@grpc/grpc-js';
import { common, gateway } from '@hyperledger/fabric-protos';
import { authorise } from './access';
import type { FrontContext } from './context';
import { messageOf, refusal } from './intake';
import { computeTxId } from './proposal';
import { RpcError } from './rpc-error';
import { envelopeHeaders, type EnvelopeHeaders } from './transaction';

const NO_QUORUM =
    'insufficient number of orderers could successfully process transaction to satisfy quorum requirement';

/**
 * gateway.Gateway/Submit: answers as soon as the transaction is queued. As Fabric's orderer does, it looks at the
 * signature and the rights of the creator; whether the transaction is valid shows in its block. One check is ours: the
 * id must be the creator's own, or a member could occupy the id of somebody else's transaction before it is submitted.
 */
export function submit(context: FrontContext, request: gateway.SubmitRequest): gateway.SubmitResponse {
    const envelope = request.getPreparedTransaction();
    if (envelope === undefined) throw invalid('a prepared transaction is required');
    if (envelope.getSignature_asU8().length === 0) throw invalid('prepared transaction must be signed');
    const { channel } = readHeaders(context, envelope);
    const privateWrites = context.transient.of(channel.getTxId());
    const refused = context.orderer.enqueue({
        envelope: envelope.serializeBinary(),
        ...(privateWrites === undefined ? {} : { privateWrites }),
    });
    if (refused !== undefined)
        throw new RpcError(status.UNAVAILABLE, `no orderers could successfully process transaction: ${refused}`);
    return new gateway.SubmitResponse();
}

function readHeaders(context: FrontContext, envelope: common.Envelope): EnvelopeHeaders {
    const headers = decode(context, envelope);
    const { channel, creator: identity } = headers;
    if (channel.getChannelId() !== context.channelId) {
        throw new RpcError(status.FAILED_PRECONDITION, `channel '${channel.getChannelId()}' not found`);
    }
    if (channel.getType() !== common.HeaderType.ENDORSER_TRANSACTION) {
        throw unsuccessful(context, 'BAD_REQUEST', `header type ${channel.getType()} is no endorsed transaction`);
    }
    const signed = { identity, data: envelope.getPayload_asU8(), signature: envelope.getSignature_asU8() };
    if (authorise(context.msp, 'Writers', signed, context.now()) === undefined) {
        throw unsuccessful(
            context,
            'FORBIDDEN',
            "implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Writers' sub-policies to be satisfied: permission denied",
        );
    }
    if (channel.getTxId() !== computeTxId(headers.nonce, identity)) {
        throw unsuccessful(context, 'BAD_REQUEST', 'the transaction id is not made from nonce and creator');
    }
    return headers;
}

function decode(context: FrontContext, envelope: common.Envelope): EnvelopeHeaders {
    try {
        return envelopeHeaders(envelope);
    } catch (error) {
        throw unsuccessful(context, 'BAD_REQUEST', messageOf(error));
    }
}

function invalid(message: string): RpcError {
    return new RpcError(status.INVALID_ARGUMENT, message);
}

/** As a SmartBFT network says it, whose orderers each refuse: here there is one. */
function unsuccessful(context: FrontContext, name: string, info: string): RpcError {
    const message = `received unsuccessful response from orderer: status=${name}, info=${info}`;
    const [mspId = ''] = context.endorsers.keys();
    return new RpcError(status.UNAVAILABLE, NO_QUORUM, [refusal(context, mspId, message)]);
}
