import { createPrivateKey, randomBytes, type KeyObject } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { IssuedIdentity } from '../embedded/ca/certificate-authority';
import { serializeIdentity, type Simulation } from '../embedded/front/endorser';
import { computeTxId, unpackProposal, type UnpackedProposal } from '../embedded/front/proposal';
import { prepareTransaction } from '../embedded/front/transaction';
import { signLowS } from '../embedded/msp/ecdsa';

/** A client that signs proposals and envelopes itself. */
export class Signer {
    readonly mspId: string;
    readonly serialized: Uint8Array;
    private readonly key: KeyObject;

    constructor(readonly identity: IssuedIdentity) {
        this.mspId = identity.mspId;
        this.serialized = serializeIdentity(identity.mspId, identity.certificatePem);
        this.key = createPrivateKey(identity.privateKeyPem);
    }

    sign(message: Uint8Array): Buffer {
        return signLowS(this.key, message);
    }
}

/** What a client asks of a chaincode. */
export interface Call {
    readonly channelId: string;
    readonly chaincode: string;
    readonly functionName: string;
    readonly args: readonly (string | Uint8Array)[];
    readonly transient?: Readonly<Record<string, string | Uint8Array>>;
    /** Transaction timestamp, milliseconds since the epoch. */
    readonly at: number;
}

function headerOf(call: Call, signer: Signer): common.Header {
    const nonce = randomBytes(24);
    const id = new peer.ChaincodeID();
    id.setName(call.chaincode);
    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(id);
    const channel = new common.ChannelHeader();
    channel.setType(common.HeaderType.ENDORSER_TRANSACTION);
    channel.setTxId(computeTxId(nonce, signer.serialized));
    channel.setTimestamp(Timestamp.fromDate(new Date(call.at)));
    channel.setChannelId(call.channelId);
    channel.setExtension$(extension.serializeBinary());
    const signature = new common.SignatureHeader();
    signature.setCreator(signer.serialized);
    signature.setNonce(nonce);
    const header = new common.Header();
    header.setChannelHeader(channel.serializeBinary());
    header.setSignatureHeader(signature.serializeBinary());
    return header;
}

function payloadOf(call: Call): peer.ChaincodeProposalPayload {
    const input = new peer.ChaincodeInput();
    input.setArgsList([call.functionName, ...call.args].map((arg) => Buffer.from(arg)));
    const id = new peer.ChaincodeID();
    id.setName(call.chaincode);
    const spec = new peer.ChaincodeSpec();
    spec.setType(peer.ChaincodeSpec.Type.NODE);
    spec.setChaincodeId(id);
    spec.setInput(input);
    const invocation = new peer.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(spec);
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(invocation.serializeBinary());
    for (const [name, value] of Object.entries(call.transient ?? {})) {
        payload.getTransientmapMap().set(name, Buffer.from(value));
    }
    return payload;
}

/** Builds and signs a proposal as a Fabric Gateway client does. */
export function propose(call: Call, signer: Signer): UnpackedProposal {
    const proposal = new peer.Proposal();
    proposal.setHeader(headerOf(call, signer).serializeBinary());
    proposal.setPayload(payloadOf(call).serializeBinary());
    const signed = new peer.SignedProposal();
    signed.setProposalBytes(proposal.serializeBinary());
    signed.setSignature(signer.sign(signed.getProposalBytes_asU8()));
    return unpackProposal(signed);
}

/** Puts an endorsed proposal into a signed envelope, common.Envelope bytes. */
export function assemble(
    proposal: UnpackedProposal,
    { payload }: Simulation,
    endorsements: readonly peer.Endorsement[],
    signer: Signer,
): Uint8Array {
    const envelope = prepareTransaction(proposal, payload, endorsements);
    envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
    return envelope.serializeBinary();
}
