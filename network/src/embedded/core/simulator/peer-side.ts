import { peer } from '@hyperledger/fabric-protos';
import { metadataEntries, type Metadata } from '../versioned-value';
import { encodeHistoryRows, encodeRows, pageLimitOf, QueryCursor, type EncodedResult } from './query-cursor';
import type { Rows, TransactionSimulator } from './transaction-simulator';

const { Type } = peer.ChaincodeMessage;

type Handler = (side: PeerSide, payload: Uint8Array) => Uint8Array | Promise<Uint8Array>;

const NOTHING = new Uint8Array();

function encodeMetadata(metadata: Metadata): Uint8Array {
    const result = new peer.StateMetadataResult();
    result.setEntriesList(
        metadataEntries(metadata).map((entry) => {
            const item = new peer.StateMetadata();
            item.setMetakey(entry.getName());
            item.setValue(entry.getValue_asU8());
            return item;
        }),
    );
    return result.serializeBinary();
}

function getState({ simulator }: PeerSide, payload: Uint8Array): Uint8Array {
    const message = peer.GetState.deserializeBinary(payload);
    const collection = message.getCollection();
    return collection === ''
        ? simulator.getState(message.getKey())
        : simulator.getPrivate(collection, message.getKey());
}

function getPrivateHash({ simulator }: PeerSide, payload: Uint8Array): Uint8Array {
    const message = peer.GetState.deserializeBinary(payload);
    return simulator.getPrivateHash(message.getCollection(), message.getKey());
}

function getMetadata({ simulator }: PeerSide, payload: Uint8Array): Uint8Array {
    const message = peer.GetStateMetadata.deserializeBinary(payload);
    const collection = message.getCollection();
    const metadata =
        collection === ''
            ? simulator.getMetadata(message.getKey())
            : simulator.getPrivateMetadata(collection, message.getKey());
    return encodeMetadata(metadata);
}

function putState({ simulator }: PeerSide, payload: Uint8Array): Uint8Array {
    const message = peer.PutState.deserializeBinary(payload);
    const collection = message.getCollection();
    const value = message.getValue_asU8();
    if (collection === '') simulator.putState(message.getKey(), value);
    else simulator.putPrivate(collection, message.getKey(), value);
    return NOTHING;
}

function deleteState({ simulator }: PeerSide, payload: Uint8Array): Uint8Array {
    const message = peer.DelState.deserializeBinary(payload);
    const collection = message.getCollection();
    if (collection === '') simulator.putState(message.getKey(), undefined);
    else simulator.putPrivate(collection, message.getKey(), undefined);
    return NOTHING;
}

function purgePrivate({ simulator }: PeerSide, payload: Uint8Array): Uint8Array {
    const message = peer.PurgePrivateState.deserializeBinary(payload);
    simulator.putPrivate(message.getCollection(), message.getKey(), undefined, true);
    return NOTHING;
}

function putMetadata({ simulator }: PeerSide, payload: Uint8Array): Uint8Array {
    const message = peer.PutStateMetadata.deserializeBinary(payload);
    const entry = message.getMetadata();
    const metadata: Metadata = new Map(entry && [[entry.getMetakey(), entry.getValue_asU8()]]);
    const collection = message.getCollection();
    if (collection === '') simulator.putMetadata(message.getKey(), metadata);
    else simulator.putPrivateMetadata(collection, message.getKey(), metadata);
    return NOTHING;
}

function pageOf(bytes: Uint8Array): { limit: number; bookmark: string } | undefined {
    if (bytes.length === 0) return undefined;
    const metadata = peer.QueryMetadata.deserializeBinary(bytes);
    const bookmark = metadata.getBookmark();
    if (metadata.getPagesize() === 0 && bookmark === '') return undefined;
    return { limit: pageLimitOf(metadata.getPagesize()), bookmark };
}

function getRange(side: PeerSide, payload: Uint8Array): Promise<Uint8Array> {
    const message = peer.GetStateByRange.deserializeBinary(payload);
    const collection = message.getCollection();
    if (collection !== '') {
        const rows = side.simulator.privateRange(collection, message.getStartkey(), message.getEndkey());
        return side.openCursor(encodeRows(side.namespace, rows));
    }
    const page = pageOf(message.getMetadata_asU8());
    const start = page?.bookmark === '' ? message.getStartkey() : (page?.bookmark ?? message.getStartkey());
    const rows = side.simulator.range(start, message.getEndkey(), page?.limit);
    return side.openCursor(encodeRows(side.namespace, rows), page?.limit);
}

function getHistory(side: PeerSide, payload: Uint8Array): Promise<Uint8Array> {
    const key = peer.GetHistoryForKey.deserializeBinary(payload).getKey();
    return side.openCursor(encodeHistoryRows(key, side.simulator.history(key)));
}

