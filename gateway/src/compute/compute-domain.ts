import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import { dataFile, type Config } from '../config';
import type { Route } from '../http/route';
import type { CommandBook } from '../journal/command-book';
import type { ClosableLane } from '../lanes/batch-lane';
import type { Ledger } from '../ledger/ledger';
import type { ReadModel } from '../read-model/read-model';
import { BlobStore } from './blob-store';
import { openComputeLanes } from './lanes';
import { ComputeReader } from './reader';
import { RelayCharges } from './relay-charges';
import { RelayService } from './relay-service';
import { computeRoutes } from './routes';
import { ComputeService } from './service';

/** What the computing market is built from. */
export interface ComputeDomainOptions {
    readonly ledger: Ledger;
    readonly book: CommandBook;
    readonly model: ReadModel;
    readonly policy: () => Promise<Policy>;
    readonly config: Config;
    /** Ms since the epoch. */
    readonly now: () => number;
    readonly sizeMax: number;
    readonly waitMs: number;
}

/** The computing market, as one gateway serves it. */
export interface ComputeDomain {
    readonly routes: readonly Route[];
    readonly lanes: readonly ClosableLane[];
    /** Stops deleting what expires. */
    close(): void;
}

const HOUR_MS = 3_600_000;
const SWEEP_MS = 60_000;

async function openRelay(options: ComputeDomainOptions, reader: ComputeReader, nodeOf: NodeOf): Promise<Relay> {
    const { config, ledger, policy, now, waitMs } = options;
    const limits = {
        blobBytesMax: config.computeBlobBytesMax,
        quotaBytes: config.computeQuotaBytes,
        totalBytes: config.computeStoreBytes,
        keepMs: config.computeKeepHours * HOUR_MS,
    };
    const store = await BlobStore.open(dataFile(config, 'blobs'), limits, now);
    const service = new RelayService({
        ...{ store, reader, nodeOf, now },
        charges: new RelayCharges(ledger, waitMs),
        network: async () => (await policy()).network,
        assertWallet: async (wallet) => reader.assertWallet(wallet),
        chunkBytesMax: config.bodyBytesMax,
    });
    return { store, service };
}

type NodeOf = (region: string) => Promise<string>;

interface Relay {
    readonly store: BlobStore;
    readonly service: RelayService;
}

/** Opens the lanes and routes of the computing market. Call before the command book starts. */
export async function openCompute(options: ComputeDomainOptions): Promise<ComputeDomain> {
    const { ledger, book, model, policy } = options;
    const reader = new ComputeReader(ledger);
    const nodeOf: NodeOf = async (region) => {
        const node = (await policy()).compute.nodes.find((candidate) => candidate.region === region);
        if (node === undefined) throw new EdgeError('COMPUTE_NODE_UNKNOWN', { region });
        return node.organisation;
    };
    const relay = await openRelay(options, reader, nodeOf);
    const timer = setInterval(() => void relay.store.sweep().catch(() => undefined), SWEEP_MS).unref();
    const service = new ComputeService(ledger, reader);
    const routes = computeRoutes({ commands: book, service, reader, model, relay: relay.service });
    const close = (): void => {
        clearInterval(timer);
    };
    return { routes, lanes: openComputeLanes({ ...options, reader, nodeOf }), close };
}
