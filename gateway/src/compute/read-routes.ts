import { CONSISTENCY_ERRORS, consistencyQuery, isEndorsed } from '../http/consistency';
import { route, type Route } from '../http/route';
import { listContracts, listOffers } from '../read-model/compute';
import type { ReadModel } from '../read-model/read-model';
import type { ComputeReader } from './reader';
import * as schema from './schema';

/** What reads of computing call. */
export interface ComputeReadOptions {
    readonly reader: ComputeReader;
    readonly model: ReadModel;
}

function listRoutes({ model }: ComputeReadOptions): Route[] {
    const asOf = (): { asOfBlock: number } => ({ asOfBlock: Number(model.progress.block) });
    return [
        route({
            method: 'get',
            path: '/v1/compute/offers',
            summary: 'Offers of a region, by wallet; some may have expired or be reserved',
            access: 'public',
            query: schema.offersQuery,
            answers: { 200: { description: 'A page of offers.', schema: schema.offersPage } },
            errors: [],
            handle: async ({ query }) => {
                const { items, ...next } = await listOffers(await model.database(), query);
                return { status: 200, body: { offers: items, ...next, ...asOf() } };
            },
        }),
        route({
            method: 'get',
            path: '/v1/compute/contracts',
            summary: 'Contracts by region, buyer, seller and status, oldest first',
            access: 'public',
            query: schema.contractsQuery,
            answers: { 200: { description: 'A page of contracts.', schema: schema.contractsPage } },
            errors: [],
            handle: async ({ query }) => {
                const { items, ...next } = await listContracts(await model.database(), query);
                return { status: 200, body: { contracts: items, ...next, ...asOf() } };
            },
        }),
    ];
}

function contractReads({ reader }: ComputeReadOptions): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/compute/contracts/{contract}',
            summary: 'A contract: its parts, money and deadlines',
            access: 'public',
            params: schema.contractPath,
            query: consistencyQuery,
            answers: { 200: { description: 'The contract.', schema: schema.contractRecord } },
            errors: ['COMPUTE_CONTRACT_UNKNOWN', ...CONSISTENCY_ERRORS],
            handle: async ({ params, query }) => ({
                status: 200,
                body: await reader.contract(params.contract, isEndorsed(query)),
            }),
        }),
        route({
            method: 'get',
            path: '/v1/compute/contracts/{contract}/results/{seller}',
            summary: 'The hashes that a seller returned',
            access: 'public',
            params: schema.resultPath,
            query: consistencyQuery,
            answers: { 200: { description: 'The result.', schema: schema.resultRecord } },
            errors: ['RECORD_UNKNOWN', ...CONSISTENCY_ERRORS],
            handle: async ({ params, query }) => ({
                status: 200,
                body: await reader.result(params.contract, params.seller, isEndorsed(query)),
            }),
        }),
    ];
}

/** @returns The routes that read computing. */
export function computeReadRoutes(options: ComputeReadOptions): Route[] {
    const { reader } = options;
    return [
        ...listRoutes(options),
        ...contractReads(options),
        route({
            method: 'get',
            path: '/v1/compute/workers/{wallet}',
            summary: 'Assessment, reservations and reputation of a wallet',
            access: 'public',
            params: schema.workerPath,
            query: consistencyQuery,
            answers: { 200: { description: 'What is known of it.', schema: schema.workerRecord } },
            errors: [...CONSISTENCY_ERRORS],
            handle: async ({ params, query }) => ({
                status: 200,
                body: await reader.worker(params.wallet, isEndorsed(query)),
            }),
        }),
        route({
            method: 'get',
            path: '/v1/compute/load/{region}',
            summary: 'The MEC of a region: capacity, tariff, load, threshold',
            access: 'public',
            params: schema.nodePath,
            query: consistencyQuery,
            answers: { 200: { description: 'The node.', schema: schema.nodeState } },
            errors: ['COMPUTE_NODE_UNKNOWN', ...CONSISTENCY_ERRORS],
            handle: async ({ params, query }) => ({
                status: 200,
                body: await reader.node(params.region, isEndorsed(query)),
            }),
        }),
    ];
}
