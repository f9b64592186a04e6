import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { sha256 } from '../keys';
import { decodePublicSet, type PublicSet } from '../public-set';
import type { MspRegistry } from '../types';

const { TxValidationCode: Code } = peer;
type HashedRwSet = ledger.rwset.kvrwset.HashedRWSet;

/** What one transaction did in one private collection. */
export interface CollectionActions {
    readonly name: string;
    readonly hashed: HashedRwSet;
    /** SHA-256 of the private write set, empty when there is none. */
    readonly privateHash: Uint8Array;
}

/** A well-formed endorser transaction, opened as far as validation needs it. */
export interface Transaction {
    readonly txId: string;
    readonly timestampMs: number;
    readonly executed: peer.ChaincodeAction;
    readonly endorsements: readonly peer.Endorsement[];
    /** ProposalResponsePayload bytes: what the endorsers signed, before their own identity. */
    readonly endorsedBytes: Uint8Array;
    /** Undefined when the transaction touched nothing. */
    readonly actions: { readonly publicSet: PublicSet; readonly collections: readonly CollectionActions[] } | undefined;
}

/** A transaction that fails a check, with the code that goes into the block. */
export class InvalidTransaction extends Error {
    constructor(
        readonly code: number,
        reason: string,
        /** Known once the header could be read. */
        readonly txId = '',
    ) {
        super(reason);
        this.name = 'InvalidTransaction';
    }
}

/** What a transaction must name to belong here. */
export interface Expected {
    readonly channelId: string;
    readonly chaincode: string;
    readonly chaincodeVersion: string;
}

/** Turns any failure of a decoder into the code of the part that it decodes. */
function decoded<T>(code: number, txId: string, what: string, decode: () => T | undefined): T {
    let value: T | undefined;
    try {
        value = decode();
    } catch {
        value = undefined;
    }
    if (value === undefined) throw new InvalidTransaction(code, `${what} cannot be read`, txId);
    return value;
}

interface Opened {
    readonly envelope: common.Envelope;
    readonly payload: common.Payload;
    readonly header: common.Header;
    readonly channel: common.ChannelHeader;
    readonly signature: common.SignatureHeader;
}

function open(bytes: Uint8Array): Opened {
    if (bytes.length === 0) throw new InvalidTransaction(Code.NIL_ENVELOPE, 'the envelope is empty');
    const envelope = decoded(Code.INVALID_OTHER_REASON, '', 'the envelope', () =>
        common.Envelope.deserializeBinary(bytes),
    );
    const payload = decoded(Code.BAD_PAYLOAD, '', 'the payload', () =>
        common.Payload.deserializeBinary(envelope.getPayload_asU8()),
    );
    const header = decoded(Code.BAD_COMMON_HEADER, '', 'the header', () => payload.getHeader());
    const channel = decoded(Code.BAD_COMMON_HEADER, '', 'the channel header', () =>
        common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8()),
    );
    const signature = decoded(Code.BAD_COMMON_HEADER, '', 'the signature header', () =>
        common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()),
    );
    return { envelope, payload, header, channel, signature };
}

function checkHeader({ channel, signature }: Opened): void {
    const txId = channel.getTxId();
    const fail = (code: number, reason: string): never => {
        throw new InvalidTransaction(code, reason, txId);
    };
    if (channel.getEpoch() !== 0) fail(Code.BAD_COMMON_HEADER, 'the epoch is not 0');
    if (signature.getNonce_asU8().length === 0) fail(Code.BAD_COMMON_HEADER, 'the nonce is empty');
    if (signature.getCreator_asU8().length === 0) fail(Code.BAD_COMMON_HEADER, 'the creator is empty');
    if (channel.getType() !== common.HeaderType.ENDORSER_TRANSACTION) {
        fail(Code.UNSUPPORTED_TX_PAYLOAD, `header type ${channel.getType()} is not supported`);
    }
}

function checkCreator({ envelope, channel, signature }: Opened, registry: MspRegistry): void {
    const txId = channel.getTxId();
    const creator = decoded(Code.BAD_CREATOR_SIGNATURE, txId, 'the creator', () =>
        registry.identify(signature.getCreator_asU8()),
    );
    if (!creator.verify(envelope.getPayload_asU8(), envelope.getSignature_asU8())) {
        throw new InvalidTransaction(Code.BAD_CREATOR_SIGNATURE, 'the creator did not sign this envelope', txId);
    }
    const computed = sha256(Buffer.concat([signature.getNonce_asU8(), signature.getCreator_asU8()])).toString('hex');
    if (computed !== txId) {
        throw new InvalidTransaction(Code.BAD_PROPOSAL_TXID, 'the id is not that of nonce and creator', txId);
    }
}

interface EndorsedAction {
    readonly endorsements: readonly peer.Endorsement[];
    readonly endorsedBytes: Uint8Array;
    readonly response: peer.ProposalResponsePayload;
}

