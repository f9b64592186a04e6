import { createHash } from 'node:crypto';
import { common, ledger, msp, peer } from '@hyperledger/fabric-protos';
import { EVENT_NAME, type DomainEvent } from '@edgebourse/chaincode/common/events';
import type { LedgerBlock, LedgerTransaction, LedgerWrite } from './ledger';

const { HeaderType, BlockMetadataIndex } = common;
/** Composite keys begin with a zero byte and end each part with one. */
const SEPARATOR = '\u0000';

function textOf(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('utf8');
}

/** @returns The JSON value, or the text itself where it is no JSON; undefined for nothing. */
function valueOf(bytes: Uint8Array): unknown {
    if (bytes.length === 0) return undefined;
    const text = textOf(bytes);
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}

function keyParts(key: string): string[] {
    return key.startsWith(SEPARATOR) ? key.slice(1, -1).split(SEPARATOR) : [key];
}

function writesOf(results: Uint8Array, chaincode: string): LedgerWrite[] {
    const sets = ledger.rwset.TxReadWriteSet.deserializeBinary(results).getNsRwsetList();
    return sets
        .filter((set) => set.getNamespace() === chaincode)
        .flatMap((set) => ledger.rwset.kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8()).getWritesList())
        .map((write) => ({
            key: keyParts(write.getKey()),
            value: write.getIsDelete() ? undefined : valueOf(write.getValue_asU8()),
        }));
}

function eventsOf(bytes: Uint8Array): readonly DomainEvent[] {
    if (bytes.length === 0) return [];
    const event = peer.ChaincodeEvent.deserializeBinary(bytes);
    if (event.getEventName() !== EVENT_NAME) return [];
    return JSON.parse(textOf(event.getPayload_asU8())) as DomainEvent[];
}

function inputOf(payload: peer.ChaincodeActionPayload): { fn: string; arguments: string[] } {
    const proposal = peer.ChaincodeProposalPayload.deserializeBinary(payload.getChaincodeProposalPayload_asU8());
    const invocation = peer.ChaincodeInvocationSpec.deserializeBinary(proposal.getInput_asU8());
    const [fn = '', ...rest] = (invocation.getChaincodeSpec()?.getInput()?.getArgsList_asU8() ?? []).map(textOf);
    return { fn, arguments: rest };
}

type Action = Pick<LedgerTransaction, 'fn' | 'arguments' | 'result' | 'writes' | 'events'>;

function actionOf(data: Uint8Array, chaincode: string): Action {
    const bytes = peer.Transaction.deserializeBinary(data).getActionsList()[0]?.getPayload_asU8() ?? new Uint8Array();
    const payload = peer.ChaincodeActionPayload.deserializeBinary(bytes);
    const endorsed = payload.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array();
    const extension = peer.ProposalResponsePayload.deserializeBinary(endorsed).getExtension_asU8();
    const action = peer.ChaincodeAction.deserializeBinary(extension);
    return {
        ...inputOf(payload),
        result: valueOf(action.getResponse()?.getPayload_asU8() ?? new Uint8Array()),
        writes: writesOf(action.getResults_asU8(), chaincode),
        events: eventsOf(action.getEvents_asU8()),
    };
}

function creatorOf(header: common.Header): string {
    const signature = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    return identityOf(signature.getCreator_asU8());
}

/** @returns The MSP id. */
function identityOf(creator: Uint8Array): string {
    return msp.SerializedIdentity.deserializeBinary(creator).getMspid();
}

/** @returns A transaction of the chaincode, or undefined for configuration and other chaincodes. */
function decodeTransaction(
    envelope: Uint8Array,
    place: { readonly index: number; readonly code: number },
    chaincode: string,
): LedgerTransaction | undefined {
    const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
    const header = payload.getHeader();
    if (header === undefined) return undefined;
    const channel = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    if (channel.getType() !== HeaderType.ENDORSER_TRANSACTION) return undefined;
    return {
        ...place,
        ...actionOf(payload.getData_asU8(), chaincode),
        transactionId: channel.getTxId(),
        timestampMs: channel.getTimestamp()?.toDate().getTime() ?? 0,
        creator: creatorOf(header),
    };
}

function hashOf(header: common.BlockHeader | undefined): string {
    const hash = createHash('sha256');
    hash.update(header?.getPreviousHash_asU8() ?? '').update(header?.getDataHash_asU8() ?? '');
    return hash.digest('hex');
}

/** @returns What a block says of one chaincode, valid transactions and invalid ones. */
export function decodeBlock(block: common.Block, chaincode: string): LedgerBlock {
    const codes = block.getMetadata()?.getMetadataList_asU8()[BlockMetadataIndex.TRANSACTIONS_FILTER];
    const envelopes = block.getData()?.getDataList_asU8() ?? [];
    const transactions = envelopes.flatMap((envelope, index) => {
        const code = codes?.[index] ?? peer.TxValidationCode.NOT_VALIDATED;
        return decodeTransaction(envelope, { index, code }, chaincode) ?? [];
    });
    const header = block.getHeader();
    return { number: BigInt(header?.getNumber() ?? 0), hash: hashOf(header), transactions };
}
