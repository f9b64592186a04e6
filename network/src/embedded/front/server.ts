import { setMaxListeners } from 'node:events';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import type { KeyedCertificate } from '../ca/certificate-authority';
import type { Collection, EndorsementPolicy, LedgerCore } from '../core/types';
import type { CertifiedMspRegistry } from '../msp/registry';
import { BlockFeed } from './block-feed';
import { presentBlock, presentBlockAndPrivateData, presentFilteredBlock } from './block-presenters';
import { CallLimit } from './call-limit';
import { duplexStream, serverStream, unary, waitingUnary } from './calls';
import { chaincodeEvents } from './chaincode-events';
import { commitStatus } from './commit-status';
import { CommitWaiters } from './commit-waiters';
import type { FrontContext } from './context';
import { deliver, statusResponse, type BlockPresenter } from './deliver';
import { endorse } from './endorse';
import { createEndorser } from './endorser';
import { evaluate } from './evaluate';
import { Orderer, type BlockCutting } from './orderer';
import { RpcError } from './rpc-error';
import { submit } from './submit';
import { TransientStore } from './transient-store';

/** Everything the front is told at start. */
export interface FrontConfig {
    readonly core: LedgerCore;
    readonly msp: CertifiedMspRegistry;
    readonly channelId: string;
    readonly chaincode: { readonly name: string; readonly version: string };
    /** The peer's certificate and key of every organisation, by MSP id. */
    readonly peers: Readonly<Record<string, KeyedCertificate>>;
    readonly endorsementPolicy: EndorsementPolicy;
    readonly collections?: readonly Collection[];
    readonly listen: { readonly host: string; readonly port: number };
    readonly tls: KeyedCertificate;
    /** How far a proposal's timestamp may lie from this clock. Default 60 s. */
    readonly timeWindowMs?: number;
    readonly cutting?: Partial<BlockCutting>;
    /** Largest message that is taken. Default 100 MB. */
    readonly maxMessageBytes?: number;
    /** Calls of one service that may run at a time, open streams included. Default 500. */
    readonly concurrency?: number;
    /** Told when the ledger fails; the front then refuses every submit. */
    readonly onFailure?: (error: unknown) => void;
    /** Milliseconds since the epoch. Default: the system's clock. */
    readonly now?: () => number;
}

/** A listening front. */
export interface Front {
    /** host:port */
    readonly address: string;
    /** Commits what is queued, ends open streams with UNAVAILABLE and stops listening. The core stays open. */
    close(): Promise<void>;
}

const CLOSE_DEADLINE_MS = 3000;

/** Serves a ledger core to Fabric Gateway clients over gRPC with TLS. */
export async function serveFront(config: FrontConfig): Promise<Front> {
    const limit = config.maxMessageBytes ?? 100 * 1024 * 1024;
    const server = new Server({ 'grpc.max_receive_message_length': limit, 'grpc.max_send_message_length': -1 });
    const feed = await BlockFeed.open(config.core);
    const waiters = new CommitWaiters(config.core);
    const transient = new TransientStore();
    const orderer = new Orderer(
        config.core,
        { maxMessages: 50, batchTimeoutMs: 5, ...config.cutting },
        (block) => {
            feed.committed(block);
            waiters.committed(block);
            for (const { txId, code } of block.transactions) {
                if (code === peer.TxValidationCode.VALID) transient.forget(txId);
            }
        },
        config.onFailure ?? (() => undefined),
    );
    const address = { value: '' };
    const shutdown = new AbortController();
    // Every open stream and every waiting call listens.
    setMaxListeners(0, shutdown.signal);
    const context = createContext(config, { feed, waiters, transient, orderer, address, shutdown: shutdown.signal });
    addServices(server, context, config.concurrency ?? 500);
    const port = await listen(server, config);
    address.value = `${config.listen.host}:${port}`;
    return { address: address.value, close: () => close(server, orderer, shutdown) };
}

