import { common, gateway, msp, peer } from '@hyperledger/fabric-protos';
import type { IssuedIdentity } from '@edgebourse/network/embedded/ca/certificate-authority';
import { signLowS } from '@edgebourse/network/embedded/msp/ecdsa';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { createHash, createPrivateKey, randomBytes } from 'node:crypto';
import { CHAINCODE, CHANNEL } from './test-peer';

/** What a proposal says; every part may be wrong on purpose. */
export interface RawProposal {
    readonly identity: IssuedIdentity;
    readonly args: readonly string[];
    readonly channel?: string;
    readonly at?: Date;
    readonly txId?: string;
    /** Changes the signature after signing. */
    readonly alterSignature?: (signature: Buffer) => Buffer;
    /** Changes the proposal after signing. */
    readonly alterProposal?: (proposal: peer.Proposal) => void;
}

/** msp.SerializedIdentity bytes. */
export function serialized({ mspId, certificatePem }: IssuedIdentity): Uint8Array {
    const identity = new msp.SerializedIdentity();
    identity.setMspid(mspId);
    identity.setIdBytes(Buffer.from(certificatePem));
    return identity.serializeBinary();
}

/** Signs as a member would. */
export function signAs({ privateKeyPem }: IssuedIdentity, message: Uint8Array): Buffer {
    return signLowS(createPrivateKey(privateKeyPem), message);
}

/** A signed proposal as the client library would build it, but for what is asked to be wrong. */
export function signProposal(raw: RawProposal): peer.SignedProposal {
    const proposal = buildProposal(raw);
    const signature = signAs(raw.identity, proposal.serializeBinary());
    raw.alterProposal?.(proposal);
    const signed = new peer.SignedProposal();
    signed.setProposalBytes(proposal.serializeBinary());
    signed.setSignature(raw.alterSignature?.(signature) ?? signature);
    return signed;
}

/** The request that asks for its endorsement. */
export function endorseRequest(raw: RawProposal): gateway.EndorseRequest {
    const request = new gateway.EndorseRequest();
    request.setChannelId(raw.channel ?? CHANNEL);
    request.setProposedTransaction(signProposal(raw));
    return request;
}

/** The request that asks for its evaluation. */
export function evaluateRequest(raw: RawProposal): gateway.EvaluateRequest {
    const request = new gateway.EvaluateRequest();
    request.setChannelId(raw.channel ?? CHANNEL);
    request.setProposedTransaction(signProposal(raw));
    return request;
}

/** peer.ChaincodeProposalPayload bytes that call a function. */
export function callPayload(args: readonly string[]): Uint8Array {
    const id = new peer.ChaincodeID();
    id.setName(CHAINCODE);
    const input = new peer.ChaincodeInput();
    input.setArgsList(args.map((arg) => Buffer.from(arg)));
    const spec = new peer.ChaincodeSpec();
    spec.setType(peer.ChaincodeSpec.Type.NODE);
    spec.setChaincodeId(id);
    spec.setInput(input);
    const invocation = new peer.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(spec);
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(invocation.serializeBinary());
    return payload.serializeBinary();
}

/** A header as clients build it. */
export function buildHeader(
    identity: IssuedIdentity,
    type: 3 | 5,
    { channel, at, txId }: Pick<RawProposal, 'channel' | 'at' | 'txId'>,
): common.Header {
    const nonce = randomBytes(24);
    const creator = serialized(identity);
    const id = new peer.ChaincodeID();
    id.setName(CHAINCODE);
    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(id);
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(type);
    channelHeader.setTxId(txId ?? createHash('sha256').update(nonce).update(creator).digest('hex'));
    channelHeader.setTimestamp(Timestamp.fromDate(at ?? new Date()));
    channelHeader.setChannelId(channel ?? CHANNEL);
    channelHeader.setExtension$(extension.serializeBinary());
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(creator);
    signatureHeader.setNonce(nonce);
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());
    return header;
}

function buildProposal(raw: RawProposal): peer.Proposal {
    const proposal = new peer.Proposal();
    proposal.setHeader(buildHeader(raw.identity, common.HeaderType.ENDORSER_TRANSACTION, raw).serializeBinary());
    proposal.setPayload(callPayload(raw.args));
    return proposal;
}
