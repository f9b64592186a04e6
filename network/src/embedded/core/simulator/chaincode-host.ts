import { msp, common, peer } from '@hyperledger/fabric-protos';
import type { Collections } from '../collections';
import type { StateView } from '../state-store';
import type { CoreConfig, RunRequest, RunResult } from '../types';
import { Conversation, type ChaincodeServer, type Invocation } from './conversation';
import { PeerSide } from './peer-side';
import { Slots } from './slots';
import { TransactionSimulator } from './transaction-simulator';

/** As on a Fabric peer (`limits.concurrency` and `chaincode.executetimeout`). */
const DEFAULT_CONCURRENCY = 500;
const DEFAULT_TIMEOUT_MS = 30_000;

interface UnpackedProposal {
    readonly signed: peer.SignedProposal;
    readonly creatorMspId: string;
    readonly input: peer.ChaincodeInput;
}

function unpack(signedProposal: Uint8Array): UnpackedProposal {
    const signed = peer.SignedProposal.deserializeBinary(signedProposal);
    const proposal = peer.Proposal.deserializeBinary(signed.getProposalBytes_asU8());
    const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
    const creator = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()).getCreator_asU8();
    const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
    const spec = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8()).getChaincodeSpec();
    const input = spec?.getInput();
    if (input === undefined) throw new Error('the proposal holds no chaincode input');
    return { signed, input, creatorMspId: msp.SerializedIdentity.deserializeBinary(creator).getMspid() };
}

function eventOf(message: peer.ChaincodeMessage, request: RunRequest): { event?: Uint8Array } {
    const event = message.getChaincodeEvent();
    if (event === undefined) return {};
    event.setChaincodeId(request.chaincode);
    event.setTxId(request.txId);
    return { event: event.serializeBinary() };
}

/** Runs a chaincode's transactions, many at a time, each in its own conversation with fabric-shim. */
export class ChaincodeHost {
    private readonly idle: Conversation[] = [];
    private readonly slots: Slots;
    private readonly timeoutMs: number;

    constructor(
        private readonly config: CoreConfig,
        private readonly server: ChaincodeServer,
        private readonly collections: Collections,
    ) {
        this.slots = new Slots(config.concurrency ?? DEFAULT_CONCURRENCY);
        this.timeoutMs = config.executeTimeoutMs ?? DEFAULT_TIMEOUT_MS;
    }

    /** Simulates against the state of the moment at which its turn comes. */
    async run(request: RunRequest, openView: () => StateView): Promise<RunResult> {
        const { channelId, chaincode } = this.config;
        if (request.channelId !== channelId) throw new Error(`channel '${request.channelId}' not found`);
        if (request.chaincode !== chaincode.name) throw new Error(`chaincode ${request.chaincode} not found`);
        const proposal = unpack(request.signedProposal);
        return this.slots.use(async () => {
            const view = openView();
            try {
                return await this.simulate(request, proposal, view);
            } finally {
                await view.close();
            }
        });
    }

    private async simulate(request: RunRequest, proposal: UnpackedProposal, view: StateView): Promise<RunResult> {
        const namespace = request.chaincode;
        const scope = {
            txId: request.txId,
            namespace,
            peerMspId: request.mspId,
            creatorMspId: proposal.creatorMspId,
        };
        const simulator = new TransactionSimulator(scope, view, this.collections);
        const { channelId, txId } = request;
        const side = new PeerSide(channelId, namespace, txId, simulator);
        try {
            const { input, signed } = proposal;
            const message = await this.converse({
                channelId,
                txId,
                mspId: request.mspId,
                input,
                proposal: signed,
                side,
            });
            return result(message, request, simulator);
        } finally {
            await side.close();
        }
    }

    private async converse(invocation: Invocation): Promise<peer.ChaincodeMessage> {
        const conversation = this.idle.pop() ?? new Conversation(this.server);
        const message = await withTimeout(
            conversation.invoke(invocation),
            this.timeoutMs,
            `timeout expired while executing transaction ${invocation.txId}`,
        );
        // Only a conversation that came to its end is used again.
        this.idle.push(conversation);
        return message;
    }
}

function result(message: peer.ChaincodeMessage, request: RunRequest, simulator: TransactionSimulator): RunResult {
    if (message.getType() === peer.ChaincodeMessage.Type.ERROR) {
        throw new Error(Buffer.from(message.getPayload_asU8()).toString());
    }
    const response = peer.Response.deserializeBinary(message.getPayload_asU8());
    const privateWrites = simulator.results.encodePrivate();
    return {
        response: {
            status: response.getStatus(),
            message: response.getMessage(),
            payload: response.getPayload_asU8(),
        },
        results: simulator.results.encode(),
        ...eventOf(message, request),
        ...(privateWrites && { privateWrites }),
    };
}

async function withTimeout<T>(action: Promise<T>, milliseconds: number, reason: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
            reject(new Error(reason));
        }, milliseconds);
    });
    try {
        return await Promise.race([action, timeout]);
    } finally {
        clearTimeout(timer);
    }
}
