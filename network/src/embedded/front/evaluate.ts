import { status } from '@grpc/grpc-js';
import { gateway, peer } from '@hyperledger/fabric-protos';
import type { FrontContext } from './context';
import type { Endorser } from './endorser';
import { admit, decodeProposal, messageOf, refusal, serves } from './intake';
import type { UnpackedProposal } from './proposal';
import { RpcError } from './rpc-error';

/**
 * gateway.Gateway/Evaluate: one organisation's peer runs the proposal, the caller's own unless the request names
 * others. A refused proposal answers FAILED_PRECONDITION, a refusing chaincode UNKNOWN, both with details.
 */
export async function evaluate(
    context: FrontContext,
    request: gateway.EvaluateRequest,
): Promise<gateway.EvaluateResponse> {
    const proposal = decodeProposal(request.getProposedTransaction());
    if (proposal.channelId !== context.channelId) throw noChannel(proposal);
    if (!serves(context, proposal)) throw noPeers(proposal);
    const named = request.getTargetOrganizationsList();
    const refuse = (code: status, message: string, mspId: string): RpcError =>
        new RpcError(code, `evaluate call to endorser returned error: ${message}`, [refusal(context, mspId, message)]);
    const creator = await admit(context, proposal).catch((error: unknown) => {
        throw refuse(status.FAILED_PRECONDITION, messageOf(error), named[0] ?? firstOrganisation(context));
    });
    const endorser = chooseEndorser(context, named, creator.mspId);
    if (endorser === undefined) throw noPeers(proposal);
    const { result } = await endorser.simulate(proposal).catch((error: unknown) => {
        throw refuse(status.ABORTED, messageOf(error), endorser.mspId);
    });
    const answer = result.response;
    if (answer.status < 200 || answer.status >= 400) {
        throw refuse(status.UNKNOWN, `chaincode response ${answer.status}, ${answer.message}`, endorser.mspId);
    }
    const response = new peer.Response();
    response.setStatus(answer.status);
    response.setMessage(answer.message);
    response.setPayload(answer.payload);
    const evaluated = new gateway.EvaluateResponse();
    evaluated.setResult(response);
    return evaluated;
}

function chooseEndorser(context: FrontContext, named: readonly string[], own: string): Endorser | undefined {
    const candidates = named.length === 0 ? [own] : named;
    return candidates.map((mspId) => context.endorsers.get(mspId)).find((endorser) => endorser !== undefined);
}

function firstOrganisation({ endorsers }: FrontContext): string {
    return [...endorsers.keys()][0] ?? '';
}

function noChannel({ channelId }: UnpackedProposal): RpcError {
    return new RpcError(
        status.UNAVAILABLE,
        `failed to get config for channel [${channelId}]: could not get last config for channel ${channelId}`,
    );
}

function noPeers({ chaincode, channelId }: UnpackedProposal): RpcError {
    return new RpcError(
        status.FAILED_PRECONDITION,
        `no peers available to evaluate chaincode ${chaincode} in channel ${channelId}`,
    );
}