function endorsedAction({ payload, header, channel }: Opened): EndorsedAction {
    const txId = channel.getTxId();
    const read = <T>(what: string, decode: () => T | undefined): T =>
        decoded(Code.INVALID_ENDORSER_TRANSACTION, txId, what, decode);
    const actions = read('the transaction', () =>
        peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList(),
    );
    const [action] = actions;
    if (action === undefined || actions.length !== 1) {
        throw new InvalidTransaction(Code.INVALID_ENDORSER_TRANSACTION, 'exactly one action is needed', txId);
    }
    const sameHeader = Buffer.from(header.getSignatureHeader_asU8()).equals(action.getHeader_asU8());
    if (!sameHeader) {
        throw new InvalidTransaction(Code.INVALID_ENDORSER_TRANSACTION, 'header of action and envelope differ', txId);
    }
    const content = read('the action', () => peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8()));
    const endorsed = read('the endorsed action', () => content.getAction());
    const endorsedBytes = endorsed.getProposalResponsePayload_asU8();
    const response = read('the response', () => peer.ProposalResponsePayload.deserializeBinary(endorsedBytes));
    const proposalHash = sha256(
        Buffer.concat([
            header.getChannelHeader_asU8(),
            header.getSignatureHeader_asU8(),
            content.getChaincodeProposalPayload_asU8(),
        ]),
    );
    if (!proposalHash.equals(response.getProposalHash_asU8())) {
        throw new InvalidTransaction(Code.INVALID_ENDORSER_TRANSACTION, 'the proposal hash does not match', txId);
    }
    return { endorsements: endorsed.getEndorsementsList(), endorsedBytes, response };
}

function checkChaincode(channel: common.ChannelHeader, action: peer.ChaincodeAction, expected: Expected): void {
    const txId = channel.getTxId();
    const named = decoded(Code.BAD_HEADER_EXTENSION, txId, 'the header extension', () =>
        peer.ChaincodeHeaderExtension.deserializeBinary(channel.getExtension_asU8()).getChaincodeId(),
    );
    const ran = action.getChaincodeId();
    if (named.getName() !== expected.chaincode || ran?.getName() !== expected.chaincode) {
        throw new InvalidTransaction(Code.INVALID_CHAINCODE, `${named.getName()} is not the chaincode`, txId);
    }
    if (ran.getVersion() !== expected.chaincodeVersion) {
        throw new InvalidTransaction(Code.EXPIRED_CHAINCODE, `version ${ran.getVersion()} is not current`, txId);
    }
}

function readActions(results: Uint8Array, txId: string, chaincode: string): Transaction['actions'] {
    const { kvrwset, TxReadWriteSet } = ledger.rwset;
    const namespaces = decoded(Code.BAD_RWSET, txId, 'the read-write set', () =>
        TxReadWriteSet.deserializeBinary(results).getNsRwsetList(),
    );
    const [namespace] = namespaces;
    if (namespace === undefined) return undefined;
    if (namespaces.length > 1 || namespace.getNamespace() !== chaincode) {
        throw new InvalidTransaction(Code.ILLEGAL_WRITESET, 'it touches a namespace that is not its own', txId);
    }
    return decoded(Code.BAD_RWSET, txId, 'the read-write set', () => ({
        publicSet: decodePublicSet(namespace.getRwset_asU8()),
        collections: namespace.getCollectionHashedRwsetList().map((collection) => ({
            name: collection.getCollectionName(),
            hashed: kvrwset.HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8()),
            privateHash: collection.getPvtRwsetHash_asU8(),
        })),
    }));
}

function contentOf({ channel }: Opened, action: EndorsedAction, expected: Expected): Transaction {
    const txId = channel.getTxId();
    const executed = decoded(Code.BAD_RESPONSE_PAYLOAD, txId, 'the chaincode action', () =>
        peer.ChaincodeAction.deserializeBinary(action.response.getExtension_asU8()),
    );
    return {
        txId,
        timestampMs: channel.getTimestamp()?.toDate().getTime() ?? 0,
        executed,
        endorsements: action.endorsements,
        endorsedBytes: action.endorsedBytes,
        actions: readActions(executed.getResults_asU8(), txId, expected.chaincode),
    };
}

/**
 * Opens an envelope and makes all checks that need no state, in Fabric's order.
 * @throws InvalidTransaction with the validation code of the first check that fails.
 */
export function checkTransaction(bytes: Uint8Array, expected: Expected, registry: MspRegistry): Transaction {
    const opened = open(bytes);
    checkHeader(opened);
    checkCreator(opened, registry);
    const action = endorsedAction(opened);
    if (opened.channel.getChannelId() !== expected.channelId) {
        throw new InvalidTransaction(Code.TARGET_CHAIN_NOT_FOUND, 'another channel', opened.channel.getTxId());
    }
    const transaction = contentOf(opened, action, expected);
    checkChaincode(opened.channel, transaction.executed, expected);
    return transaction;
}

/** Opens an envelope that a block already calls valid, whichever version of the chaincode made it. */
export function reopenTransaction(bytes: Uint8Array, expected: Expected): Transaction {
    const opened = open(bytes);
    return contentOf(opened, endorsedAction(opened), expected);
}
