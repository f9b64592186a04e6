import { status } from '@grpc/grpc-js';
import { gateway, peer, type orderer } from '@hyperledger/fabric-protos';
import type { BlockView } from './block-view';
import { decode, requireReader } from './commit-status';
import type { FrontContext } from './context';
import { RpcError } from './rpc-error';

/**
 * gateway.Gateway/ChaincodeEvents: one message per block with matching events of valid transactions, in order, until
 * the signal aborts. With `after_transaction_id` it starts at that transaction's block, when it is known, and is silent
 * up to and including its event: exactly Fabric's resume, which stays silent for ever after a transaction without one.
 */
export async function* chaincodeEvents(
    context: FrontContext,
    request: gateway.SignedChaincodeEventsRequest,
    signal: AbortSignal,
): AsyncGenerator<gateway.ChaincodeEventsResponse, never> {
    const data = request.getRequest_asU8();
    const asked = decode(() => gateway.ChaincodeEventsRequest.deserializeBinary(data), 'chaincode events');
    const signed = { data, identity: asked.getIdentity_asU8(), signature: request.getSignature_asU8() };
    requireReader(context, asked.getChannelId(), signed);
    const matches = eventMatcher(asked.getChaincodeId(), asked.getAfterTransactionId());
    for (let number = await startBlock(context, asked); ; number += 1n) {
        const view = await context.feed.block(number, signal);
        const events = eventsOf(view).filter(matches);
        if (events.length === 0) continue;
        const response = new gateway.ChaincodeEventsResponse();
        response.setBlockNumber(view.number);
        response.setEventsList(events);
        yield response;
    }
}

function eventsOf({ transactions }: BlockView): peer.ChaincodeEvent[] {
    return transactions.flatMap(({ code, event }) =>
        code === peer.TxValidationCode.VALID && event !== undefined ? [event] : [],
    );
}

function eventMatcher(chaincode: string, afterTxId: string): (event: peer.ChaincodeEvent) => boolean {
    let passed = afterTxId === '';
    return (event) => {
        if (passed) return event.getChaincodeId() === chaincode;
        passed = event.getTxId() === afterTxId;
        return false;
    };
}

async function startBlock(context: FrontContext, asked: gateway.ChaincodeEventsRequest): Promise<bigint> {
    const after = asked.getAfterTransactionId();
    const known = after === '' ? undefined : await context.core.status(after);
    return known === undefined ? startPosition(context, asked.getStartPosition()) : known.block;
}

function startPosition({ feed }: FrontContext, position: orderer.SeekPosition | undefined): bigint {
    const specified = position?.getSpecified();
    if (specified !== undefined) return BigInt(specified.getNumber());
    if (position?.hasOldest() === true || position?.hasNewest() === true) {
        throw new RpcError(status.INVALID_ARGUMENT, 'invalid start position type');
    }
    return feed.height;
}
