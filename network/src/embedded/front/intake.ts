import { status } from '@grpc/grpc-js';
import type { peer } from '@hyperledger/fabric-protos';
import type { CertifiedIdentity } from '../msp/registry';
import type { FrontContext } from './context';
import { unpackProposal, type UnpackedProposal } from './proposal';
import { checkProposal } from './proposal-checks';
import { RpcError, type RefusalDetail } from './rpc-error';

/** A decoded proposal; INVALID_ARGUMENT when it cannot be decoded, as at Fabric's gateway. */
export function decodeProposal(signed: peer.SignedProposal | undefined): UnpackedProposal {
    try {
        return unpackProposal(signed);
    } catch (error) {
        throw new RpcError(status.INVALID_ARGUMENT, messageOf(error));
    }
}

/** Judges a proposal as an endorser's pre-processing does; throws an Error with Fabric's words. */
export async function admit(context: FrontContext, proposal: UnpackedProposal): Promise<CertifiedIdentity> {
    const { msp, timeWindowMs } = context;
    const creator = checkProposal(proposal, { msp, timeWindowMs, now: context.now() });
    if ((await context.core.status(proposal.txId)) !== undefined) {
        const hex = Buffer.from(proposal.creator).toString('hex');
        throw new Error(`duplicate transaction found [${proposal.txId}]. Creator [${hex}]`);
    }
    return creator;
}

/** True when this peer serves the channel and the chaincode of the proposal. */
export function serves(context: FrontContext, { channelId, chaincode }: UnpackedProposal): boolean {
    return channelId === context.channelId && chaincode === context.chaincode;
}

/** The detail that a refusing organisation's peer adds to an error. */
export function refusal(context: FrontContext, mspId: string, message: string): RefusalDetail {
    return { address: context.address, mspId, message };
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
