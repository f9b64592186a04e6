import { createPrivateKey, type KeyObject } from 'node:crypto';
import { msp, peer } from '@hyperledger/fabric-protos';
import type { KeyedCertificate } from '../ca/certificate-authority';
import type { LedgerCore, RunResult } from '../core/types';
import { signLowS } from '../msp/ecdsa';
import type { UnpackedProposal } from './proposal';

/** One organisation's answer to a proposal. */
export interface Simulation {
    readonly mspId: string;
    readonly result: RunResult;
    /** peer.ProposalResponsePayload bytes: what all endorsers must agree on. */
    readonly payload: Uint8Array;
}

/** The peer of one organisation: simulates for it and signs with its key. */
export interface Endorser {
    readonly mspId: string;
    /** Rejects when the peer, not the chaincode, fails. */
    simulate(proposal: UnpackedProposal): Promise<Simulation>;
    endorse(payload: Uint8Array): peer.Endorsement;
}

/** Makes the endorser of an organisation from its peer's certificate and key. */
export function createEndorser(
    core: LedgerCore,
    chaincodeVersion: string,
    mspId: string,
    { certificatePem, privateKeyPem }: KeyedCertificate,
): Endorser {
    const key = createPrivateKey(privateKeyPem);
    const identity = serializeIdentity(mspId, certificatePem);
    return {
        mspId,
        endorse: (payload) => endorsement(key, identity, payload),
        simulate: async (proposal) => {
            const result = await core.run({
                txId: proposal.txId,
                channelId: proposal.channelId,
                chaincode: proposal.chaincode,
                mspId,
                signedProposal: proposal.signed.serializeBinary(),
            });
            return { mspId, result, payload: responsePayload(proposal, chaincodeVersion, result) };
        },
    };
}

/** msp.SerializedIdentity bytes. */
export function serializeIdentity(mspId: string, certificatePem: string): Uint8Array {
    const identity = new msp.SerializedIdentity();
    identity.setMspid(mspId);
    identity.setIdBytes(Buffer.from(certificatePem));
    return identity.serializeBinary();
}

function responsePayload(proposal: UnpackedProposal, version: string, result: RunResult): Uint8Array {
    const response = new peer.Response();
    response.setStatus(result.response.status);
    response.setMessage(result.response.message);
    response.setPayload(result.response.payload);
    const id = new peer.ChaincodeID();
    id.setName(proposal.chaincode);
    id.setVersion(version);
    const action = new peer.ChaincodeAction();
    action.setResults(result.results);
    if (result.event !== undefined) action.setEvents(result.event);
    action.setResponse(response);
    action.setChaincodeId(id);
    const payload = new peer.ProposalResponsePayload();
    payload.setProposalHash(proposal.hash);
    payload.setExtension$(action.serializeBinary());
    return payload.serializeBinary();
}

function endorsement(key: KeyObject, identity: Uint8Array, payload: Uint8Array): peer.Endorsement {
    const result = new peer.Endorsement();
    result.setEndorser(identity);
    result.setSignature(signLowS(key, Buffer.concat([payload, identity])));
    return result;
}
