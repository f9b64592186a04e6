import { ledger, peer } from '@hyperledger/fabric-protos';
import type { CertifiedIdentity } from '../msp/registry';
import type { TransactionView } from './block-view';
import type { FrontContext } from './context';
import type { BlockPresenter } from './deliver';
import { membersOf } from './plan';

/** For protos.Deliver/Deliver: the block as it is on the chain. */
export const presentBlock: BlockPresenter = async (_, { block }) => {
    const response = new peer.DeliverResponse();
    response.setBlock(block);
    return response;
};

/** For DeliverFiltered: ids, types, codes and the names of events; no payloads. */
export const presentFilteredBlock: BlockPresenter = async ({ channelId }, { number, transactions }) => {
    const filtered = new peer.FilteredBlock();
    filtered.setChannelId(channelId);
    filtered.setNumber(number);
    filtered.setFilteredTransactionsList(transactions.map(filterTransaction));
    const response = new peer.DeliverResponse();
    response.setFilteredBlock(filtered);
    return response;
};

/** For DeliverWithPrivateData: the block and, of its private writes, the collections that the reader may see. */
export const presentBlockAndPrivateData: BlockPresenter = async (context, view, reader) => {
    const result = new peer.BlockAndPrivateData();
    result.setBlock(view.block);
    const map = result.getPrivateDataMapMap();
    for (const { index, privateWrites } of await context.core.privateData(BigInt(view.number))) {
        const visible = visibleWrites(context, reader, privateWrites);
        if (visible.getNsPvtRwsetList().length > 0) map.set(index, visible);
    }
    const response = new peer.DeliverResponse();
    response.setBlockAndPrivateData(result);
    return response;
};

type FilteredType = Parameters<peer.FilteredTransaction['setType']>[0];
type ValidationCode = Parameters<peer.FilteredTransaction['setTxValidationCode']>[0];

function filterTransaction({ txId, type, code, event }: TransactionView): peer.FilteredTransaction {
    const filtered = new peer.FilteredTransaction();
    filtered.setTxid(txId);
    filtered.setType(type as FilteredType);
    filtered.setTxValidationCode(code as ValidationCode);
    const actions = new peer.FilteredTransactionActions();
    if (event !== undefined) actions.addChaincodeActions(filterEvent(event));
    filtered.setTransactionActions(actions);
    return filtered;
}

function filterEvent(event: peer.ChaincodeEvent): peer.FilteredChaincodeAction {
    const bare = new peer.ChaincodeEvent();
    bare.setChaincodeId(event.getChaincodeId());
    bare.setTxId(event.getTxId());
    bare.setEventName(event.getEventName());
    const action = new peer.FilteredChaincodeAction();
    action.setChaincodeEvent(bare);
    return action;
}

function visibleWrites(
    { collections }: FrontContext,
    { mspId }: CertifiedIdentity,
    privateWrites: Uint8Array,
): ledger.rwset.TxPvtReadWriteSet {
    const writes = ledger.rwset.TxPvtReadWriteSet.deserializeBinary(privateWrites);
    for (const namespace of writes.getNsPvtRwsetList()) {
        const visible = namespace
            .getCollectionPvtRwsetList()
            .filter((collection) => membersOf(collections, collection.getCollectionName()).includes(mspId));
        namespace.setCollectionPvtRwsetList(visible);
    }
    writes.setNsPvtRwsetList(writes.getNsPvtRwsetList().filter((ns) => ns.getCollectionPvtRwsetList().length > 0));
    return writes;
}