interface Parts extends Pick<FrontContext, 'feed' | 'waiters' | 'transient' | 'orderer' | 'shutdown'> {
    /** Known only once the server listens. */
    readonly address: { value: string };
}

function createContext(config: FrontConfig, { address, ...parts }: Parts): FrontContext {
    const { core, chaincode } = config;
    const endorsers = Object.entries(config.peers).map(([mspId, keyed]) =>
        createEndorser(core, chaincode.version, mspId, keyed),
    );
    return {
        ...parts,
        core,
        msp: config.msp,
        channelId: config.channelId,
        chaincode: chaincode.name,
        endorsers: new Map(endorsers.map((endorser) => [endorser.mspId, endorser])),
        policy: config.endorsementPolicy,
        collections: config.collections ?? [],
        timeWindowMs: config.timeWindowMs ?? 60_000,
        now: config.now ?? Date.now,
        get address() {
            return address.value;
        },
    };
}

function addServices(server: Server, context: FrontContext, concurrency: number): void {
    const { shutdown } = context;
    const scope = { limit: new CallLimit('/gateway.Gateway', concurrency), shutdown };
    server.addService(gateway.GatewayService, {
        evaluate: unary(scope, (request: gateway.EvaluateRequest) => evaluate(context, request)),
        endorse: unary(scope, (request: gateway.EndorseRequest) => endorse(context, request)),
        submit: unary(scope, (request: gateway.SubmitRequest) => submit(context, request)),
        commitStatus: waitingUnary(scope, (request: gateway.SignedCommitStatusRequest, signal) =>
            commitStatus(context, request, signal),
        ),
        chaincodeEvents: serverStream(scope, (request: gateway.SignedChaincodeEventsRequest, signal) =>
            chaincodeEvents(context, request, signal),
        ),
    });
    const blocks = { limit: new CallLimit('/protos.Deliver', concurrency), shutdown };
    const deliverAs = (present: BlockPresenter): ReturnType<typeof duplexStream> =>
        duplexStream(blocks, (envelope: common.Envelope, signal) => deliverOne(context, envelope, present, signal));
    server.addService(peer.DeliverService, {
        deliver: deliverAs(presentBlock),
        deliverFiltered: deliverAs(presentFilteredBlock),
        deliverWithPrivateData: deliverAs(presentBlockAndPrivateData),
    });
}

/** As on Fabric: a stream takes another seek request after a successful one and ends after any other status. */
async function* deliverOne(
    context: FrontContext,
    envelope: common.Envelope,
    present: BlockPresenter,
    signal: AbortSignal,
): AsyncGenerator<peer.DeliverResponse, boolean> {
    const code = yield* deliver(context, envelope, present, signal);
    yield statusResponse(code);
    return code === common.Status.SUCCESS;
}

function listen(server: Server, { listen: { host, port }, tls }: FrontConfig): Promise<number> {
    const pair = { cert_chain: Buffer.from(tls.certificatePem), private_key: Buffer.from(tls.privateKeyPem) };
    const credentials = ServerCredentials.createSsl(null, [pair], false);
    return new Promise((resolve, reject) => {
        server.bindAsync(`${host}:${port}`, credentials, (error, bound) => {
            if (error === null) resolve(bound);
            else reject(error);
        });
    });
}

async function close(server: Server, orderer: Orderer, shutdown: AbortController): Promise<void> {
    await orderer.close();
    // A stream that ended without error would make clients fail on the missing message.
    shutdown.abort(new RpcError(status.UNAVAILABLE, 'the peer is shutting down'));
    await new Promise<void>((resolve) => {
        const deadline = setTimeout(resolve, CLOSE_DEADLINE_MS);
        server.tryShutdown(() => {
            clearTimeout(deadline);
            resolve();
        });
    });
    // Clients that do not answer (stopped, or on a dead link) must not hold the peer up.
    server.forceShutdown();
}