async function nextBatch(side: PeerSide, payload: Uint8Array): Promise<Uint8Array> {
    return side.nextBatch(peer.QueryStateNext.deserializeBinary(payload).getId());
}

async function closeCursor(side: PeerSide, payload: Uint8Array): Promise<Uint8Array> {
    return side.closeCursor(peer.QueryStateClose.deserializeBinary(payload).getId());
}

function refuse(reason: string): Handler {
    return () => {
        throw new Error(reason);
    };
}

/** There is one chaincode: any other is not found, in Fabric's words; a second run of this one is not offered. */
async function invokeChaincode({ channelId, namespace }: PeerSide, payload: Uint8Array): Promise<never> {
    const name = peer.ChaincodeSpec.deserializeBinary(payload).getChaincodeId()?.getName() ?? '';
    const reason =
        name === namespace ? 'the embedded peer does not run a chaincode within itself' : `chaincode ${name} not found`;
    throw new Error(
        `execute failed: invalid invocation: [channel ${channelId}] failed to get chaincode container info for ${name}: ${reason}`,
    );
}

const HANDLERS: Readonly<Record<number, Handler>> = {
    [Type.GET_STATE]: getState,
    [Type.GET_PRIVATE_DATA_HASH]: getPrivateHash,
    [Type.GET_STATE_METADATA]: getMetadata,
    [Type.PUT_STATE]: putState,
    [Type.DEL_STATE]: deleteState,
    [Type.PURGE_PRIVATE_DATA]: purgePrivate,
    [Type.PUT_STATE_METADATA]: putMetadata,
    [Type.GET_STATE_BY_RANGE]: getRange,
    [Type.GET_HISTORY_FOR_KEY]: getHistory,
    [Type.QUERY_STATE_NEXT]: nextBatch,
    [Type.QUERY_STATE_CLOSE]: closeCursor,
    [Type.GET_QUERY_RESULT]: refuse('ExecuteQuery not supported for leveldb'),
    [Type.INVOKE_CHAINCODE]: invokeChaincode,
};

const TYPE_NAMES = new Map(Object.entries(Type).map(([name, value]) => [value as number, name]));

/** The peer's end of one transaction's conversation: turns each request of the chaincode into simulator calls. */
export class PeerSide {
    private readonly cursors = new Map<string, QueryCursor>();
    private opened = 0;

    constructor(
        readonly channelId: string,
        readonly namespace: string,
        private readonly txId: string,
        readonly simulator: TransactionSimulator,
    ) {}

    /**
     * Answers a request with its response payload.
     * @throws Error with the text that a Fabric peer sends, the request's type and transaction id in front.
     */
    async answer(type: number, payload: Uint8Array): Promise<Uint8Array> {
        const handler = HANDLERS[type];
        const name = TYPE_NAMES.get(type) ?? String(type);
        if (handler === undefined) throw new Error(`[${this.txId}] Chaincode sent an unexpected ${name}`);
        try {
            return await handler(this, payload);
        } catch (error) {
            throw this.failure(name, error);
        }
    }

    /**
     * Answers a request that came without a message.
     * @throws Error as {@link PeerSide.answer}.
     */
    directly<T>(name: keyof typeof Type, ask: (simulator: TransactionSimulator) => T): T {
        try {
            return ask(this.simulator);
        } catch (error) {
            throw this.failure(name, error);
        }
    }

    private failure(name: string, error: unknown): Error {
        const reason = error instanceof Error ? error.message : String(error);
        return new Error(`${name} failed: transaction ID: ${this.txId}: ${reason}`, { cause: error });
    }

    async openCursor(rows: Rows<EncodedResult>, pageLimit?: number): Promise<Uint8Array> {
        const id = String(++this.opened);
        const cursor = new QueryCursor(id, rows, pageLimit);
        this.cursors.set(id, cursor);
        return (await cursor.nextBatch()).serializeBinary();
    }

    async nextBatch(id: string): Promise<Uint8Array> {
        const cursor = this.cursors.get(id);
        if (cursor === undefined) throw new Error('query iterator not found');
        return (await cursor.nextBatch()).serializeBinary();
    }

    async closeCursor(id: string): Promise<Uint8Array> {
        await this.cursors.get(id)?.close();
        this.cursors.delete(id);
        const response = new peer.QueryResponse();
        response.setId(id);
        return response.serializeBinary();
    }

    /** Releases what the chaincode left open. */
    async close(): Promise<void> {
        await Promise.all([...this.cursors.values()].map((cursor) => cursor.close()));
    }
}
