import { EventEmitter } from 'node:events';
import { peer } from '@hyperledger/fabric-protos';
import type { PeerSide } from './peer-side';

const { ChaincodeMessage } = peer;
const { Type } = ChaincodeMessage;
type Message = peer.ChaincodeMessage;

const READS_IN_A_ROW = 200;

/** The chaincode's end of a transaction: its request to the shim, and where its own requests are answered. */
export interface Invocation {
    readonly channelId: string;
    readonly txId: string;
    /** The organisation whose peer's chaincode runs. */
    readonly mspId: string;
    readonly input: peer.ChaincodeInput;
    readonly proposal: peer.SignedProposal;
    readonly side: PeerSide;
}

/** Where a chaincode server (fabric-shim's own) takes in a peer's stream. */
export interface ChaincodeServer {
    connect(stream: EventEmitter): void;
}

interface Running {
    readonly invocation: Invocation;
    readonly resolve: (message: Message) => void;
    readonly reject: (error: unknown) => void;
}

function message(type: number, channelId: string, txId: string, payload: Uint8Array): Message {
    const result = new ChaincodeMessage();
    result.setType(type as peer.ChaincodeMessage.TypeMap[keyof peer.ChaincodeMessage.TypeMap]);
    result.setChannelId(channelId);
    result.setTxid(txId);
    result.setPayload(payload);
    return result;
}

/** An in-memory stream between fabric-shim's message handler and our peer side; it carries one transaction at a time. */
export class Conversation extends EventEmitter {
    private running: Running | undefined;
    private answered = 0;

    /** Connects and registers at once: the handshake is synchronous. */
    constructor(server: ChaincodeServer) {
        super();
        server.connect(this);
    }

    /** Runs one transaction; resolves with the chaincode's COMPLETED or ERROR message. */
    invoke(invocation: Invocation): Promise<Message> {
        return new Promise((resolve, reject) => {
            this.running = { invocation, resolve, reject };
            const { channelId, txId, input, proposal } = invocation;
            const transaction = message(Type.TRANSACTION, channelId, txId, input.serializeBinary());
            transaction.setProposal(proposal);
            this.emit('data', transaction);
        });
    }

    /** The organisation as which the chaincode runs now. */
    get mspId(): string | undefined {
        return this.running?.invocation.mspId;
    }

    /** The peer's end of the transaction, when it is the one that runs. */
    sideOf(txId: string): PeerSide | undefined {
        const invocation = this.running?.invocation;
        return invocation?.txId === txId ? invocation.side : undefined;
    }

    /** State is read without leaving the thread, so a long loop of reads must let timers and other runs in. */
    get isTurnOver(): boolean {
        this.answered += 1;
        return this.answered % READS_IN_A_ROW === 0;
    }

    /** Called by fabric-shim with each message of the chaincode. */
    write(request: Message): void {
        const type = request.getType();
        if (type === Type.REGISTER) {
            this.emit('data', message(Type.REGISTERED, '', '', new Uint8Array()));
            this.emit('data', message(Type.READY, '', '', new Uint8Array()));
        } else if (type === Type.COMPLETED || type === Type.ERROR) {
            this.finish(request);
        } else {
            void this.answer(request);
        }
    }

    /** Called by fabric-shim when the stream ends. */
    end(): void {
        this.running?.reject(new Error('the chaincode closed its stream'));
        this.running = undefined;
    }

    private finish(request: Message): void {
        const { running } = this;
        this.running = undefined;
        if (running?.invocation.txId === request.getTxid()) running.resolve(request);
    }

    private async answer(request: Message): Promise<void> {
        const { running } = this;
        const channelId = request.getChannelId();
        const txId = request.getTxid();
        if (this.isTurnOver) await new Promise((resolve) => setImmediate(resolve));
        try {
            if (running?.invocation.txId !== txId) throw new Error(`no transaction ${txId} is running`);
            const payload = await running.invocation.side.answer(request.getType(), request.getPayload_asU8());
            this.emit('data', message(Type.RESPONSE, channelId, txId, payload));
        } catch (error) {
            const text = error instanceof Error ? error.message : String(error);
            this.emit('data', message(Type.ERROR, channelId, txId, Buffer.from(text)));
        }
    }
}
