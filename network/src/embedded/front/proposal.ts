import { createHash } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';

/** What the front needs of a signed proposal, each byte string as the client sent it. */
export interface UnpackedProposal {
    readonly signed: peer.SignedProposal;
    readonly header: common.Header;
    readonly channelId: string;
    readonly txId: string;
    readonly type: number;
    readonly epoch: number;
    /** Milliseconds since the epoch; undefined when the client set none. */
    readonly timestampMs: number | undefined;
    readonly nonce: Uint8Array;
    readonly creator: Uint8Array;
    readonly chaincode: string;
    /** peer.ChaincodeProposalPayload bytes as they go into the transaction: without the transient map. */
    readonly publicPayload: Uint8Array;
    readonly hasTransient: boolean;
    /** SHA-256 over channel header, signature header and public payload; every endorsement repeats it. */
    readonly hash: Uint8Array;
}

/** Takes a signed proposal apart. Throws an Error with Fabric's words when a part is missing or cannot be decoded. */
export function unpackProposal(signed: peer.SignedProposal | undefined): UnpackedProposal {
    const bytes = signed?.getProposalBytes_asU8() ?? new Uint8Array();
    if (signed === undefined || bytes.length === 0) throw new Error('a signed proposal is required');
    const proposal = peer.Proposal.deserializeBinary(bytes);
    const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
    const channel = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    const signature = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
    const publicPayload = withoutTransient(payload);
    return {
        signed,
        header,
        channelId: channel.getChannelId(),
        txId: channel.getTxId(),
        type: channel.getType(),
        epoch: channel.getEpoch(),
        timestampMs: channel.getTimestamp()?.toDate().getTime(),
        nonce: signature.getNonce_asU8(),
        creator: signature.getCreator_asU8(),
        chaincode: chaincodeName(channel, payload),
        publicPayload,
        hasTransient: payload.getTransientmapMap().getLength() > 0,
        hash: createHash('sha256')
            .update(header.getChannelHeader_asU8())
            .update(header.getSignatureHeader_asU8())
            .update(publicPayload)
            .digest(),
    };
}

/** The transaction id that nonce and creator give: the only one that a proposal may carry. Lowercase hex. */
export function computeTxId(nonce: Uint8Array, creator: Uint8Array): string {
    return createHash('sha256').update(nonce).update(creator).digest('hex');
}

function withoutTransient(payload: peer.ChaincodeProposalPayload): Uint8Array {
    const result = new peer.ChaincodeProposalPayload();
    result.setInput(payload.getInput_asU8());
    return result.serializeBinary();
}

/** The name stands in the header, which access control reads, and in the input, which runs: they must agree. */
function chaincodeName(channel: common.ChannelHeader, payload: peer.ChaincodeProposalPayload): string {
    const extension = peer.ChaincodeHeaderExtension.deserializeBinary(channel.getExtension_asU8());
    const name = extension.getChaincodeId()?.getName() ?? '';
    if (name === '') throw new Error('ChaincodeHeaderExtension.ChaincodeId.Name is empty');
    const spec = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8()).getChaincodeSpec();
    if (spec === undefined) throw new Error('chaincode invocation spec did not contain chaincode spec');
    if (!spec.hasInput()) throw new Error('chaincode input did not contain any input');
    if (spec.getChaincodeId()?.getName() !== name) throw new Error('chaincode names of header and input differ');
    return name;
}
