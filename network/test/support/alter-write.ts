import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { CHAINCODE } from './test-peer';

/** Changes the first written value inside the endorsed payload of a transaction. */
export function alterWrite(envelope: common.Envelope): void {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
    const [action] = transaction.getActionsList();
    const actionPayload = peer.ChaincodeActionPayload.deserializeBinary(action!.getPayload_asU8());
    const endorsed = actionPayload.getAction()!;
    const response = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
    const chaincodeAction = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
    const results = ledger.rwset.TxReadWriteSet.deserializeBinary(chaincodeAction.getResults_asU8());
    const namespace = results.getNsRwsetList().find((ns) => ns.getNamespace() === CHAINCODE)!;
    const writes = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(namespace.getRwset_asU8());
    writes.getWritesList()[0]!.setValue(Buffer.from('forged'));
    namespace.setRwset(writes.serializeBinary());
    chaincodeAction.setResults(results.serializeBinary());
    response.setExtension$(chaincodeAction.serializeBinary());
    endorsed.setProposalResponsePayload(response.serializeBinary());
    action!.setPayload(actionPayload.serializeBinary());
    payload.setData(transaction.serializeBinary());
    envelope.setPayload(payload.serializeBinary());
}
