import { Conversation } from './conversation';
import type { PeerSide } from './peer-side';
import type { Row } from './transaction-simulator';

type Answer<T> = (...request: unknown[]) => Promise<T>;

/** The parts of fabric-shim's handler that are changed here. */
interface Handler {
    readonly _stream: unknown;
    handleGetState: Answer<Uint8Array>;
    handlePutState: Answer<Uint8Array>;
    handleDeleteState: Answer<Uint8Array>;
    handleGetStateByRange: Answer<{ readonly iterator: unknown }>;
}

/** The part of fabric-shim's stub that is changed here. */
interface Stub {
    readonly handler: Handler;
    getMspID: (this: Stub) => string;
}

type Class<T> = new () => T;

const changed = new WeakSet();
const NOTHING = Buffer.alloc(0);

/** Rows that are all there already. */
class KnownRows {
    private at = 0;

    constructor(private readonly rows: readonly Row[]) {}

    async next(): Promise<{ done: boolean; value?: { key: string; value: Buffer } }> {
        const row = this.rows[this.at];
        if (row === undefined) return { done: true };
        this.at += 1;
        // Contracts may do with their bytes what they like; the peer's stay.
        return { done: false, value: { key: row.key, value: Buffer.from(row.value) } };
    }

    async close(): Promise<void> {
        this.at = this.rows.length;
    }
}

/** The peer's end of a request for public state by a chaincode of this process whose key needs no look by protobuf. */
function sideOf(
    handler: Handler,
    txId: unknown,
    collection: unknown,
    ...keys: readonly unknown[]
): PeerSide | undefined {
    const stream = handler._stream;
    if (!(stream instanceof Conversation) || typeof txId !== 'string' || collection !== '') return undefined;
    return keys.every((key) => typeof key === 'string' && key.isWellFormed()) ? stream.sideOf(txId) : undefined;
}

/** Lets others have their turn from time to time. What was asked is done already, so that requests keep their order. */
async function afterTurn<T>({ _stream: stream }: Handler, answer: T): Promise<T> {
    if (stream instanceof Conversation && stream.isTurnOver) await new Promise((resolve) => setImmediate(resolve));
    return answer;
}

function changeReads(prototype: Handler): void {
    const { handleGetState, handleGetStateByRange } = prototype;
    prototype.handleGetState = async function get(this: Handler, ...request): Promise<Uint8Array> {
        const [collection, key, , txId] = request;
        const side = sideOf(this, txId, collection, key);
        if (side === undefined) return handleGetState.apply(this, request);
        const value = side.directly('GET_STATE', (simulator) => simulator.getState(key as string));
        return afterTurn(this, Buffer.from(value));
    };
    prototype.handleGetStateByRange = async function range(this: Handler, ...request): Promise<{ iterator: unknown }> {
        const [collection, start, end, , txId, page] = request;
        const side = page === undefined ? sideOf(this, txId, collection, start, end) : undefined;
        const rows = side?.directly('GET_STATE_BY_RANGE', (simulator) =>
            simulator.knownRange(start as string, end as string),
        );
        if (rows === undefined) return handleGetStateByRange.apply(this, request);
        return afterTurn(this, { iterator: new KnownRows(rows) });
    };
}

function changeWrites(prototype: Handler): void {
    const { handlePutState, handleDeleteState } = prototype;
    prototype.handlePutState = async function put(this: Handler, ...request): Promise<Uint8Array> {
        const [collection, key, value, , txId] = request;
        const side = value instanceof Uint8Array ? sideOf(this, txId, collection, key) : undefined;
        if (side === undefined) return handlePutState.apply(this, request);
        side.directly('PUT_STATE', (simulator) => {
            simulator.putState(key as string, Buffer.from(value as Uint8Array));
        });
        return afterTurn(this, NOTHING);
    };
    prototype.handleDeleteState = async function remove(this: Handler, ...request): Promise<Uint8Array> {
        const [collection, key, , txId] = request;
        const side = sideOf(this, txId, collection, key);
        if (side === undefined) return handleDeleteState.apply(this, request);
        side.directly('DEL_STATE', (simulator) => {
            simulator.putState(key as string, undefined);
        });
        return afterTurn(this, NOTHING);
    };
}

/**
 * Contracts ask `stub.getMspID()`, which fabric-shim reads from the environment of the chaincode's process. Here one
 * process stands for every organisation's chaincode, so the stream of the transaction answers.
 */
function changeMspId(prototype: Stub): void {
    const { getMspID } = prototype;
    prototype.getMspID = function mspId(this: Stub): string {
        const stream = this.handler._stream;
        return (stream instanceof Conversation ? stream.mspId : undefined) ?? getMspID.call(this);
    };
}

/**
 * Takes the requests for public state that a chaincode of this process makes most often straight to the peer's end:
 * single keys, and short ranges that are known. As a message each of them costs several times what the peer does with it.
 * Everything else, and everything unusual, travels as a message; chaincode under a real peer is not touched.
 */
export function connectDirectly(requireInShim: NodeJS.Require): void {
    const { ChaincodeMessageHandler } = requireInShim('./lib/handler') as { ChaincodeMessageHandler: Class<Handler> };
    if (changed.has(ChaincodeMessageHandler)) return;
    changed.add(ChaincodeMessageHandler);
    const prototype = ChaincodeMessageHandler.prototype as Handler;
    changeReads(prototype);
    changeWrites(prototype);
    changeMspId((requireInShim('./lib/stub') as Class<Stub>).prototype as Stub);
}
