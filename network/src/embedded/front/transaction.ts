import { common, peer } from '@hyperledger/fabric-protos';
import type { UnpackedProposal } from './proposal';

/** The transaction that the client signs: the proposal's own header bytes, the agreed payload and its endorsements. */
export function prepareTransaction(
    proposal: UnpackedProposal,
    responsePayload: Uint8Array,
    endorsements: readonly peer.Endorsement[],
): common.Envelope {
    const endorsed = new peer.ChaincodeEndorsedAction();
    endorsed.setProposalResponsePayload(responsePayload);
    endorsed.setEndorsementsList([...endorsements]);
    const actionPayload = new peer.ChaincodeActionPayload();
    actionPayload.setChaincodeProposalPayload(proposal.publicPayload);
    actionPayload.setAction(endorsed);
    const action = new peer.TransactionAction();
    action.setHeader(proposal.header.getSignatureHeader_asU8());
    action.setPayload(actionPayload.serializeBinary());
    const transaction = new peer.Transaction();
    transaction.addActions(action);
    const payload = new common.Payload();
    payload.setHeader(proposal.header);
    payload.setData(transaction.serializeBinary());
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    return envelope;
}

/** The headers of an envelope, whatever it carries. */
export interface EnvelopeHeaders {
    readonly channel: common.ChannelHeader;
    readonly creator: Uint8Array;
    readonly nonce: Uint8Array;
    /** Bytes of what the envelope carries. */
    readonly data: Uint8Array;
}

/** Reads the headers of an envelope; throws when it has none or they cannot be decoded. */
export function envelopeHeaders(envelope: common.Envelope): EnvelopeHeaders {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = payload.getHeader();
    if (header === undefined) throw new Error('envelope has no header');
    const signature = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    return {
        channel: common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8()),
        creator: signature.getCreator_asU8(),
        nonce: signature.getNonce_asU8(),
        data: payload.getData_asU8(),
    };
}
