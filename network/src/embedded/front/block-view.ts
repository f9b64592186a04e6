import { common, peer } from '@hyperledger/fabric-protos';
import { envelopeHeaders } from './transaction';

/** A transaction of a block as event streams see it. */
export interface TransactionView {
    readonly txId: string;
    readonly channelId: string;
    readonly type: number;
    /** A peer.TxValidationCode. */
    readonly code: number;
    /** The chaincode event it carries, valid or not. */
    readonly event: peer.ChaincodeEvent | undefined;
}

/** A block, decoded once for all streams that deliver it. */
export interface BlockView {
    readonly number: number;
    readonly block: common.Block;
    readonly transactions: readonly TransactionView[];
}

/** Decodes common.Block bytes. A transaction that cannot be read shows up without id. */
export function viewBlock(bytes: Uint8Array): BlockView {
    const block = common.Block.deserializeBinary(bytes);
    const flags = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
    const envelopes = block.getData()?.getDataList_asU8() ?? [];
    return {
        number: block.getHeader()?.getNumber() ?? 0,
        block,
        transactions: envelopes.map((bytes, index) =>
            viewTransaction(bytes, flags?.[index] ?? peer.TxValidationCode.NOT_VALIDATED),
        ),
    };
}

function viewTransaction(bytes: Uint8Array, code: number): TransactionView {
    try {
        const { channel, data } = envelopeHeaders(common.Envelope.deserializeBinary(bytes));
        const type = channel.getType();
        const event = type === common.HeaderType.ENDORSER_TRANSACTION ? eventOf(data) : undefined;
        return { txId: channel.getTxId(), channelId: channel.getChannelId(), type, code, event };
    } catch {
        return { txId: '', channelId: '', type: common.HeaderType.MESSAGE, code, event: undefined };
    }
}

function eventOf(transaction: Uint8Array): peer.ChaincodeEvent | undefined {
    const [action] = peer.Transaction.deserializeBinary(transaction).getActionsList();
    if (action === undefined) return undefined;
    const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8()).getAction();
    if (endorsed === undefined) return undefined;
    const response = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
    const bytes = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()).getEvents_asU8();
    return bytes.length === 0 ? undefined : peer.ChaincodeEvent.deserializeBinary(bytes);
}
