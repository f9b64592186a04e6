import type { Policy } from '@edgebourse/chaincode/common/policy-record';
import { EdgeError } from '@edgebourse/chaincode/common/errors';
import type { Route } from '../http/route';
import type { CommandBook } from '../journal/command-book';
import type { ClosableLane } from '../lanes/batch-lane';
import type { Ledger } from '../ledger/ledger';
import type { ReadModel } from '../read-model/read-model';
import { computeCommandRoutes } from './command-routes';
import { openComputeLanes } from './lanes';
import { computeMarketRoutes } from './market-routes';
import { computeOperatorRoutes } from './operator-routes';
import { computeReadRoutes } from './read-routes';
import { ComputeReader } from './reader';
import { ComputeService } from './service';

/** What the computing market is built from. */
export interface ComputeDomainOptions {
    readonly ledger: Ledger;
    readonly book: CommandBook;
    readonly model: ReadModel;
    readonly policy: () => Promise<Policy>;
    readonly sizeMax: number;
    readonly waitMs: number;
}

/** The computing market, as one gateway serves it. */
export interface ComputeDomain {
    readonly routes: readonly Route[];
    readonly lanes: readonly ClosableLane[];
}

/** Opens the lanes and routes of the computing market. Call before the command book starts. */
export function openCompute(options: ComputeDomainOptions): ComputeDomain {
    const { ledger, book, model, policy } = options;
    const reader = new ComputeReader(ledger);
    const nodeOf = async (region: string): Promise<string> => {
        const node = (await policy()).compute.nodes.find((candidate) => candidate.region === region);
        if (node === undefined) throw new EdgeError('COMPUTE_NODE_UNKNOWN', { region });
        return node.organisation;
    };
    const service = new ComputeService(ledger, reader);
    const routes = [
        ...computeCommandRoutes(book),
        ...computeMarketRoutes(service),
        ...computeReadRoutes({ reader, model }),
        ...computeOperatorRoutes(service),
    ];
    return { routes, lanes: openComputeLanes({ ...options, reader, nodeOf }) };
}
