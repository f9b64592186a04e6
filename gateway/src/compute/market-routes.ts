import { route, type Route } from '../http/route';
import { CONTRACT_ERRORS, GAME_ERRORS } from './errors';
import * as schema from './schema';
import type { ComputeService } from './service';

function gameRoutes(compute: ComputeService): Route[] {
    return [
        route({
            method: 'get',
            path: '/v1/compute/market',
            summary: 'The sellers of the game that a buyer would play now',
            access: 'public',
            query: schema.marketQuery,
            answers: { 200: { description: 'The sellers.', schema: schema.market } },
            errors: ['COMPUTE_NODE_UNKNOWN'],
            handle: async ({ query }) => ({ status: 200, body: await compute.market(query) }),
        }),
        route({
            method: 'post',
            path: '/v1/compute/quotes',
            summary: 'Solves the game that a buyer would play now; binds nobody',
            access: 'public',
            body: schema.quoteRequest,
            answers: { 200: { description: 'Prices, amounts, cost and utility.', schema: schema.quote } },
            errors: GAME_ERRORS,
            handle: async ({ body }) => ({ status: 200, body: await compute.quote(body) }),
        }),
    ];
}

/** @returns The routes that anybody may call: they do nothing that is not due. */
export function computeMarketRoutes(compute: ComputeService): Route[] {
    return [
        ...gameRoutes(compute),
        route({
            method: 'post',
            path: '/v1/compute/rehires',
            summary: 'Plays the game again for the pieces of a contract that nobody holds any more',
            access: 'public',
            body: schema.rehireRequest,
            answers: { 201: { description: 'The contract with its new parts.', schema: schema.contractAnswer } },
            errors: [...CONTRACT_ERRORS, ...GAME_ERRORS, 'COMPUTE_WINDOW_OVER', 'COMPUTE_BUDGET', 'COIN_INSUFFICIENT'],
            handle: async ({ body }) => {
                const { transactionId, value } = await compute.rehire(body.contract);
                return { status: 201, body: { transactionId, contract: value } };
            },
        }),
        route({
            method: 'post',
            path: '/v1/compute/settlements',
            summary: 'Does what is due of contracts: drops, late parts, undisputed results, refunds',
            access: 'public',
            body: schema.settleRequest,
            answers: { 201: { description: 'What became of each.', schema: schema.settleAnswer } },
            errors: ['COMPUTE_CONTRACT_UNKNOWN'],
            handle: async ({ body }) => {
                const { transactionId, value } = await compute.settle(body);
                return { status: 201, body: { transactionId, settled: value } };
            },
        }),
    ];
}
