import { GatewayError, type Gateway } from '@hyperledger/fabric-gateway';
import { gateway as protos, msp } from '@hyperledger/fabric-protos';

const ALREADY_ORDERED = 'request already processed';

/**
 * Orderers of SmartBFT that have ordered an envelope refuse it from then on, even to the peer that handed it to several of
 * them at once: that is what was wanted.
 * @throws The error, where it says anything else.
 */
export function passOrdered(error: unknown): void {
    const details = error instanceof GatewayError ? error.details : [];
    if (!details.some(({ message }) => message.includes(ALREADY_ORDERED))) throw error;
}

/**
 * A request for the status of a transaction, gateway.SignedCommitStatusRequest bytes that are not signed yet: any peer
 * can be asked, whichever took the envelope.
 */
export function statusRequest(gateway: Gateway, channel: string, transactionId: string): Uint8Array {
    const { mspId, credentials } = gateway.getIdentity();
    const identity = new msp.SerializedIdentity();
    identity.setMspid(mspId);
    identity.setIdBytes(credentials);
    const asked = new protos.CommitStatusRequest();
    asked.setTransactionId(transactionId);
    asked.setChannelId(channel);
    asked.setIdentity(identity.serializeBinary());
    const request = new protos.SignedCommitStatusRequest();
    request.setRequest(asked.serializeBinary());
    return request.serializeBinary();
}
